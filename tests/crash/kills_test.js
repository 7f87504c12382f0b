// kill -9 of any process at any moment, under load.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Boxoffice, unguardedProgram } from '../journeys/lib/boxoffice.js';
import { killUnderLoad } from './lib/kills.js';

const long = Boolean(process.env.BOXOFFICE_LONG);
const kills = long ? 300 : 5;
const seed = Number(process.env.BOXOFFICE_SEED ?? 1);

async function killed(options, kills, settings = {}) {
    const boxoffice = await Boxoffice.start(settings, [], options);
    try {
        return await killUnderLoad(boxoffice, { kills, seed });
    } finally {
        await boxoffice.stop();
    }
}

for (const engines of [false, true]) {
    const where = engines ? 'one of five processes on engines' : 'the embedded program';
    test(`${kills} kills of ${where} lose, double and leave nothing`, async (t) => {
        t.diagnostic(`seed ${seed}: ${JSON.stringify(await killed({ engines }, kills))}`);
    });
}

const waits = long ? false : 'BOXOFFICE_LONG=1 runs it: it takes a minute and a half';
test('answers before the write are lost by kills of one of five processes on engines, and this is seen', { skip: waits }, async (t) => {
    const broken = killed({ engines: true, executable: unguardedProgram }, 50, { LEAVE_OUT_GUARDS: 'durable_answers' });
    await assert.rejects(broken, (error) => {
        t.diagnostic(error.message);
        assert.doesNotMatch(error.message, /signs (in|up)/, 'it has to be a sale that is broken');
        return error.name === 'AssertionError';
    });
});
