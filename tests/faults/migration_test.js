// From the embedded stores to the engines: everything is there as it was, and goes on from where it was.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertConserved } from '../crash/lib/oracle.js';
import { Boxoffice } from '../journeys/lib/boxoffice.js';
import { eventually } from '../journeys/lib/eventually.js';
import { createEvent, everything } from '../journeys/lib/people.js';

let boxoffice;
let admin;
let organizer;
let buyers;
let left;
let sold;
let cancelled;
let first;
let said;
const key = { headers: { 'idempotency-key': 'once and for all' } };

function assertSame(rows, before, what) {
    for (const [index, row] of rows.entries()) assert.equal(JSON.stringify(row), JSON.stringify(before[index]), what);
    assert.equal(rows.length, before.length, what);
}

/** What anybody could see of everything, in one order. */
async function everythingSeen() {
    const sorted = (rows) => rows.sort((a, b) => (a.id < b.id ? -1 : 1));
    const events = sorted(await everything(admin.event, '/'));
    return {
        users: sorted(await everything(admin.user, '/users')),
        events,
        availability: await Promise.all([...events, cancelled].map(async ({ id }) => (await admin.event.get(`/events/${id}/availability`)).body)),
        bookings: sorted(await everything(admin.booking, '/')),
        notifications: sorted(await everything(admin.notification, '/notifications')),
    };
}

before(async () => {
    boxoffice = await Boxoffice.start({ BOOKING_ANSWER_MS: '500' }, [], { engines: false });
    admin = await boxoffice.people.admin();
    organizer = await boxoffice.people.organizer();
    buyers = await Promise.all(Array.from({ length: 5 }, () => boxoffice.people.attendee()));
    left = await boxoffice.people.attendee();
    sold = await createEvent(organizer, { name: 'Sold before', capacity: 60, max_tickets_per_user: 50 });
    cancelled = await createEvent(organizer, { name: 'Cancelled before' });
    const removed = await createEvent(organizer, { name: 'Removed before' });
    await organizer.event.delete(`/${removed.id}`);
    writeFileSync(join(boxoffice.home, 'events.csv'), 'name,starts_on,ends_on,city,country,online,url,topics\nFrom a table,2035-05-05,,Basel,Switzerland,false,,\n');
    const imported = await boxoffice.command('import', 'events.csv', '--organizer', organizer.email, '--capacity', '10', '--price', '500', '--currency', 'CHF');
    assert.equal(imported.code, 0, imported.stderr);
    first = await buyers[0].booking.post('/', { event_id: sold.id, tickets: 3 }, key);
    assert.equal(first.status, 201, first.text);
    for (const buyer of buyers) await buyer.booking.post('/', { event_id: cancelled.id, tickets: 2 });
    await buyers[1].booking.post('/', { event_id: sold.id, tickets: 1, payment_method: 'pm_declined' });
    const given = await buyers[2].booking.post('/', { event_id: sold.id, tickets: 2 });
    await buyers[2].booking.delete(`/${given.body.id}`);
    await organizer.event.put(`/${sold.id}`, { price: 3000 });
    await organizer.event.put(`/${cancelled.id}`, { status: 'CANCELLED' });
    await left.user.post('/logout');
    await eventually(async () => assert.ok((await everything(admin.booking, `/?event_id=${cancelled.id}`)).every(({ status }) => status === 'REFUNDED')));
    await eventually(async () => assert.ok((await everything(admin.notification, '/notifications')).every(({ status }) => status === 'SENT')));
});
after(() => boxoffice.stop());

test('everything is there as it was, and moving it again changes nothing', async () => {
    const seen = await everythingSeen();
    // These are still under way when everything stops.
    const rush = buyers.map((buyer) => buyer.booking.post('/', { event_id: sold.id, tickets: 1, payment_method: 'pm_slow' }).catch(() => {}));
    await Promise.all(rush);
    await boxoffice.kill();
    said = await boxoffice.moveToEngines(2);
    for (const { code, stdout, stderr } of said) {
        assert.equal(code, 0, stdout + stderr);
        assert.doesNotMatch(stdout, /BROKEN/);
        assert.match(stdout, /ok +8 accounts/);
    }
    await eventually(() => assertConserved(admin, sold), { within: 30_000 });
    const now = await everythingSeen();
    const before = new Set(seen.bookings.map(({ id }) => id));
    assertSame(now.users, seen.users, 'users');
    assertSame(now.events.filter(({ id }) => id !== sold.id), seen.events.filter(({ id }) => id !== sold.id), 'events');
    assertSame(now.bookings.filter(({ id }) => before.has(id)), seen.bookings, 'bookings');
    assert.equal(now.bookings.length, seen.bookings.length + buyers.length);
    assertSame(now.availability.filter(({ event_id: id }) => id !== sold.id), seen.availability.filter(({ event_id: id }) => id !== sold.id), 'availability');
    const known = new Set(seen.notifications.map(({ id }) => id));
    assertSame(now.notifications.filter(({ id }) => known.has(id)), seen.notifications, 'notifications');
});

test('who was signed in still is, and who signed out is not', async () => {
    assert.equal((await buyers[0].user.get('/user')).status, 200);
    assert.equal((await left.user.get('/user')).status, 401);
});

test('a key that was used before stands for the same booking', async () => {
    const again = await buyers[0].booking.post('/', { event_id: sold.id, tickets: 3 }, key);
    assert.equal(again.headers['idempotency-replayed'], 'true');
    assert.equal(again.text, first.text);
});

test('sales, cancellations and imports go on from there', async () => {
    const bought = await buyers[3].booking.post('/', { event_id: sold.id, tickets: 2 });
    assert.equal(bought.body.amount, 6000);
    assert.equal((await buyers[0].booking.delete(`/${first.body.id}`)).status, 204);
    await boxoffice.mailOf(bought.body.id, 'CONFIRMED');
    await eventually(() => assertConserved(admin, sold), { within: 30_000 });
    const imported = await boxoffice.command('import', 'events.csv', '--organizer', organizer.email, '--capacity', '10', '--price', '500', '--currency', 'CHF');
    assert.match(imported.stdout, /0 new, 0 changed, 1 unchanged/);
});

test('the doctor finds it healthy', async () => {
    const { code, stdout, stderr } = await boxoffice.command('doctor');
    assert.equal(code, 0, stdout + stderr);
});
