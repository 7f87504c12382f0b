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
    for (const [index, name] of offered.entries()) {
        const openapi = await boxoffice.documents.of(boxoffice.client(name.toLowerCase()));
        await page.selectOption('select[aria-label="Service"]', String(index));
        await page.locator('.info .title', { hasText: openapi.json.info.title }).waitFor();
        await page.locator('.opblock').first().waitFor();
        assert.equal(await page.locator('.opblock').count(), openapi.operations().length, name);
    }
    await picture(page, 'docs');
    assertNoFaults(page);
});
