// What has to be true once everything has ended, whatever failed before: the client's own log of its wishes (wish.js),
// the gateway's ledger, the notifications and the mails are compared with the bookings and the availability.
import assert from 'node:assert/strict';
import { eventually } from '../../journeys/lib/eventually.js';
import { availability, everything } from '../../journeys/lib/people.js';

/** Money and tickets of an event add up: what is captured less refunded is what the confirmed bookings cost. */
export async function assertConserved(admin, event) {
    const bookings = await everything(admin.booking, `/?event_id=${event.id}`);
    assertPaid(bookings, await everything(admin.payment, '/payments'));
    const confirmed = bookings.filter(({ status }) => status === 'CONFIRMED');
    const { sold, held } = await availability(admin.event, event);
    assert.equal(held, 0, 'nothing is held any more');
    assert.equal(sold, confirmed.reduce((sum, { tickets }) => sum + tickets, 0), 'sold is what is confirmed');
    return { bookings, confirmed };
}

/**
 * All of it, within so many milliseconds from now: every event conserved, every wish as its answers say and granted
 * once, no payment without a booking, everybody told once. The outcomes of the wishes must be known
 * (`wish.resolve()`). Gives the bookings.
 */
export async function assertHonoured({ boxoffice, admin, events, wishes, within = 60_000 }) {
    const end = performance.now() + within;
    const left = () => Math.max(0, end - performance.now());
    const bookings = new Map();
    for (const event of events) {
        const wished = wishes.filter((wish) => wish.event === event);
        const found = await eventually(() => assertWished(admin, event, wished), { within: left(), every: 100 });
        for (const booking of found) bookings.set(booking.id, booking);
    }
    await assertNothingStray(admin, wishes, bookings);
    await eventually(() => assertTold(boxoffice, admin, wishes, bookings), { within: left(), every: 100 });
    return [...bookings.values()];
}

function assertPaid(bookings, payments) {
    const captured = new Map();
    for (const { booking_id: id, status, amount, refunded } of payments) {
        if (status === 'APPROVED') captured.set(id, (captured.get(id) ?? 0) + amount - refunded);
    }
    for (const { id, status, amount } of bookings) {
        assert.notEqual(status, 'PENDING', `booking ${id} has ended`);
        assert.equal(captured.get(id) ?? 0, status === 'CONFIRMED' ? amount : 0, `the money of ${status} booking ${id}`);
    }
}

/** What the wish's answers say is what is stored. */
function assertGranted(wish, booking) {
    assert.ok(wish.known, `the outcome of ${wish.name} is known: ${wish.story()}`);
    const fitting = { none: [undefined, 'REJECTED', 'REFUNDED'], confirmed: ['CONFIRMED'], cancelled: ['REFUNDED'] }[wish.state];
    assert.ok(fitting.includes(booking?.status), `${wish.name} is ${wish.state}, its booking ${booking?.status}: ${wish.story()}`);
    if (wish.state === 'confirmed') assert.equal(booking.tickets, wish.tickets, `the tickets of ${wish.name}: ${wish.story()}`);
}

/** Every wish is granted as its answers say; every confirmed booking is one wish's, and no wish has two. */
async function assertWished(admin, event, wishes) {
    const { bookings, confirmed } = await assertConserved(admin, event);
    const byId = new Map(bookings.map((booking) => [booking.id, booking]));
    for (const wish of wishes) assertGranted(wish, byId.get(wish.id));
    const wished = new Set(wishes.map(({ id }) => id));
    for (const { id } of confirmed) assert.ok(wished.has(id), `booking ${id} is somebody's wish`);
    return bookings;
}

async function assertNothingStray(admin, wishes, bookings) {
    const buyers = new Set(wishes.map(({ buyer }) => buyer.id));
    const known = new Set(wishes.map(({ event }) => event.id));
    for (const { id, user_id: buyer, booking_id: booking, status, amount, refunded } of await everything(admin.payment, '/payments')) {
        if (status !== 'APPROVED' || amount === refunded || !buyers.has(buyer) || bookings.has(booking)) continue;
        const elsewhere = await admin.booking.get(`/${booking}`);
        assert.ok(elsewhere.status === 200 && !known.has(elsewhere.body.event_id), `payment ${id} belongs to a booking`);
    }
}

/** One notification of a kind and channel for each thing that happened to a booking, sent, and one mail for each. */
async function assertTold(boxoffice, admin, wishes, bookings) {
    const ids = new Set(wishes.map(({ id }) => id));
    const told = new Map();
    const sent = new Set();
    for (const { id, booking_id: booking, kind, channel, status } of await everything(admin.notification, '/notifications')) {
        if (!ids.has(booking)) continue;
        const topic = `${booking} ${kind === 'refunded' ? 'cancelled' : kind} ${channel}`;
        told.set(topic, (told.get(topic) ?? 0) + 1);
        assert.equal(status, 'SENT', `notification ${id} of ${topic}`);
        if (channel === 'email') sent.add(id);
    }
    for (const { id, happened } of wishes) {
        const refunds = bookings.get(id)?.status === 'REFUNDED' ? ['cancelled'] : [];
        const due = [...happened.filter((each) => each !== 'cancelled'), ...refunds];
        for (const kind of ['confirmed', 'changed', 'cancelled']) {
            assert.equal(told.get(`${id} ${kind} email`) ?? 0, due.filter((each) => each === kind).length, `notifications of ${kind} booking ${id}`);
        }
    }
    assertMailed(boxoffice, sent);
}

function assertMailed(boxoffice, sent) {
    if (boxoffice.environment.SMTP_URL) return;
    const mails = new Set(boxoffice.mailFiles().map((file) => file.replace(/\.eml$/, '')));
    const unsent = [...sent].filter((id) => !mails.has(id));
    assert.equal(unsent.length, 0, `${unsent.length} of ${sent.size} notifications are sent and have no mail: ${unsent[0]}`);
}
