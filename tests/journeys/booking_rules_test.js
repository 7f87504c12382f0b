// What a booking may become, and what that does to tickets, money and mail.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertConserved } from '../crash/lib/oracle.js';
import { Boxoffice } from './lib/boxoffice.js';
import { eventually } from './lib/eventually.js';
import { availability, createEvent, everything } from './lib/people.js';

let boxoffice;
let admin;
let organizer;
let attendee;
before(async () => {
    boxoffice = await Boxoffice.start({ PAYMENT_TIMEOUT_MS: '400', BOOKING_ANSWER_MS: '400' });
    [admin, organizer, attendee] = [await boxoffice.people.admin(), await boxoffice.people.organizer(), await boxoffice.people.attendee()];
});
after(() => boxoffice.stop());

const book = (person, event, members = {}, options) => person.booking.post('/', { event_id: event.id, tickets: 1, ...members }, options);
const statusBecomes = (booking, status) => eventually(async () => {
    const { body } = await attendee.booking.get(`/${booking.id}`);
    assert.equal(body.status, status);
    return body;
});
const paymentsOf = (booking) => everything(admin.payment, `/payments?booking_id=${booking.id}`);

test('the last ticket is sold once', async () => {
    const event = await createEvent(organizer, { capacity: 1 });
    const people = await Promise.all(Array.from({ length: 8 }, () => boxoffice.people.attendee()));
    const answers = await Promise.all(people.flatMap((person) => [book(person, event), book(person, event), book(person, event)]));
    assert.equal(answers.filter(({ status }) => status === 201).length, 1);
    const refused = answers.filter(({ status }) => status !== 201);
    assert.deepEqual([...new Set(refused.map(({ body }) => body.code))], ['sold_out']);
    assert.equal((await book(attendee, event)).body.code, 'sold_out');
    assert.equal((await eventually(() => assertConserved(admin, event))).confirmed.length, 1);
});

test('more tickets than are left are refused whole', async () => {
    const event = await createEvent(organizer, { capacity: 3 });
    assert.equal((await book(attendee, event, { tickets: 2 })).status, 201);
    assert.equal((await book(attendee, event, { tickets: 2 })).body.code, 'sold_out');
    assert.equal((await book(attendee, event, { tickets: 1 })).status, 201);
    assert.deepEqual(await availability(attendee.event, event), { event_id: event.id, capacity: 3, available: 0, held: 0, sold: 3 });
});

test('what has begun, was cancelled or never was is not on sale', async () => {
    const past = await createEvent(organizer, { starts_at: '2020-01-01T10:00:00Z' });
    assert.equal((await book(attendee, past)).body.code, 'not_on_sale');
    const cancelled = await createEvent(organizer);
    assert.equal((await organizer.event.put(`/${cancelled.id}`, { status: 'CANCELLED' })).status, 200);
    assert.equal((await book(attendee, cancelled)).body.code, 'not_on_sale');
    for (const id of ['01890000-0000-7000-8000-000000000000', 'nothing']) {
        assert.equal((await book(attendee, { id })).body.code, 'event_not_found');
    }
});

for (const method of ['pm_declined', 'pm_insufficient_funds']) {
    test(`a payment refused (${method}) books nothing, keeps nothing and mails nothing`, async () => {
        const event = await createEvent(organizer, { capacity: 5 });
        const answer = await book(attendee, event, { payment_method: method });
        assert.equal(answer.status, 402);
        assert.equal(answer.body.code, 'payment_declined');
        await eventually(async () => assert.equal((await availability(attendee.event, event)).available, 5));
        const [booking] = await everything(attendee.booking, `/?event_id=${event.id}`);
        assert.equal(booking.status, 'REJECTED');
        assert.deepEqual((await paymentsOf(booking)).map(({ status }) => status), ['DECLINED']);
        assert.equal(boxoffice.mailsOf(booking.id).length, 0);
    });
}

