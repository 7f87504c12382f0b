// Writes and syncs that fail, and a disk that is full.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Boxoffice, unguardedProgram } from '../journeys/lib/boxoffice.js';
import { eventually } from '../journeys/lib/eventually.js';
import { failAt, onDisk, SmallDisk } from './lib/disks.js';
import { prepareSale } from './lib/sale.js';
import { sweep } from './lib/sweep.js';

const long = Boolean(process.env.BOXOFFICE_LONG);

async function swept(t, options) {
    const report = await sweep({ open: {}, only: onDisk, atOnce: 6, ...options });
    for (const line of report.lines()) t.diagnostic(line);
    return report;
}

for (const [what, strike] of [
    ['fails once (EIO)', failAt('EIO')],
    ['finds no space until there is some again (ENOSPC)', failAt('ENOSPC', { lasting: true })],
]) {
    test(`each write or sync that ${what} is answered truly, and is no end`, async (t) => {
        const { violations } = await swept(t, { strike, sample: long ? undefined : 12 });
        assert.deepEqual(violations, []);
    });
}

test('a commit whose failure nobody is told of is found', async (t) => {
    const open = { executable: unguardedProgram, environment: { LEAVE_OUT_GUARDS: 'failed_commits' } };
    const commits = ({ thread, syscall }) => thread === 'write booking' && syscall === 'fdatasync';
    const { violations } = await swept(t, { open, strike: failAt('EIO'), only: commits, atOnce: 3 });
    assert.notEqual(violations.length, 0);
});

test('a full disk stops sales with 503, and no longer than it is full', async (t) => {
    const disk = SmallDisk.mount(long ? 256 : 64);
    if (!disk) return t.skip('this machine lets nobody mount a disk');
    t.diagnostic(disk.kind);
    const boxoffice = await Boxoffice.start({ BOXOFFICE_DATA: join(disk.folder, 'data') }, [], { engines: false });
    try {
        const admin = await boxoffice.people.admin();
        const sale = await prepareSale(boxoffice);
        for (let time = 0; time < (long ? 10 : 2); ++time) {
            sale.start();
            await sale.confirms(30);
            disk.fill();
            const before = sale.wishes.length;
            await eventually(() => {
                disk.fill();
                // Later also 202: the bookings' own file may have room left from before, and others none.
                const expected = time === 0 ? [503] : [503, 202];
                const putOff = sale.wishes.slice(before).filter(({ log }) => expected.includes(log.at(-1)?.status));
                assert.ok(putOff.length >= 30, `${putOff.length} are put off`);
            }, { within: 30_000 });
            disk.clear();
            await sale.confirms(30, 60_000);
            await sale.stop();
        }
        assert.ok(sale.wishes.every(({ log }) => log.every(({ status }) => status !== 0)), 'everybody was answered');
        await boxoffice.kill();
        await boxoffice.restart();
        await sale.resolve();
        await sale.check(admin);
    } finally {
        await boxoffice.stop();
        disk.close();
    }
});
