// Many want what few can have; and the machine dies in the middle of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Boxoffice } from './lib/boxoffice.js';
import { eventually } from './lib/eventually.js';
import { assertConserved, availability, createEvent } from './lib/people.js';

const quick = Boolean(process.env.BOXOFFICE_QUICK);
const scale = quick ? 0.2 : 1;
let boxoffice;
let admin;
let organizer;
let buyers;
before(async () => {
    boxoffice = await Boxoffice.start();
    admin = await boxoffice.people.admin();
    organizer = await boxoffice.people.organizer();
    buyers = await Promise.all(Array.from({ length: 100 * scale }, () => boxoffice.people.attendee()));
});
after(() => boxoffice.stop());

/** Runs the tasks, `width` at a time; stops early when `going` says no. */
async function inParallel(tasks, width, going = () => true) {
    const queue = [...tasks];
    await Promise.all(Array.from({ length: width }, async () => {
        while (queue.length > 0 && going()) await queue.shift()();
    }));
}

/** Looks at an event's availability all the time until stopped; every look has to add up. */
function watch(event) {
    let looks = 0;
    let watching = true;
    const done = (async () => {
        for (; watching; ++looks) await availability(boxoffice.client('event'), event);
    })();
    return async () => {
        watching = false;
        await done;
        return looks;
    };
}

test('a sale with four times as many attempts as tickets sells exactly what there is', async () => {
    const [capacity, attempts] = [500 * scale, 2000 * scale];
    const event = await createEvent(organizer, { capacity, price: 100 });
    const outcomes = new Map();
    const stopWatching = watch(event);
    await inParallel(Array.from({ length: attempts }, (_, index) => async () => {
        const answer = await buyers[index % buyers.length].booking.post('/', { event_id: event.id, tickets: 1 });
        const outcome = answer.status === 201 ? 'CONFIRMED' : answer.body.code;
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }), 64);
    assert.ok(await stopWatching() > 3, 'availability was looked at meanwhile');
    assert.deepEqual(Object.fromEntries(outcomes), { CONFIRMED: capacity, sold_out: attempts - capacity });
    const { confirmed } = await eventually(() => assertConserved(admin, event), { every: 200 });
    assert.equal(confirmed.length, capacity);
    await eventually(() => {
        const mailed = new Set(boxoffice.mails().map(({ headers }) => headers['x-boxoffice-booking']));
        assert.equal(confirmed.filter(({ id }) => !mailed.has(id)).length, 0, 'everyone gets a mail');
    }, { within: 60_000, every: 500 });
});

test('kill -9 in the middle of a sale loses nothing and sells nothing twice', async () => {
    const [capacity, attempts] = [200 * scale, 600 * scale];
    const event = await createEvent(organizer, { capacity, price: 100 });
    const wishes = Array.from({ length: attempts }, (_, index) => ({
        buyer: buyers[index % buyers.length], key: `wish ${index}`, answers: [],
    }));
    let killed = false;
    let confirmed = 0;
    const ask = async (wish) => {
        try {
            const answer = await wish.buyer.booking.post('/', { event_id: event.id, tickets: 1 }, { headers: { 'idempotency-key': wish.key } });
            wish.answers.push(answer);
            if (answer.status === 201) ++confirmed;
        } catch (error) {
            if (!killed || error.name === 'AssertionError') throw error;
        }
        if (!killed && confirmed >= capacity / 3) {
            killed = true;
            await boxoffice.kill();
        }
    };
    await inParallel(wishes.map((wish) => () => ask(wish)), 32, () => !killed);
    assert.ok(killed, 'the sale was under way');
    await boxoffice.restart();
    await inParallel(wishes.map((wish) => () => ask(wish)), 32);

    for (const { answers } of wishes) {
        const [first, second] = answers.filter(({ status }) => status === 201);
        if (second) {
            assert.equal(second.text, first.text, 'the same answer as before the crash');
            assert.equal(second.headers['idempotency-replayed'], 'true');
        }
        const last = answers.at(-1);
        assert.ok(last.status === 201 || last.body.code === 'sold_out', last.text);
        assert.equal(first !== undefined, last.status === 201, 'a ticket once confirmed stays confirmed');
    }
    const { confirmed: rows } = await eventually(() => assertConserved(admin, event), { within: 60_000, every: 200 });
    assert.equal(rows.length, capacity);
    assert.deepEqual(rows.map(({ id }) => id).sort(),
        wishes.map(({ answers }) => answers.at(-1)).filter(({ status }) => status === 201).map(({ body }) => body.id).sort());
});

test('after a kill -9 every confirmed booking gets its mail', async () => {
    const event = await createEvent(organizer, { capacity: 50 });
    const answers = await Promise.all(buyers.slice(0, 20).map((buyer) => buyer.booking.post('/', { event_id: event.id, tickets: 1 })));
    await boxoffice.kill();
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
    await boxoffice.restart();
    for (const { body } of answers) {
        await eventually(() => assert.ok(boxoffice.mailsOf(body.id).length >= 1, `a mail for ${body.id}`), { within: 30_000, every: 200 });
        const ids = new Set(boxoffice.mailsOf(body.id).map(({ headers }) => headers['message-id']));
        assert.equal(ids.size, 1, 'sent again only with the same Message-ID');
    }
});
