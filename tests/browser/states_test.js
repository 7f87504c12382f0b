// What the pages say when it is not all well: declined, sold out, slow, wrong, absent; and what changes while one looks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Boxoffice } from '../journeys/lib/boxoffice.js';
import { createEvent } from '../journeys/lib/people.js';
import { Browser, phone, picture } from './lib/browser.js';
import { Visitor } from './lib/visitor.js';

let boxoffice;
let browser;
let organizer;
before(async () => {
    [boxoffice, browser] = await Promise.all([Boxoffice.start({ PAYMENT_TIMEOUT_MS: '1000', BOOKING_ANSWER_MS: '1000' }), Browser.launch()]);
    organizer = await boxoffice.people.organizer();
});
after(async () => {
    await browser?.close();
    await boxoffice?.stop();
});

const arrive = (options = { viewport: phone }) => Visitor.arrive(browser, boxoffice.urls.user, options);
function withResolvers() {
    let resolve;
    const promise = new Promise((settle) => (resolve = settle));
    return { promise, resolve };
}

// A page of status 402 or 404 is what is wanted here, but the console tells of it.
const forgive = (visitor) => {
    visitor.page.faults = visitor.page.faults.filter((fault) => !/status of 4\d\d/.test(fault));
};

test('a declined card says so, charges nothing, and the next card books', async () => {
    const event = await createEvent(organizer, { capacity: 10 });
    const visitor = await arrive();
    await visitor.signUp(`/events/${event.id}`);
    await visitor.field('Pay with').selectOption('pm_declined');
    await visitor.fillIn({ Tickets: '2' });
    await visitor.press('Book');
    await visitor.sees('That card was declined');
    assert.equal(await visitor.field('Tickets').inputValue(), '2');
    assert.equal(await visitor.page.evaluate('document.activeElement.id'), 'notice');
    forgive(visitor);
    await visitor.approve();
    await picture(visitor.page, 'declined');
    await visitor.field('Pay with').selectOption('pm_approved');
    await visitor.press('Book');
    await visitor.sees('2 tickets are yours');
});

test('an event that is sold out sells nothing, until tickets come back', async () => {
    const event = await createEvent(organizer, { capacity: 2 });
    const other = await boxoffice.people.attendee();
    const { body: booking } = await other.booking.post('/', { event_id: event.id, tickets: 2 });
    const visitor = await arrive();
    await visitor.goto(`/events/${event.id}`);
    await visitor.sees('sold out');
    assert.equal(await visitor.page.getByRole('button', { name: /book/i }).count(), 0);
    await visitor.approve();
    await picture(visitor.page, 'sold-out');
    await other.booking.delete(`/${booking.id}`);
    await visitor.follow('Tickets are back');
    await visitor.sees('last 2');
});

test('what is left changes while one looks', async () => {
    const event = await createEvent(organizer, { capacity: 30 });
    const visitor = await arrive();
    await visitor.goto(`/events/${event.id}`);
    await visitor.sees('30 left');
    const other = await boxoffice.people.attendee();
    await other.booking.post('/', { event_id: event.id, tickets: 10 });
    await visitor.sees('last 20');
    await visitor.approve();
});

test('two want the last ticket: the second is told what is left', async () => {
    const event = await createEvent(organizer, { capacity: 3 });
    const visitor = await arrive({ viewport: phone, scripts: false });
    await visitor.signUp(`/events/${event.id}`);
    const other = await boxoffice.people.attendee();
    await other.booking.post('/', { event_id: event.id, tickets: 2 });
    await visitor.fillIn({ Tickets: '2' });
    await visitor.press('Book');
    await visitor.sees('Only 1 ticket is left. Nothing was charged.');
});

