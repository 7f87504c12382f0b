// kill -9 of any process at any moment, under load.
import { test } from 'node:test';
import { Boxoffice } from '../journeys/lib/boxoffice.js';
import { killUnderLoad } from './lib/kills.js';

const kills = process.env.BOXOFFICE_LONG ? 300 : 5;
const seed = Number(process.env.BOXOFFICE_SEED ?? 1);

async function killed(options) {
    const boxoffice = await Boxoffice.start({}, [], options);
    try {
        return await killUnderLoad(boxoffice, { kills, seed });
    } finally {
        await boxoffice.stop();
    }
}

for (const engines of [false, true]) {
    const where = engines ? 'one of five processes on engines' : 'the embedded program';
    test(`${kills} kills of ${where} lose, double and leave nothing`, async (t) => {
        t.diagnostic(`seed ${seed}: ${JSON.stringify(await killed({ engines }))}`);
    });
}
