// The distribution's Chromium, driven by playwright-core, with what must hold for every page checked on every page.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };

function programPath() {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
        try {
            return execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
        } catch {
            continue;
        }
    }
    throw new Error('no Chromium here; script/bootstrap --tests installs it');
}

/** A browser; close it when done. */
export class Browser {
    static async launch() {
        const browser = await chromium.launch({ executablePath: programPath(), args: ['--no-sandbox', '--disable-dev-shm-usage'] });
        return new Browser(browser);
    }

    constructor(browser) {
        this.browser = browser;
    }

    close() {
        return this.browser.close();
    }

    /**
     * A page with cookies of its own. Options: `viewport` (phone or desktop), `dark`, `scripts: false`, `locale`.
     * `page.faults` collects what the console complains of, failed requests and requests to other hosts.
     */
    async page({ viewport = desktop, dark = false, scripts = true, locale = 'en-GB' } = {}) {
        const context = await this.browser.newContext({
            viewport, locale, javaScriptEnabled: scripts, reducedMotion: 'reduce', colorScheme: dark ? 'dark' : 'light',
            deviceScaleFactor: viewport === phone ? 2 : 1,
        });
        const page = await context.newPage();
        page.faults = [];
        page.on('console', (message) => {
            if (message.type() === 'error') page.faults.push(`console: ${message.text()}`);
        });
        page.on('pageerror', (error) => page.faults.push(`script: ${error.message}`));
        page.on('request', (request) => {
            const { hostname, protocol } = new URL(request.url());
            if (protocol.startsWith('http') && hostname !== '127.0.0.1') page.faults.push(`another host: ${request.url()}`);
        });
        return page;
    }
}

/** No console errors, no scripts that failed, nothing from other hosts. */
export function assertNoFaults(page) {
    assert.deepEqual(page.faults, [], page.url());
}

/** WCAG 2.2 A and AA, as far as axe can tell. Needs a page with scripts. */
export async function assertAccessible(page) {
    // Evaluated by the debugger, so that the page's own content security policy stays in force.
    if (!await page.evaluate('typeof axe !== "undefined"')) await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    }));
    const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary}`).join('\n')}`);
    assert.deepEqual(told, [], page.url());
}

/** Nothing is wider than the window: nobody scrolls sideways. */
export async function assertFits(page) {
    const { wide, width } = await page.evaluate(() => ({
        width: document.documentElement.clientWidth,
        wide: [...document.querySelectorAll('body *')].filter((element) => {
            const box = element.getBoundingClientRect();
            return box.width > 0 && box.right > document.documentElement.clientWidth + 1 && getComputedStyle(element).position !== 'fixed'
                && !element.closest('[data-scrolls], .visually-hidden, table, svg');
        }).map((element) => element.outerHTML.slice(0, 120)),
    }));
    assert.deepEqual(wide, [], `wider than ${width} px at ${page.url()}`);
}

/** Keeps a picture where BOXOFFICE_SCREENSHOTS names a folder. */
export async function picture(page, name) {
    const folder = process.env.BOXOFFICE_SCREENSHOTS;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
