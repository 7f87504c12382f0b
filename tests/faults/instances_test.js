// Several instances of every service on the same engines: what one promises, all keep.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertConserved } from '../crash/lib/oracle.js';
import { Boxoffice } from '../journeys/lib/boxoffice.js';
import { eventually } from '../journeys/lib/eventually.js';
import { availability, createEvent, everything } from '../journeys/lib/people.js';
import { prepareSale } from '../crash/lib/sale.js';
import { people, rush } from './lib/rush.js';

const long = Boolean(process.env.BOXOFFICE_LONG);
const instances = { user: 2, booking: 3, event: 2, notification: 2 };
let boxoffice;
let admin;
before(async () => {
    boxoffice = await Boxoffice.start({}, [], { engines: true, instances, rivals: true });
    admin = await boxoffice.people.admin();
});
after(() => boxoffice?.stop());

test('2,000 attempts on 500 tickets over three booking and two event instances end at exactly 500', async () => {
    const { organizer, buyers } = await people(boxoffice, 20);
    const event = await createEvent(organizer, { capacity: 500, price: 100 });
    let watching = true;
    let looks = 0;
    const watch = (async () => {
        for (; watching; ++looks) await availability(boxoffice.client('event', undefined, looks % 2), event);
    })();
    const outcomes = await rush(boxoffice, event, buyers, 2000);
    watching = false;
    await watch;
    assert.deepEqual(outcomes, { CONFIRMED: 500, sold_out: 1500 });
    assert.ok(looks >= 3, `availability added up in ${looks} answers meanwhile`);
    const { confirmed } = await eventually(() => assertConserved(admin, event), { within: 60_000, every: 250 });
    assert.equal(confirmed.length, 500);
    await eventually(async () => {
        const told = (await everything(admin.notification, '/notifications')).filter(({ booking_status: status }) => status === 'CONFIRMED');
        const ids = new Set(told.map(({ booking_id: id }) => id));
        assert.equal(confirmed.filter(({ id }) => !ids.has(id)).length, 0, 'everyone is told');
        assert.equal(told.length, ids.size, 'nobody is told twice');
    }, { within: 60_000, every: 250 });
});

for (const service of ['booking', 'event', 'notification', 'payment', 'user']) {
    test(`kill -9 of a ${service} process under load loses nothing, doubles nothing and leaves nothing stuck`, async () => {
        const sale = await prepareSale(boxoffice);
        sale.start();
        for (let round = 0; round < (long ? 10 : 2); ++round) {
            await sale.confirms(30);
            const [victim] = boxoffice.processesOf(service);
            await victim.kill();
            await boxoffice.restart();
            await sale.confirms(10);
        }
        await sale.stop();
        await sale.resolve();
        await sale.check(admin);
    });
}
