// A person at the pages: what they do, in the words of the pages.
import assert from 'node:assert/strict';
import { assertAccessible, assertFits, assertNoFaults } from './browser.js';

export const password = 'a long enough password';
let counter = 0;

/** Goes to a page, and checks what holds for every page. */
export class Visitor {
    static async arrive(browser, base, options = {}) {
        const visitor = new Visitor(await browser.page(options), base, options);
        await visitor.page.addInitScript(() => {
            globalThis.refused = [];
            document.addEventListener('securitypolicyviolation', (event) => {
                globalThis.refused.push(`${event.violatedDirective}: ${event.blockedURI || event.sample}`);
            });
        });
        return visitor;
    }

    constructor(page, base, { scripts = true } = {}) {
        this.page = page;
        this.base = base;
        this.scripts = scripts;
        this.email = `visitor-${process.pid}-${++counter}@example.org`;
    }

    async goto(path, status = 200) {
        const answer = await this.page.goto(this.base + path);
        assert.equal(answer.status(), status, path);
        assert.match(answer.headers()['content-type'], /^text\/html/);
        assert.match(answer.headers()['content-security-policy'], /^default-src 'none'/);
        return answer;
    }

    path() {
        const { pathname, search } = new URL(this.page.url());
        return pathname + search;
    }

    /** Nothing failed, nothing was refused by the policy, nobody is shut out, nobody scrolls sideways. */
    async approve() {
        assertNoFaults(this.page);
        if (!this.scripts) return;
        await assertAccessible(this.page);
        await assertFits(this.page);
        assert.deepEqual(await this.page.evaluate('globalThis.refused'), [], `the policy refused at ${this.page.url()}`);
    }

    field(label) {
        return this.page.locator('input, select').and(this.page.getByLabel(label, { exact: true }));
    }

    async fillIn(fields) {
        for (const [label, value] of Object.entries(fields)) await this.field(label).fill(value);
    }

    press(name) {
        return this.page.getByRole('button', { name, exact: true }).click();
    }

    follow(name) {
        return this.page.getByRole('link', { name, exact: true }).first().click();
    }

    async signUp(next) {
        await this.goto(next ? `/register?next=${encodeURIComponent(next)}` : '/register');
        await this.fillIn({ Name: 'Ada Lovelace', 'E-mail': this.email, Password: password });
        await this.press('Create the account');
        await this.page.waitForURL(this.base + (next ?? '/Dashboard'));
    }

    /** From an event's page to its booking's. */
    async book(tickets = 1) {
        await this.fillIn({ Tickets: String(tickets) });
        await this.press('Book');
        await this.page.waitForURL(/\/bookings\/[^/]+\?done=booked$/);
    }

    sees(text) {
        return this.page.getByText(text).first().waitFor();
    }
}
