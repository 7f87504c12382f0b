// One booking's whole way, from signing up to the mail, and its story in the one log file.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { assertConserved } from '../crash/lib/oracle.js';
import { Boxoffice, services } from './lib/boxoffice.js';
import { eventually } from './lib/eventually.js';
import { availability, createEvent, everything, password } from './lib/people.js';

let boxoffice;
let organizer;
let event;
before(async () => {
    boxoffice = await Boxoffice.start();
    organizer = await boxoffice.people.organizer();
    event = await createEvent(organizer, { name: 'Opening Night', capacity: 10, price: 4200, currency: 'EUR', time_zone: 'Europe/Berlin', city: 'Berlin' });
});
after(() => boxoffice.stop());

test('someone signs up, signs in and is who they are', async () => {
    const client = boxoffice.client('user');
    const email = 'Marie.Curie@Example.org';
    const { status, body: user } = await client.post('/signup', { name: '  Marie Curie ', email, password, phone: '+33123456789' });
    assert.equal(status, 201);
    assert.equal(user.name, 'Marie Curie');
    assert.equal(user.role, 'attendee');
    assert.equal(user.password, undefined);
    const again = await client.post('/signup', { name: 'Other', email: 'marie.curie@example.ORG', password });
    assert.equal(again.body.code, 'user_already_exists');

    const { body: session } = await client.post('/login', { email, password });
    assert.equal(session.token_type, 'Bearer');
    assert.equal(session.expires_in, 3600);
    const me = await boxoffice.client('user', session.token).get('/user');
    assert.deepEqual(me.body, user);

    const wrong = await client.post('/login', { email, password: 'not the password at all' });
    const nobody = await client.post('/login', { email: 'nobody@example.org', password });
    assert.equal(wrong.body.code, 'invalid_credentials');
    assert.equal(nobody.body.detail, wrong.body.detail);
});

test('the event is published, listed and found', async () => {
    assert.equal(event.status, 'PUBLISHED');
    assert.equal(event.available, 10);
    assert.equal(event.organizer_id, organizer.id);
    const anyone = boxoffice.clients();
    assert.equal((await anyone.event.get(`/${event.id}`)).body.name, 'Opening Night');
    assert.deepEqual((await anyone.event.get(`/events/${event.id}`)).body, (await anyone.user.get(`/events/${event.id}`)).body);
    assert.ok((await anyone.user.get('/events?q=opening')).body.data.some(({ id }) => id === event.id));
    assert.ok((await anyone.event.get('/?city=Berlin')).body.data.some(({ id }) => id === event.id));
    assert.equal((await anyone.event.get('/?city=Nowhere')).body.data.length, 0);
});

test('a booking at the user service is confirmed, paid, mailed and told in the log under one trace', async () => {
    const attendee = await boxoffice.people.attendee();
    const trace = randomBytes(16).toString('hex');
    const traceparent = `00-${trace}-${randomBytes(8).toString('hex')}-01`;
    const answer = await attendee.user.post('/bookings', { event_id: event.id, tickets: 2 }, { headers: { traceparent } });
    assert.equal(answer.status, 201, answer.text);
    const booking = answer.body;
    assert.equal(booking.status, 'CONFIRMED');
    assert.equal(booking.user_id, attendee.id);
    assert.equal(booking.amount, 8400);
    assert.equal(booking.currency, 'EUR');
    assert.equal((await availability(attendee.user, event)).sold, 2);

    const admin = await boxoffice.people.admin();
    const { body: payment } = await admin.payment.get(`/payments/${booking.payment_id}`);
    assert.equal(payment.amount, 8400);
    assert.equal(payment.status, 'APPROVED');
    assert.equal(payment.booking_id, booking.id);

    const mail = await boxoffice.mailOf(booking.id, 'CONFIRMED');
    assert.match(mail.headers.to, new RegExp(attendee.email));
    assert.ok(mail.headers['message-id']);
    const sent = await eventually(async () => {
        const { body } = await admin.notification.get(`/notifications?booking_id=${booking.id}`);
        assert.equal(body.data.length, 1);
        assert.equal(body.data[0].status, 'SENT');
        return body.data[0];
    });
    assert.equal(sent.recipient, attendee.email);

    await eventually(() => {
        const told = boxoffice.log().filter(({ trace_id: id }) => id === trace);
        assert.deepEqual([...new Set(told.map(({ service }) => service))].sort(), [...services].sort());
        assert.ok(told.some(({ booking_id: id }) => id === booking.id));
    });
});

test('a booking at the booking service is the same booking everywhere', async () => {
    const attendee = await boxoffice.people.attendee();
    const { status, body: booking, headers } = await attendee.booking.post('/', { event_id: event.id, tickets: 1, user_id: attendee.id });
    assert.equal(status, 201);
    assert.equal(headers['content-type'], 'application/json');
    for (const path of [`/${booking.id}`, `/bookings/${booking.id}`]) {
        assert.deepEqual((await attendee.booking.get(path)).body, booking);
    }
    assert.deepEqual((await attendee.user.get(`/bookings/${booking.id}`)).body, booking);
    assert.deepEqual((await attendee.user.get('/bookings')).body.data, [booking]);
    assert.equal((await organizer.booking.get(`/bookings/${booking.id}`)).status, 200);
    assert.ok((await organizer.booking.get(`/?event_id=${event.id}`)).body.data.some(({ id }) => id === booking.id));

    const stranger = await boxoffice.people.attendee('A Stranger');
    for (const answer of [await stranger.booking.get(`/${booking.id}`), await stranger.booking.delete(`/${booking.id}`),
        await stranger.booking.put(`/${booking.id}`, { tickets: 1 })]) {
        assert.equal(answer.body.code, 'booking_not_found');
    }
    assert.deepEqual((await stranger.booking.get('/')).body.data, []);
    await boxoffice.mailOf(booking.id, 'CONFIRMED');
});

test('a free event is booked without a payment', async () => {
    const free = await createEvent(organizer, { price: 0 });
    const attendee = await boxoffice.people.attendee();
    const { status, body } = await attendee.booking.post('/', { event_id: free.id, tickets: 3 });
    assert.equal(status, 201);
    assert.equal(body.amount, 0);
    assert.equal(body.payment_id, undefined);
    assert.equal((await everything(await boxoffice.people.admin().then((admin) => admin.payment), `/payments?booking_id=${body.id}`)).length, 0);
});

test('in the end tickets, money and mails add up', async () => {
    const admin = await boxoffice.people.admin();
    const { confirmed } = await assertConserved(admin, event);
    for (const { id } of confirmed) await boxoffice.mailOf(id, 'CONFIRMED');
});

test('everything is still there after a clean restart', async () => {
    const admin = await boxoffice.people.admin();
    const before = await everything(admin.booking, '/');
    await boxoffice.restart();
    assert.deepEqual(await everything(admin.booking, '/'), before);
});
