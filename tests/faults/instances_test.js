// Several instances of every service on the same engines: what one promises, all keep.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertConserved } from '../crash/lib/oracle.js';
import { Boxoffice, unguardedProgram } from '../journeys/lib/boxoffice.js';
import { eventually } from '../journeys/lib/eventually.js';
import { availability, createEvent, everything } from '../journeys/lib/people.js';
import { prepareSale } from '../crash/lib/sale.js';
import { Wish } from '../crash/lib/wish.js';

const long = Boolean(process.env.BOXOFFICE_LONG);
const instances = { user: 2, booking: 3, event: 2, notification: 2 };
let boxoffice;
let admin;
before(async () => {
    boxoffice = await Boxoffice.start({}, [], { engines: true, instances, rivals: true });
    admin = await boxoffice.people.admin();
});
after(() => boxoffice?.stop());

/** Everyone asks at once, spread over the instances, and asks again where the answer is no yes or no: how many got what. */
async function rush(program, event, buyers, attempts) {
    const wishes = Array.from({ length: attempts }, (_, index) => {
        const buyer = buyers[index % buyers.length];
        const client = () => program.client('booking', buyer.token, index % program.instances.booking.length);
        return new Wish({ name: `attempt ${index} at ${event.id}`, buyer, event, tickets: 1, client });
    });
    await Promise.all(wishes.map(async (wish) => {
        await wish.book();
        await wish.resolve();
    }));
    const outcomes = {};
    for (const wish of wishes) {
        const outcome = wish.state === 'confirmed' ? 'CONFIRMED' : wish.log.at(-1).answer.body.code ?? wish.story();
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    return outcomes;
}

async function people(program, count) {
    const organizer = await program.people.organizer();
    const buyers = await Promise.all(Array.from({ length: count }, () => program.people.attendee()));
    return { organizer, buyers };
}

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
    assert.ok(looks > 10, `availability added up in ${looks} answers meanwhile`);
    const { confirmed } = await eventually(() => assertConserved(admin, event), { within: 60_000, every: 250 });
    assert.equal(confirmed.length, 500);
    await eventually(async () => {
        const told = (await everything(admin.notification, '/notifications')).filter(({ booking_status: status }) => status === 'CONFIRMED');
        const ids = new Set(told.map(({ booking_id: id }) => id));
        assert.equal(confirmed.filter(({ id }) => !ids.has(id)).length, 0, 'everyone is told');
        assert.equal(told.length, ids.size, 'nobody is told twice');
    }, { within: 60_000, every: 250 });
});

async function lastTickets(program, rounds) {
    const { organizer, buyers } = await people(program, 10);
    for (let round = 0; round < rounds; ++round) {
        const event = await createEvent(organizer, { capacity: 1, price: 100 });
        const outcomes = await rush(program, event, buyers, 200);
        assert.deepEqual(outcomes, { CONFIRMED: 1, sold_out: 199 }, `round ${round}`);
        await eventually(async () => assertConserved(await program.people.admin(), event), { within: 60_000, every: 100 });
    }
}

test('the last ticket, wanted by 200 at once, is sold once', () => lastTickets(boxoffice, long ? 100 : 10));

test('without the guard on the inventory\'s version the last ticket is sold twice, and this is seen', async () => {
    const broken = await Boxoffice.start({ LEAVE_OUT_GUARDS: 'inventory_version' }, [], { engines: true, instances, rivals: true, executable: unguardedProgram });
    try {
        await assert.rejects(lastTickets(broken, 20), { name: 'AssertionError' });
    } finally {
        await broken.stop();
    }
});

async function oneKeyAtOnce(program) {
    const { organizer, buyers: [buyer] } = await people(program, 1);
    const event = await createEvent(organizer, { capacity: 100 });
    const ask = (index) => program.client('booking', buyer.token, index % program.instances.booking.length)
        .post('/', { event_id: event.id, tickets: 1 }, { headers: { 'idempotency-key': 'the same' } });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(index)));
    await program.processesOf('booking')[0].kill();
    await program.restart();
    answers.push(await ask(0), await ask(1));
    assert.deepEqual([...new Set(answers.map(({ text }) => text))].length, 1, 'the same bytes for all');
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
    const { bookings } = await eventually(async () => assertConserved(await program.people.admin(), event), { within: 60_000, every: 100 });
    assert.equal(bookings.length, 1);
    const other = await buyer.booking.post('/', { event_id: event.id, tickets: 2 }, { headers: { 'idempotency-key': 'the same' } });
    assert.equal(other.body.code, 'idempotency_key_reused');
}

test('one key, 50 times at once at three instances, is one booking, also after kill -9', () => oneKeyAtOnce(boxoffice));

test('without the memory of keys one key books more than once, and this is seen', async () => {
    const broken = await Boxoffice.start({ LEAVE_OUT_GUARDS: 'idempotency_key' }, [], { engines: true, instances, rivals: true, executable: unguardedProgram });
    try {
        await assert.rejects(oneKeyAtOnce(broken), { name: 'AssertionError' });
    } finally {
        await broken.stop();
    }
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