test('a bank that does not answer is waited for, and the page shows how it ended', async () => {
    const event = await createEvent(organizer, { capacity: 10 });
    const visitor = await arrive();
    await visitor.signUp(`/events/${event.id}`);
    await visitor.field('Pay with').selectOption('pm_timeout');
    // The page asks how it ended and then loads anew, but not while it is looked at.
    const { promise: looked, resolve: look } = withResolvers();
    await visitor.page.route('**/bookings/*', async (route) => {
        if (route.request().resourceType() === 'fetch') await looked;
        await route.continue();
    });
    await visitor.press('Book');
    await visitor.sees('We are waiting for your bank');
    await visitor.approve();
    await picture(visitor.page, 'waiting');
    look();
    await visitor.page.getByText('Confirmed').waitFor({ timeout: 25_000 });
});

test('a form with faults keeps what was typed and moves to the summary', async () => {
    const visitor = await arrive();
    await visitor.goto('/register');
    await visitor.fillIn({ Name: 'Ada', 'E-mail': 'not an address', Password: 'short' });
    await visitor.press('Create the account');
    await visitor.sees('Please check');
    assert.equal(await visitor.page.evaluate('document.activeElement.id'), 'errors');
    assert.equal(await visitor.field('E-mail').inputValue(), 'not an address');
    assert.equal(await visitor.field('Password').inputValue(), '');
    forgive(visitor);
    await visitor.approve();
    await visitor.page.locator('#errors a').first().click();
    assert.equal(await visitor.page.evaluate('document.activeElement.id'), 'email');
});

test('a wrong password says no more than that', async () => {
    const visitor = await arrive();
    await visitor.goto('/login');
    await visitor.fillIn({ 'E-mail': 'nobody@example.org', Password: 'never mind what' });
    await visitor.press('Sign in');
    await visitor.sees('E-mail and password do not go together.');
    forgive(visitor);
    await visitor.approve();
});

test('what is not there is a page too', async () => {
    const visitor = await arrive();
    for (const path of ['/nowhere', '/events/no-such-event', '/events/0199aa00-0000-7000-8000-000000000000']) {
        await visitor.goto(path, 404);
        await visitor.sees('There is nothing here');
        forgive(visitor);
        await visitor.approve();
    }
    await picture(visitor.page, 'nothing-here');
});

test('a search without a find says what to do', async () => {
    const visitor = await arrive();
    await visitor.goto('/?q=qqqqqq');
    await visitor.sees('No event matches');
    await visitor.approve();
    await picture(visitor.page, 'no-match');
});

test('a list of many events is paged by month', async () => {
    for (let number = 0; number < 65; ++number) {
        await createEvent(organizer, { name: `Talk ${number}`, city: 'Pageville', starts_at: new Date(Date.UTC(2034, 0, 1 + number, 18)).toISOString() });
    }
    const visitor = await arrive();
    await visitor.goto('/?city=Pageville');
    await visitor.page.getByRole('heading', { name: 'January 2034' }).waitFor();
    const names = [];
    for (;;) {
        names.push(...await visitor.page.locator('.event-row h3').allTextContents());
        if (await visitor.page.getByRole('link', { name: 'Later events' }).count() === 0) break;
        await Promise.all([visitor.page.waitForURL(/cursor=/), visitor.follow('Later events')]);
        await visitor.page.waitForLoadState();
    }
    assert.deepEqual(names, Array.from({ length: 65 }, (_, number) => `Talk ${number}`));
    await visitor.approve();
});

test('text at twice its size, and the narrowest phone, need no sideways scrolling', async () => {
    const event = await createEvent(organizer, { name: 'A Rather Long Name for an Evening of Improvised Music', venue: 'Konzerthaus' });
    const visitor = await arrive();
    await visitor.signUp(`/events/${event.id}`);
    await visitor.book();
    for (const path of ['/', `/events/${event.id}`, '/Dashboard', visitor.path()]) {
        await visitor.page.setViewportSize(phone);
        await visitor.goto(path);
        const width = () => visitor.page.evaluate('document.documentElement.scrollWidth');
        await visitor.page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
        assert.ok(await width() <= 390, `${path} at 200 %: ${await width()} px`);
        await visitor.page.evaluate(() => { document.documentElement.style.fontSize = ''; });
        await visitor.page.setViewportSize({ width: 320, height: 640 });
        assert.ok(await width() <= 320, `${path} at 320 px: ${await width()} px`);
    }
});
