// Services that are told to stop while what they need is away: they end by themselves, in time, and lose nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertConserved } from '../crash/lib/oracle.js';
import { Boxoffice } from '../journeys/lib/boxoffice.js';
import { eventually } from '../journeys/lib/eventually.js';
import { createEvent } from '../journeys/lib/people.js';

const proxied = ['POSTGRES_URL', 'MONGODB_URI', 'AMQP_URL', 'PAYMENT_URL'];

for (const state of ['down', 'silent']) {
    test(`every process stops cleanly while everything is ${state}`, async (context) => {
        const boxoffice = await Boxoffice.start({}, [], { engines: true, proxied });
        context.after(() => boxoffice.stop());
        const admin = await boxoffice.people.admin();
        const event = await createEvent(await boxoffice.people.organizer());
        const buyer = await boxoffice.people.attendee();
        const bookings = Array.from({ length: 20 }, () => buyer.booking.post('/', { event_id: event.id, tickets: 1 }).catch(() => {}));
        await Promise.all(proxied.map((name) => boxoffice.proxies[name].become(state)));
        const begun = performance.now();
        await Promise.all(boxoffice.processes.map((one) => one.stop()));
        assert.ok(performance.now() - begun < 20_000, `stopped after ${Math.round(performance.now() - begun)} ms`);
        await Promise.all(bookings);
        await Promise.all(proxied.map((name) => boxoffice.proxies[name].become('pass')));
        await boxoffice.restart();
        await eventually(() => assertConserved(admin, event), { within: 30_000, every: 200 });
    });
}