test('a cancelled booking gives tickets and money back, with one mail', async () => {
    const event = await createEvent(organizer, { capacity: 5, price: 1000 });
    const { body: booking } = await book(attendee, event, { tickets: 3 });
    assert.equal((await attendee.booking.delete(`/${booking.id}`)).status, 204);
    assert.equal((await attendee.booking.delete(`/${booking.id}`)).status, 204);
    await statusBecomes(booking, 'REFUNDED');
    const [payment] = await paymentsOf(booking);
    assert.equal(payment.refunded, 3000);
    await eventually(async () => assert.equal((await availability(attendee.event, event)).available, 5));
    assert.equal((await attendee.booking.delete(`/${booking.id}`)).status, 204);
    await boxoffice.mailOf(booking.id, 'CONFIRMED');
    await eventually(() => assert.equal(boxoffice.mailsOf(booking.id).length, 2));
    await assertConserved(admin, event);
});

test('PUT status CANCELLED cancels, too; what is final stays', async () => {
    const event = await createEvent(organizer);
    const { body: booking } = await book(attendee, event);
    const answer = await attendee.user.put(`/bookings/${booking.id}`, { status: 'CANCELLED' });
    assert.equal(answer.status, 200);
    assert.match(answer.body.status, /^(CANCELLED|REFUNDED)$/);
    await statusBecomes(booking, 'REFUNDED');
    assert.equal((await attendee.booking.put(`/${booking.id}`, { tickets: 2 })).status, 409);
});

test('more tickets are charged, fewer are refunded, by the difference', async () => {
    const event = await createEvent(organizer, { capacity: 6, price: 700 });
    const { body: booking } = await book(attendee, event, { tickets: 2 });
    const more = await attendee.booking.put(`/${booking.id}`, { tickets: 5 });
    assert.equal(more.status, 200, more.text);
    assert.deepEqual([more.body.tickets, more.body.amount, more.body.status], [5, 3500, 'CONFIRMED']);
    assert.equal((await paymentsOf(booking)).reduce((sum, { amount }) => sum + amount, 0), 3500);
    assert.equal((await availability(attendee.event, event)).available, 1);
    assert.equal((await attendee.booking.put(`/${booking.id}`, { tickets: 7 })).body.code, 'sold_out');
    const declined = await attendee.booking.put(`/${booking.id}`, { tickets: 6, payment_method: 'pm_declined' });
    assert.equal(declined.body.code, 'payment_declined');
    const fewer = await attendee.booking.put(`/${booking.id}`, { tickets: 1 });
    assert.equal(fewer.status, 200);
    assert.deepEqual([fewer.body.tickets, fewer.body.amount], [1, 700]);
    await eventually(async () => {
        const paid = await paymentsOf(booking);
        assert.equal(paid.filter(({ status }) => status === 'APPROVED').reduce((sum, { amount, refunded }) => sum + amount - refunded, 0), 700);
        assert.equal((await availability(attendee.event, event)).available, 5);
    });
    await assertConserved(admin, event);
});

test('a repeat with the same key gives the same bytes, and books once', async () => {
    const event = await createEvent(organizer);
    const key = { headers: { 'idempotency-key': 'one and the same' } };
    const first = await book(attendee, event, { tickets: 2 }, key);
    assert.equal(first.status, 201);
    const again = await book(attendee, event, { tickets: 2 }, key);
    assert.equal(again.status, 201);
    assert.equal(again.text, first.text);
    assert.equal(again.headers['idempotency-replayed'], 'true');
    assert.equal(first.headers['idempotency-replayed'], undefined);
    assert.equal((await book(attendee, event, { tickets: 3 }, key)).body.code, 'idempotency_key_reused');
    const other = await boxoffice.people.attendee();
    assert.notEqual((await book(other, event, { tickets: 2 }, key)).body.id, first.body.id);
    assert.equal((await everything(attendee.booking, `/?event_id=${event.id}`)).length, 1);
});

test('fifty requests with one key at once are one booking and one charge', async () => {
    const event = await createEvent(organizer);
    const key = { headers: { 'idempotency-key': 'fifty at once' } };
    const answers = await Promise.all(Array.from({ length: 50 }, () => book(attendee, event, {}, key)));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
    assert.equal((await paymentsOf(answers[0].body)).length, 1);
    assert.equal((await availability(attendee.event, event)).sold, 1);
});

test('a declined answer is remembered, too', async () => {
    const event = await createEvent(organizer);
    const key = { headers: { 'idempotency-key': 'declined' } };
    const first = await book(attendee, event, { payment_method: 'pm_declined' }, key);
    const again = await book(attendee, event, { payment_method: 'pm_declined' }, key);
    assert.equal(first.status, 402);
    assert.equal(again.text, first.text);
    assert.equal(again.headers['idempotency-replayed'], 'true');
});

