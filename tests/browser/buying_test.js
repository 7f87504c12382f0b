// From nobody to a ticket and back: found, booked, changed, cancelled, on the pages alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Boxoffice } from '../journeys/lib/boxoffice.js';
import { availability, createEvent } from '../journeys/lib/people.js';
import { Browser, desktop, phone, picture } from './lib/browser.js';
import { Visitor, password } from './lib/visitor.js';

let boxoffice;
let browser;
let organizer;
before(async () => {
    [boxoffice, browser] = await Promise.all([Boxoffice.start(), Browser.launch()]);
    organizer = await boxoffice.people.organizer();
});
after(async () => {
    await browser?.close();
    await boxoffice?.stop();
});

const settings = [
    { name: 'on a phone', viewport: phone, dark: false },
    { name: 'on a phone in the dark', viewport: phone, dark: true },
    { name: 'at a desk', viewport: desktop, dark: false },
    { name: 'at a desk in the dark', viewport: desktop, dark: true },
    { name: 'on a phone without scripts', viewport: phone, scripts: false },
];
for (const { name, ...options } of settings) {
    test(`someone finds an event, signs up, books, changes and cancels ${name}`, async () => {
        const event = await createEvent(organizer, {
            name: `Ein Abend für Ørsted ${name}`, capacity: 40, price: 4200, currency: 'EUR', venue: 'Philharmonie', city: 'København',
            country: 'Denmark', time_zone: 'Europe/Copenhagen', topics: ['physics', 'música'], description: 'One.\nTwo.',
        });
        const shot = (page) => picture(visitor.page, `${name.replaceAll(' ', '-')}-${page}`);
        const visitor = await Visitor.arrive(browser, boxoffice.urls.user, options);

        await visitor.goto('/');
        await visitor.fillIn({ City: 'København' });
        await visitor.press('Search');
        await visitor.sees('Events in København');
        await visitor.approve();
        await shot('home');
        await visitor.follow(event.name);
        await visitor.sees('Fri 1 Jun 2035, 20:00, Copenhagen time');
        await visitor.sees('40 left');
        await visitor.approve();
        await shot('event-signed-out');

        await visitor.fillIn({ Tickets: '3' });
        await visitor.press('Sign in and book');
        await visitor.approve();
        await visitor.follow('Create one');
        await visitor.approve();
        await shot('register');
        await visitor.fillIn({ Name: 'Ada Lovelace', 'E-mail': visitor.email, Password: password });
        await visitor.press('Create the account');

        await visitor.page.waitForURL(`**/events/${event.id}?tickets=3`);
        assert.equal(await visitor.field('Tickets').inputValue(), '3');
        await visitor.approve();
        await shot('event');
        await visitor.press('Book');
        await visitor.page.waitForURL(/\/bookings\/[^/]+\?done=booked$/);
        await visitor.sees(`3 tickets are yours. The confirmation goes to ${visitor.email}.`);
        await visitor.sees('126.00 EUR');
        await visitor.approve();
        await shot('booked');

        await visitor.follow('Your bookings');
        await visitor.page.getByRole('heading', { name: 'Next' }).waitFor();
        await visitor.sees('Confirmed');
        await visitor.approve();
        await shot('dashboard');

        await visitor.follow('Open the booking');
        const change = () => visitor.page.getByText('Change the number of tickets').click();
        await change();
        await visitor.fillIn({ Tickets: '4' });
        if (visitor.scripts) await visitor.sees('1 ticket more: 42.00 EUR to pay now.');
        await visitor.press('Change');
        await visitor.sees('This booking now has 4 tickets.');
        await visitor.sees('168.00 EUR');
        await change();
        await visitor.fillIn({ Tickets: '2' });
        await visitor.press('Change');
        await visitor.sees('This booking now has 2 tickets.');
        assert.equal((await availability(organizer.event, event)).sold, 2);

        await visitor.page.getByText('Cancel this booking').click();
        await visitor.sees('84.00 EUR goes back to you');
        await visitor.approve();
        await shot('cancel');
        await visitor.press('Cancel 2 tickets');
        await visitor.page.waitForURL(/\/bookings\/[^/?]+$/);
        await visitor.sees(/Cancelled/);
        await visitor.approve();
        await shot('cancelled');
        assert.equal((await availability(organizer.event, event)).available, 40);

        await visitor.press('Sign out');
        await visitor.page.waitForURL(`${boxoffice.urls.user}/`);
        const answer = await visitor.page.goto(`${boxoffice.urls.user}/Dashboard`);
        assert.equal(answer.status(), 200);
        assert.equal(visitor.path(), '/login?next=%2FDashboard');
    });
}

test('a button that is pressed twice books once', async () => {
    const event = await createEvent(organizer, { capacity: 10 });
    const visitor = await Visitor.arrive(browser, boxoffice.urls.user, { scripts: false });
    await visitor.signUp(`/events/${event.id}`);
    const cookies = (await visitor.page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const field = (name) => visitor.page.locator(`form[action="/bookings"] [name="${name}"]`).inputValue();
    const form = new URLSearchParams({ event_id: event.id, tickets: '2', payment_method: 'pm_approved' });
    for (const name of ['csrf_token', 'idempotency_key']) form.set(name, await field(name));
    const submit = () => fetch(`${boxoffice.urls.user}/bookings`, {
        method: 'POST', redirect: 'manual', body: form, headers: { cookie: cookies, accept: 'text/html' },
    });
    const [first, second] = await Promise.all([submit(), submit()]);
    assert.equal(first.status, 303);
    assert.equal(second.headers.get('location'), first.headers.get('location'));
    assert.equal((await availability(organizer.event, event)).sold, 2);
});

test('someone books with the keyboard alone', async () => {
    const event = await createEvent(organizer, { name: 'By Keys', capacity: 10, city: 'Keytown' });
    const visitor = await Visitor.arrive(browser, boxoffice.urls.user);
    const { keyboard } = visitor.page;
    const focused = () => visitor.page.evaluate(() => {
        const { id, textContent, href } = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        return { id, href, text: textContent.trim(), ring: outlineStyle === 'none' ? 0 : parseFloat(outlineWidth) };
    });
    const tabTo = async (found) => {
        for (let steps = 0; steps < 60; ++steps) {
            await keyboard.press('Tab');
            const element = await focused();
            assert.ok(element.ring >= 2, `the focus is seen on ${JSON.stringify(element)}`);
            if (found(element)) return;
        }
        assert.fail(`never came to ${found}`);
    };
    await visitor.signUp('/?city=Keytown');
    await tabTo(({ text }) => text === 'Skip to the content');
    await keyboard.press('Enter');
    await tabTo(({ text }) => text === 'By Keys');
    await keyboard.press('Enter');
    await visitor.page.waitForURL(`**/events/${event.id}`);
    await tabTo(({ id }) => id === 'tickets');
    await keyboard.press('ArrowUp');
    await visitor.sees('50.00 EUR');
    await tabTo(({ text }) => text === 'Book');
    await keyboard.press('Enter');
    await visitor.sees('2 tickets are yours');
    await tabTo(({ text }) => text === 'Cancel this booking');
    await keyboard.press('Enter');
    await tabTo(({ text }) => text === 'Cancel 2 tickets');
    await keyboard.press('Enter');
    await visitor.sees(/Cancelled/);
    await visitor.approve();
});
