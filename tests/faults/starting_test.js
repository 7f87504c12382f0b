// Services that are started before what they need, and a doctor who is asked while they serve.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Boxoffice, program } from '../journeys/lib/boxoffice.js';
import { Engines } from '../journeys/lib/engines.js';
import { eventually } from '../journeys/lib/eventually.js';
import { createEvent } from '../journeys/lib/people.js';
import { Process } from '../journeys/lib/process.js';
import { Proxy } from '../journeys/lib/proxy.js';

const nowhere = 'http://127.0.0.1:9';
const portOf = (url) => Number(new URL(url).port);

/** A folder, databases of its own, and processes that end with the test. */
async function stage(context) {
    const home = mkdtempSync(join(tmpdir(), 'boxoffice-starting-'));
    const engines = await Engines.make();
    const processes = [];
    context.after(async () => {
        await Promise.all(processes.map((one) => one.kill()));
        await engines.drop();
        rmSync(home, { recursive: true, force: true });
    });
    const environment = {
        PATH: process.env.PATH, BOXOFFICE_DATA: join(home, 'data'), BOXOFFICE_SERVICE_SECRET: 'a secret of the services',
        BOXOFFICE_ADMIN_EMAIL: 'admin@boxoffice.example', BOXOFFICE_ADMIN_PASSWORD: 'correct horse battery',
        USER_PORT: '0', EVENT_PORT: '0', USER_URL: nowhere, EVENT_URL: nowhere, BOOKING_URL: nowhere, ...engines.addresses,
    };
    const start = async (service, settings) => {
        const one = new Process({ program, words: [service], environment: { ...environment, ...settings }, home });
        processes.push(one);
        await one.start();
        return one.urls[service];
    };
    const log = () => readFileSync(join(home, 'data', 'boxoffice.log'), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
    return { engines, start, log };
}

test('a service that is there before its engine and its neighbour says what it waits for, and serves when they come', async (context) => {
    const { engines, start, log } = await stage(context);
    const mongo = await Proxy.to('127.0.0.1', portOf(engines.addresses.MONGODB_URI));
    const users = await Proxy.to('127.0.0.1', 9);
    context.after(() => Promise.all([mongo.close(), users.close()]));
    await mongo.become('down');
    await users.become('down');
    const event = await start('event', { MONGODB_URI: mongo.through(engines.addresses.MONGODB_URI), USER_URL: `http://127.0.0.1:${users.port}` });

    assert.equal((await fetch(`${event}/healthz`)).status, 200);
    assert.equal((await fetch(`${event}/openapi.json`)).status, 200);
    const refused = await fetch(`${event}/events`);
    assert.equal(refused.status, 503);
    assert.equal((await refused.json()).code, 'unavailable');
    assert.ok(refused.headers.get('retry-after'));
    await eventually(async () => {
        const { detail } = await (await fetch(`${event}/readyz`)).json();
        assert.match(detail, /MongoDB/);
        assert.match(detail, /user service/);
    });
    await eventually(() => assert.ok(log().some(({ message }) => message === 'waiting for MongoDB')));

    await mongo.become('pass');
    users.target = portOf(await start('user'));
    await users.become('pass');
    await eventually(async () => assert.equal((await fetch(`${event}/events`)).status, 200));
    await eventually(() => assert.ok(log().some(({ message }) => message === 'MongoDB is back')));
    const ofMongo = log().filter(({ service, message }) => service === 'event' && /^(waiting for )?MongoDB/.test(message));
    assert.equal(ofMongo.length, 2, 'said once that it waits, and once that it is back');
});

test('a service alone without its engine, or without the secret, refuses to start and names it', async (context) => {
    const { start } = await stage(context);
    await assert.rejects(start('user', { POSTGRES_URL: '' }), /POSTGRES_URL/);
    await assert.rejects(start('event', { MONGODB_URI: '' }), /MONGODB_URI/);
    await assert.rejects(start('event', { BOXOFFICE_SERVICE_SECRET: '' }), /BOXOFFICE_SERVICE_SECRET/);
    await assert.rejects(start('notification', { AMQP_URL: '' }), /AMQP_URL/);
    await assert.rejects(start('event', { MONGODB_URI: 'not an address' }), /MONGODB_URI/);
});

test('the doctor adds up while the services serve, and names what does not fit', async (context) => {
    const boxoffice = await Boxoffice.start({}, [], { engines: true });
    context.after(() => boxoffice.stop());
    const event = await createEvent(await boxoffice.people.organizer());
    const buyer = await boxoffice.people.attendee();
    const { body: booking } = await buyer.booking.post('/', { event_id: event.id, tickets: 3 });
    await boxoffice.mailOf(booking.id, 'CONFIRMED');
    const healthy = await boxoffice.command('doctor');
    assert.equal(healthy.code, 0, healthy.stdout + healthy.stderr);
    for (const engine of ['PostgreSQL', 'MongoDB', 'RabbitMQ']) assert.match(healthy.stdout, new RegExp(`ok +${engine} answers`));
    assert.match(healthy.stdout, /3 tickets of 1 confirmed bookings/);

    await boxoffice.engines.mongo((database) => database.collection('notifications').deleteMany({ booking_id: booking.id }));
    await boxoffice.engines.mongo((database) => database.collection('inventories').updateOne({ _id: event.id }, { $set: { 'pools.all.sold': 2 }, $inc: { v: 1 } }));
    const ill = await boxoffice.command('doctor');
    assert.equal(ill.code, 1, ill.stdout);
    assert.match(ill.stdout, new RegExp(`BROKEN +every confirmed booking has a notification: ${booking.id}`));
    assert.match(ill.stdout, /BROKEN .*pools and registers agree/);
    assert.match(ill.stdout, new RegExp(`BROKEN +3 tickets .*: ${event.id}`));
});