test('a gateway that does not answer makes a pending booking that ends by itself', async () => {
    const event = await createEvent(organizer);
    const answer = await book(attendee, event, { payment_method: 'pm_timeout' });
    assert.equal(answer.status, 202, answer.text);
    assert.equal(answer.body.status, 'PENDING');
    assert.match(answer.headers.location, new RegExp(`${answer.body.id}$`));
    await statusBecomes(answer.body, 'CONFIRMED');
    assert.equal((await paymentsOf(answer.body)).length, 1);
    await boxoffice.mailOf(answer.body.id, 'CONFIRMED');
    await assertConserved(admin, event);
});

test('a pending booking can be cancelled, and what was charged comes back', async () => {
    const event = await createEvent(organizer);
    const { status, body: booking } = await book(attendee, event, { payment_method: 'pm_timeout' });
    assert.equal(status, 202);
    assert.equal((await attendee.booking.delete(`/${booking.id}`)).status, 204);
    await eventually(async () => {
        const { body } = await attendee.booking.get(`/${booking.id}`);
        assert.match(body.status, /^(REJECTED|REFUNDED)$/);
        await assertConserved(admin, event);
    });
});

test('an event with bookings is not deleted; cancelled, it refunds and tells everyone', async () => {
    const event = await createEvent(organizer, { capacity: 20, price: 300 });
    const people = await Promise.all(Array.from({ length: 5 }, () => boxoffice.people.attendee()));
    const bookings = (await Promise.all(people.map((person) => book(person, event, { tickets: 2 })))).map(({ body }) => body);
    assert.equal((await organizer.event.delete(`/${event.id}`)).body.code, 'event_has_bookings');
    assert.equal((await organizer.event.put(`/${event.id}`, { capacity: 9 })).status, 409);
    const cancelled = await organizer.event.put(`/${event.id}`, { status: 'CANCELLED' });
    assert.equal(cancelled.status, 200);
    assert.equal(cancelled.body.status, 'CANCELLED');
    await eventually(async () => {
        const { bookings: all } = await assertConserved(admin, event);
        assert.deepEqual([...new Set(all.map(({ status }) => status))], ['REFUNDED']);
    });
    for (const { id } of bookings) await eventually(() => assert.equal(boxoffice.mailsOf(id).length, 2));
    await eventually(async () => assert.equal((await organizer.event.delete(`/${event.id}`)).status, 204));
    assert.equal((await attendee.event.get(`/${event.id}`)).body.code, 'event_not_found');
});

test('an edit made on what has changed since is refused, sales do not make it stale', async () => {
    const event = await createEvent(organizer);
    const { headers: { etag } } = await organizer.event.get(`/${event.id}`);
    assert.equal((await book(attendee, event)).status, 201);
    const edited = await organizer.event.put(`/${event.id}`, { name: 'A New Name' }, { headers: { 'if-match': etag } });
    assert.equal(edited.status, 200, edited.text);
    assert.equal(edited.body.name, 'A New Name');
    const stale = await organizer.event.put(`/${event.id}`, { name: 'Another' }, { headers: { 'if-match': etag } });
    assert.equal(stale.body.code, 'precondition_failed');
    const other = await boxoffice.people.organizer('Other Organizer');
    assert.equal((await other.event.put(`/${event.id}`, { name: 'Mine' })).status, 403);
});

test('a notification is sent once, and again only when asked', async () => {
    const event = await createEvent(organizer);
    const { body: booking } = await book(attendee, event);
    const mail = await boxoffice.mailOf(booking.id, 'CONFIRMED');
    const wish = { booking_id: booking.id, user_email: attendee.email, status: 'CONFIRMED' };
    const known = await admin.notification.post('/notifications/send', wish);
    assert.equal(known.status, 202, known.text);
    const again = await admin.notification.post('/notifications/send', { ...wish, resend: true });
    assert.equal(again.status, 202);
    await eventually(() => assert.equal(boxoffice.mailsOf(booking.id).length, 2));
    assert.ok(boxoffice.mailsOf(booking.id).some(({ file }) => file === mail.file));
    const { body } = await boxoffice.client('notification').get('/notifications/count');
    assert.ok(body.count >= 2);
});
