// kill -9 at every write, sync, send and acknowledgement of a booking, a change and a cancellation with its refund.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { services } from '../journeys/lib/boxoffice.js';
import { killAt, sweep } from './lib/sweep.js';

const long = Boolean(process.env.BOXOFFICE_LONG);

async function swept(t, { name = 'embedded', ...options }) {
    const report = await sweep({ strike: killAt, ...options });
    for (const line of report.lines()) t.diagnostic(`${name}: ${line}`);
    return report;
}

test('kill -9 at each point of the embedded program loses nothing and leaves nothing stuck', async (t) => {
    const { violations } = await swept(t, { open: {}, atOnce: 6, sample: long ? undefined : 30 });
    assert.deepEqual(violations, []);
});

test('kill -9 at each point of each process on engines loses nothing and leaves nothing stuck', async (t) => {
    const options = { atOnce: 1, sample: long ? undefined : 5 };
    const reports = await Promise.all(services.map((service) => swept(t, { open: { service }, ...options, name: service })));
    assert.deepEqual(reports.flatMap(({ violations }) => violations), []);
});

test('control: what is answered before its commit is lost by a kill in between', async (t) => {
    const { violations } = await swept(t, {
        name: 'control', open: {}, atOnce: 1, without: 'durable_answers',
        only: ({ story, thread, syscall }) => story === 'book' && thread === 'write booking' && syscall === 'pwrite64',
    });
    assert.notEqual(violations.length, 0);
});
