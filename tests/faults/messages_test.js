// Messages that nobody can read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Boxoffice } from '../journeys/lib/boxoffice.js';
import { eventually } from '../journeys/lib/eventually.js';
import { everything } from '../journeys/lib/people.js';
import { Broker } from './lib/broker.js';
import { shuffled } from './lib/repeater.js';

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
