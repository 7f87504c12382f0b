// What is promised to everyone, on both deployments: the last ticket is sold once, one key is one booking, and everyone is
// told once. Beside each stands its control, where the mechanism is left out and the same test has to fail.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertConserved } from '../crash/lib/oracle.js';
import { Boxoffice, unguardedProgram } from '../journeys/lib/boxoffice.js';
import { eventually } from '../journeys/lib/eventually.js';
import { createEvent, everything } from '../journeys/lib/people.js';
import { repeaterOf } from './lib/repeater.js';
import { people, rush } from './lib/rush.js';

const rounds = process.env.BOXOFFICE_LONG ? 100 : 10;
const deployments = {
    embedded: { engines: false },
    'three booking and two event instances': { engines: true, instances: { user: 2, booking: 3, event: 2, notification: 2 }, rivals: true },
};

/**
 * Each booking instance sells a ticket, so that every event instance remembers the inventory, some of them as it was before
 * the last of these. Then the capacity is lowered, and one is left.
 */
async function eventWithOneTicketLeft(program, organizer, [buyer]) {
    const sellers = program.instances.booking.length;
    const event = await createEvent(organizer, { capacity: sellers + 2, price: 100 });
    for (let seller = 0; seller < sellers; ++seller) {
        const sold = await program.client('booking', buyer.token, seller).post('/', { event_id: event.id, tickets: 1 });
        assert.equal(sold.status, 201, sold.text);
    }
    const lowered = await organizer.event.put(`/${event.id}`, { capacity: sellers + 1 });
    assert.equal(lowered.status, 200, lowered.text);
    return event;
}

async function lastTickets(program, count) {
    const { organizer, buyers } = await people(program, 10);
    for (let round = 0; round < count; ++round) {
        const event = await eventWithOneTicketLeft(program, organizer, buyers);
        assert.deepEqual(await rush(program, event, buyers, 200), { CONFIRMED: 1, sold_out: 199 }, `round ${round}`);
        await eventually(async () => assertConserved(await program.people.admin(), event), { within: 60_000, every: 100 });
    }
}

async function oneKeyAtOnce(program) {
    const { organizer, buyers: [buyer] } = await people(program, 1);
    const event = await createEvent(organizer, { capacity: 100 });
    const ask = (index) => program.client('booking', buyer.token, index % program.instances.booking.length)
        .post('/', { event_id: event.id, tickets: 1 }, { headers: { 'idempotency-key': 'the same' } });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(index)));
    await program.processesOf('booking')[0].kill();
    await program.restart();
    answers.push(await ask(0), await ask(1));
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1, 'the same bytes for all');
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
    const { bookings } = await eventually(async () => assertConserved(await program.people.admin(), event), { within: 60_000, every: 100 });
    assert.equal(bookings.length, 1);
    const other = await buyer.booking.post('/', { event_id: event.id, tickets: 2 }, { headers: { 'idempotency-key': 'the same' } });
    assert.equal(other.status, 422);
    assert.equal(other.body.code, 'idempotency_key_reused');
}

/** Books and cancels, and then delivers every message twice more in any order. */
async function tellEveryoneThreeTimes(program) {
    const repeater = await repeaterOf(program);
    try {
        const { organizer, buyers } = await people(program, 5);
        const event = await createEvent(organizer, { capacity: 100, price: 100 });
        const book = (index) => buyers[index % 5].booking.post('/', { event_id: event.id, tickets: 1 });
        const bookings = await Promise.all(Array.from({ length: 40 }, (_, index) => book(index)));
        for (const { status, text } of bookings) assert.equal(status, 201, text);
        for (const [index, { body }] of bookings.slice(0, 10).entries()) {
            assert.equal((await buyers[index % 5].booking.delete(`/${body.id}`)).status, 204);
        }
        const told = [
            ...bookings.map(({ body }) => `${body.id} CONFIRMED`),
            ...bookings.slice(0, 10).map(({ body }) => `${body.id} CANCELLED`),
        ];
        await eventually(async () => assert.equal(await repeater.count(), told.length));
        await repeater.repeat(2);
        const { status, body, text } = await book(0);
        assert.equal(status, 201, text);
        told.push(`${body.id} CONFIRMED`);
        await repeater.isThrough();
        await assertToldOnce(program, told);
    } finally {
        await repeater.close();
    }
}

/** One notification and one mail for each booking and status that is `told`, and a Message-ID for each mail. */
async function assertToldOnce(program, told) {
    const { notification } = await program.people.admin();
    const rows = await eventually(async () => {
        const found = await everything(notification, '/notifications');
        assert.ok(found.length >= told.length && found.every(({ status }) => status === 'SENT'), 'all are sent');
        return found;
    }, { within: 30_000, every: 100 });
    assert.deepEqual(rows.map(({ booking_id: id, booking_status: status }) => `${id} ${status}`).sort(), told.toSorted(), 'one notification for each booking and status');
    const mails = program.mails().map(({ headers }) => headers['message-id']);
    assert.equal(mails.length, told.length, 'one mail for each');
    assert.equal(new Set(mails).size, told.length, 'one Message-ID for each');
}

/** The promise has to be broken without its guard, and the test has to see it, and say so by this message. */
async function brokenWithout(guard, deployment, promise, message) {
    const broken = await Boxoffice.start({ LEAVE_OUT_GUARDS: guard }, [], { ...deployment, executable: unguardedProgram });
    try {
        await assert.rejects(promise(broken), { name: 'AssertionError', message });
    } finally {
        await broken.stop();
    }
}

for (const [name, deployment] of Object.entries(deployments)) {
    describe(name, () => {
        let boxoffice;
        before(async () => { boxoffice = await Boxoffice.start({}, [], deployment); });
        after(() => boxoffice?.stop());

        test('every message three times and shuffled is one notification and one mail', () => tellEveryoneThreeTimes(boxoffice));

        test('the last ticket, wanted by 200 at once, is sold once', () => lastTickets(boxoffice, rounds));

        test('one key, 50 times at once, is one booking, also after kill -9', () => oneKeyAtOnce(boxoffice));

        test('without the guard on the inventory\'s version the last ticket is sold twice, and this is seen',
            () => brokenWithout('inventory_version', deployment, (program) => lastTickets(program, 20), /^round \d+/));

        test('without the memory of keys one key books more than once, and this is seen',
            () => brokenWithout('idempotency_key', deployment, oneKeyAtOnce, /^the same bytes for all/));

        test('without the unique key of notifications people are told twice, and this is seen',
            () => brokenWithout('notification_topic', deployment, tellEveryoneThreeTimes, /^one notification for each booking and status/));
    });
}
