// The power fails: what was answered is there afterwards, though all that was not yet synced is lost, or any part of it.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { unguardedProgram } from '../journeys/lib/boxoffice.js';
import { checkAfterwards } from './power_loss/afterwards.js';
import { Disk, randomFrom } from './power_loss/disk.js';
import { Life } from './power_loss/life.js';

const long = Boolean(process.env.BOXOFFICE_LONG);
const seed = Number(process.env.BOXOFFICE_SEED ?? Date.now() % 1_000_000);
const atOnce = 3;
// Mails that go to files are synced together with all that was written to the same disk, which would hide what a store
// leaves undone: there is a life with such mails, and one without.
const lives = {};
before(async () => {
    const bookings = 15;
    lives.mailing = await Life.lived({ bookings });
    lives.silent = await Life.lived({ bookings, settings: { SMTP_URL: 'null:' } });
});
after(() => Object.values(lives).forEach((life) => life.forget()));

/** The last moment before each sync takes effect: all answers that stand on the sync before it have been given. */
function beforeEachSync({ records }) {
    const times = records.flatMap(({ kind }, time) => (kind === 'sync_ended' ? [time] : []));
    return [...times, records.length].map((time) => ({ time }));
}

/** Moments drawn by lot, and by lot what of the unsynced is kept. */
function byLot({ records }, count) {
    const random = randomFrom(seed);
    return Array.from({ length: count }, (_, number) => ({ time: Math.floor(random() * (records.length + 1)), lot: seed + number }));
}

/** So many of the moments, spread evenly. */
const some = (moments, count) => moments.filter((_, index) => Math.floor(index * count / moments.length) !== Math.floor((index - 1) * count / moments.length));

/** Lets the power fail at each of the moments, and gives those {time, lot, error, home} that were not survived. */
async function failPower(life, moments, options) {
    const waiting = [...moments].sort((a, b) => a.time - b.time);
    const disk = new Disk(options);
    let reached = 0;
    const failed = [];
    await Promise.all(Array.from({ length: atOnce }, async () => {
        while (waiting.length > 0) {
            const moment = waiting.shift();
            for (; reached < moment.time; ++reached) disk.take(life.records[reached]);
            const home = mkdtempSync(join(tmpdir(), 'boxoffice-loss-'));
            disk.saveLoss(home, moment.lot === undefined ? undefined : randomFrom(moment.lot));
            try {
                await checkAfterwards(life, moment.time, home);
            } catch (error) {
                failed.push({ ...moment, error });
            }
            rmSync(home, { recursive: true, force: true });
        }
    }));
    return failed;
}

const told = (failed) => failed.map(({ time, lot, error }) => `after ${time} records, lot ${lot}: ${error.message}`).join('\n');

for (const [name, mails] of [['mailing', 'with mails'], ['silent', 'without mails']]) {
    test(`the recorder has seen everything: its records make the folder as it is, ${mails}`, () => {
        const disk = new Disk();
        for (const record of lives[name].records) disk.take(record);
        const copy = mkdtempSync(join(tmpdir(), 'boxoffice-replay-'));
        disk.saveEverything(copy);
        const files = (folder) => readdirSync(folder, { recursive: true }).filter((path) => statSync(join(folder, path)).isFile()).sort();
        const real = join(lives[name].folder, 'home');
        assert.deepEqual(files(copy), files(real));
        const written = files(real).filter((path) => !path.endsWith('-shm'));  // that is mapped
        for (const path of written) assert.ok(readFileSync(join(copy, path)).equals(readFileSync(join(real, path))), path);
        rmSync(copy, { recursive: true });
    });

    test(`what was answered is there when the power fails and all that was not synced is lost, ${mails}`, async (context) => {
        const all = beforeEachSync(lives[name]);
        const moments = long ? all : some(all, 6);
        context.diagnostic(`${moments.length} of ${all.length} syncs, ${lives[name].records.length} records`);
        const failed = await failPower(lives[name], moments);
        assert.equal(failed.length, 0, told(failed));
    });

    test(`what was answered is there when the power fails and any part is left of what was not synced, ${mails}`, async (context) => {
        const moments = byLot(lives[name], long ? 100 : 6);
        context.diagnostic(`${moments.length} moments, seed ${seed}`);
        const failed = await failPower(lives[name], moments);
        assert.equal(failed.length, 0, told(failed));
    });
}

test('control: with commits that are not synced, answers are lost', async (context) => {
    const careless = await Life.lived({
        bookings: 10, executable: unguardedProgram, settings: lives.silent.settings, guards: { LEAVE_OUT_GUARDS: 'synced_commits' },
    });
    context.after(() => careless.forget());
    // Several: a checkpoint syncs what was committed before it, and nothing is lost just then.
    const moments = Array.from({ length: 6 }, (_, number) => ({ time: Math.ceil((number + 1) * careless.records.length / 6) }));
    const failed = await failPower(careless, moments);
    assert.ok(failed.length > 0, 'the loss is noticed');
});

test('control: with folders that are never synced, answers are lost', async () => {
    const failed = await failPower(lives.mailing, [{ time: lives.mailing.records.length }], { foldersSync: false });
    assert.equal(failed.length, 1, 'the loss is noticed');
});
