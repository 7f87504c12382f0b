// /docs of the user service shows every service's calls, under a content security policy without inline scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Boxoffice, services } from '../journeys/lib/boxoffice.js';
import { Browser, assertNoFaults, picture } from './lib/browser.js';

let boxoffice;
let browser;
before(async () => { [boxoffice, browser] = await Promise.all([Boxoffice.start(), Browser.launch()]); });
after(async () => {
    await browser?.close();
    await boxoffice?.stop();
});

test('every service is offered, and its calls are shown', async () => {
    const page = await browser.page();
    const answer = await page.goto(`${boxoffice.urls.user}/docs`);
    assert.match(answer.headers()['content-security-policy'], /script-src 'self'(;|$)/);
    const offered = await page.locator('select[aria-label="Service"] option').allTextContents();
    assert.deepEqual(offered.map((name) => name.toLowerCase()).sort(), [...services].sort());
    for (const name of offered) {
        const openapi = await boxoffice.documents.of(boxoffice.client(name.toLowerCase()));
        await page.selectOption('select[aria-label="Service"]', name);
        await page.locator('.info .title', { hasText: openapi.json.info.title }).waitFor();
        await page.locator('.opblock').first().waitFor();
        assert.equal(await page.locator('.opblock').count(), openapi.operations().length, name);
        assert.deepEqual(await page.locator('section.models h4 ~ div .model-container, section.models .json-schema-2020-12__title').allTextContents(),
            Object.keys(openapi.json.components.schemas), name);
    }
    await picture(page, 'docs');
    assertNoFaults(page);
});

test('a call can be tried where it is served', async () => {
    const page = await browser.page();
    await page.goto(`${boxoffice.urls.event}/docs`);
    await page.locator('.opblock-get .opblock-summary-control').first().click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
    assertNoFaults(page);
});
