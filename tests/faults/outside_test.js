// Programs that know nothing of ours look at the engines: what they find is what the contract says, and can be read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Boxoffice } from '../journeys/lib/boxoffice.js';
import { eventually } from '../journeys/lib/eventually.js';
import { createEvent } from '../journeys/lib/people.js';
import { Broker } from './lib/broker.js';

let boxoffice;
let broker;
let copies;
let buyer;
let event;
let booking;
before(async () => {
    boxoffice = await Boxoffice.start({}, [], { engines: true });
    broker = await Broker.of(boxoffice);
    copies = await broker.copies();
    event = await createEvent(await boxoffice.people.organizer(), { name: '$where is Ørsted?', capacity: 10, price: 1500 });
    buyer = await boxoffice.people.attendee();
    booking = (await buyer.booking.post('/', { event_id: event.id, tickets: 2 })).body;
    await boxoffice.mailOf(booking.id, 'CONFIRMED');
});
after(async () => {
    await broker?.close();
    await boxoffice?.stop();
});

test('a client of PostgreSQL finds the user in a row', async () => {
    const [row] = await boxoffice.engines.sql(`SELECT * FROM users WHERE email = '${buyer.email}'`);
    assert.equal(row.id, buyer.id);
    assert.equal(row.role, 'attendee');
    assert.ok(row.created_at instanceof Date);
    assert.match(row.password_hash, /^\$argon2id\$/);
});

test('a client of MongoDB finds documents with readable names, words and dates', async () => {
    await boxoffice.engines.mongo(async (database) => {
        const stored = await database.collection('bookings').findOne({ _id: booking.id });
        assert.equal(stored.status, 'CONFIRMED');
        assert.equal(stored.user_id, buyer.id);
        assert.ok(stored.created_at instanceof Date);
        assert.equal(stored.lines[0].event_id, event.id);
        const texts = await database.collection('events').findOne({ _id: event.id });
        assert.equal(texts.name, event.name);
        assert.ok(texts.starts_at instanceof Date);
        const told = await database.collection('notifications').findOne({ booking_id: booking.id });
        assert.equal(told.recipient, buyer.email);
        const inventory = await database.collection('inventories').findOne({ _id: event.id });
        assert.equal(Number(inventory.pools.all.capacity), 10);
        assert.equal(Number(inventory.pools.all.sold), 2);
    });
});

test('a client of RabbitMQ reads the message of the contract', async () => {
    const message = await eventually(() => {
        const found = copies.find(({ content }) => JSON.parse(content).booking_id === booking.id);
        assert.ok(found, 'a message about the booking');
        return found;
    });
    const body = JSON.parse(message.content);
    assert.equal(body.user_email, buyer.email);
    assert.equal(body.status, 'CONFIRMED');
    assert.equal(message.fields.exchange, 'bookings');
    assert.equal(message.fields.routingKey, 'booking.confirmed');
    assert.equal(message.properties.deliveryMode, 2);
    assert.match(message.properties.messageId, new RegExp(`^${booking.id}:`));
    assert.match(message.properties.headers.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);
});
