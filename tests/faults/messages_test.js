// Messages that come twice, in any order, or that nobody can read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Boxoffice, unguardedProgram } from '../journeys/lib/boxoffice.js';
import { eventually } from '../journeys/lib/eventually.js';
import { createEvent, everything } from '../journeys/lib/people.js';
import { Broker } from './lib/broker.js';

let boxoffice;
let broker;
let admin;
before(async () => {
    boxoffice = await Boxoffice.start({}, [], { engines: true, instances: { notification: 2 } });
    admin = await boxoffice.people.admin();
    broker = await Broker.of(boxoffice);
});
after(async () => {
    await broker?.close();
    await boxoffice?.stop();
});

function shuffled(list) {
    const mixed = [...list];
    for (let index = mixed.length - 1; index > 0; --index) {
        const other = Math.floor(Math.random() * (index + 1));
        [mixed[index], mixed[other]] = [mixed[other], mixed[index]];
    }
    return mixed;
}

const last = {
    content: Buffer.from(JSON.stringify({ booking_id: 'the-last', user_email: 'ada@example.org', status: 'CONFIRMED' })),
    properties: { contentType: 'application/json' },
};

/** Books and cancels, and then delivers every message twice more in any order. */
async function tellEveryoneThreeTimes(program) {
    const relay = await Broker.of(program);
    try {
        const copies = await relay.copies();
        const event = await createEvent(await program.people.organizer(), { capacity: 100, price: 100 });
        const buyers = await Promise.all(Array.from({ length: 5 }, () => program.people.attendee()));
        const bookings = await Promise.all(Array.from({ length: 40 }, (_, index) => buyers[index % 5].booking.post('/', { event_id: event.id, tickets: 1 })));
        for (const { status, text } of bookings) assert.equal(status, 201, text);
        for (const [index, { body }] of bookings.slice(0, 10).entries()) {
            assert.equal((await buyers[index % 5].booking.delete(`/${body.id}`)).status, 204);
        }
        await eventually(() => assert.ok(copies.length >= 50, `${copies.length} messages`));
        await relay.put('notifications', shuffled([...copies, ...copies]));
        await relay.put('notifications', [last]);
        await eventually(async () => {
            const { body } = await (await program.people.admin()).notification.get('/notifications?booking_id=the-last');
            assert.equal(body.data.length, 1, 'the last message has come through');
        }, { within: 30_000, every: 50 });
        await toldOnce(program, 51);
    } finally {
        await relay.close();
    }
}

/** So many notifications, each of another booking, status and channel; a mail for each, with a Message-ID of its own. */
async function toldOnce(program, count) {
    const { notification } = await program.people.admin();
    const rows = await eventually(async () => {
        const found = await everything(notification, '/notifications');
        assert.ok(found.every(({ status }) => status === 'SENT'), 'all are sent');
        assert.ok(found.length >= count);
        return found;
    }, { within: 30_000, every: 100 });
    assert.equal(rows.length, count, 'one notification for each booking, status and channel');
    const topics = new Set(rows.map(({ booking_id: id, booking_status: status, channel }) => `${id} ${status} ${channel}`));
    assert.equal(topics.size, count);
    const mails = program.mails().map(({ headers }) => headers['message-id']);
    assert.equal(mails.length, count);
    assert.equal(new Set(mails).size, count);
}

test('every message three times and shuffled is one notification and one mail', () => tellEveryoneThreeTimes(boxoffice));

test('without the unique key of notifications people are told twice, and this is seen', async () => {
    const broken = await Boxoffice.start({ LEAVE_OUT_GUARDS: 'notification_topic' }, [], { engines: true, executable: unguardedProgram });
    try {
        await assert.rejects(tellEveryoneThreeTimes(broken), { name: 'AssertionError' });
    } finally {
        await broken.stop();
    }
});

/** So many that nobody could read: the log has each delivery of each, and why. */
function assertDeliveredSixTimes(count) {
    const lines = boxoffice.log().filter(({ message }) => message === 'a message cannot be understood and will be set aside');
    const counts = [1, 2, 3, 4, 5, 6].map((number) => lines.filter(({ delivery }) => delivery === number).length);
    assert.deepEqual(counts, [count, count, count, count, count, count]);
    assert.equal(lines.length, 6 * count);
    for (const { why } of lines) assert.match(why, /not a JSON object|status is not one|larger than a message may be/);
}

test('1,000 good messages among 30 that nobody can read are delivered; the 30 are set aside, and a command replays them', async () => {
    const before = (await boxoffice.client('notification').get('/notifications/count')).body.count;
    const json = { contentType: 'application/json' };
    const good = Array.from({ length: 1000 }, (_, index) => ({
        content: Buffer.from(JSON.stringify({ booking_id: `outside-${index}`, user_email: 'ada@example.org', status: 'CONFIRMED' })),
        properties: { ...json, messageId: `outside-${index}` },
    }));
    const poison = ['not JSON', JSON.stringify({ booking_id: 'x', user_email: 'ada@example.org', status: 'DANCED' }), 'x'.repeat(1 << 20)]
        .flatMap((text) => Array.from({ length: 10 }, () => ({ content: Buffer.from(text), properties: json })));
    await broker.put('notifications', shuffled([...good, ...poison]));
    await broker.holds('notifications.dead', 30);
    await broker.holds('notifications', 0);
    await eventually(async () => assert.equal((await boxoffice.client('notification').get('/notifications/count')).body.count, before + 1000), { within: 60_000 });
    const [dead] = await broker.peek('notifications.dead', 1);
    assert.equal(dead.properties.headers['x-death']?.[0].reason, 'delivery_limit');
    assertDeliveredSixTimes(30);

    const replayed = await boxoffice.command('messages', 'replay');
    assert.equal(replayed.code, 0, replayed.stderr);
    assert.match(replayed.stdout, /30/);
    await broker.holds('notifications.dead', 30);
    assert.deepEqual((await everything(admin.notification, '/notifications?booking_id=x')), []);
});
