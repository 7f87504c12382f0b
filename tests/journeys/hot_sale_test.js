// Many want what few can have; and the machine dies in the middle of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertConserved } from '../crash/lib/oracle.js';
import { Boxoffice } from './lib/boxoffice.js';
import { eventually } from './lib/eventually.js';
import { availability, createEvent, everything } from './lib/people.js';
import { askAtOnce, openConnections } from './lib/rush.js';

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

const isDecided = (answer) => answer?.status === 201 || answer?.body?.code === 'sold_out';

/** All at once, and again those that are put off (503), until each has a yes or a no. */
async function askUntilDecided(requests) {
    const answers = requests.map(() => undefined);
    await eventually(async () => {
        const open = [...answers.keys()].filter((index) => !isDecided(answers[index]));
        const given = await askAtOnce(await openConnections(boxoffice.urls.booking, open.length), open.map((index) => requests[index]));
        for (const [place, index] of open.entries()) answers[index] = given[place];
        for (const answer of answers) assert.ok(isDecided(answer), answer?.text);
    }, { within: 60_000, every: 500 });
    return answers;
}

/** Looks at an event's availability all the time until stopped; every look has to add up. Nobody answers while down or not ready. */
function watch(context, event) {
    let looks = 0;
    let watching = true;
    context.after(() => { watching = false; });
    const client = () => boxoffice.client('event');
    const done = (async () => {
        while (watching) {
            try {
                await availability(client(), event);
                ++looks;
            } catch (error) {
                if (error.name === 'AssertionError' && error.actual !== 503) throw error;
                await new Promise((resolve) => setTimeout(resolve, 20));
            }
        }
    })();
    done.catch(() => {});  // it is told by the one who stops the watch
    return async () => {
        watching = false;
        await done;
        return looks;
    };
}

/** What is confirmed has been paid and mailed, and nothing else has: the bookings that are. */
async function assertSettled(event, capacity) {
    const { confirmed } = await eventually(() => assertConserved(admin, event), { within: 60_000, every: 200 });
    assert.equal(confirmed.length, capacity);
    const [bookings, payments] = [await everything(admin.booking, '/'), await everything(admin.payment, '/payments')];
    const known = new Set(bookings.map(({ id }) => id));
    const kept = payments.filter(({ status, amount, refunded }) => status === 'APPROVED' && amount !== refunded);
    assert.deepEqual(kept.filter(({ booking_id: id }) => !known.has(id)), [], 'all money belongs to a booking');
    await eventually(() => {
        const mailed = new Set(boxoffice.mails().map(({ headers }) => headers['x-boxoffice-booking']));
        assert.equal(confirmed.filter(({ id }) => !mailed.has(id)).length, 0, 'everyone gets a mail');
    }, { within: 90_000, every: 500 });
    return confirmed;
}

test('a sale with four times as many attempts as tickets sells exactly what there is', async (context) => {
    const [capacity, attempts] = [500 * scale, 2000 * scale];
    const event = await createEvent(organizer, { capacity, price: 100 });
    const outcomes = new Map();
    const stopWatching = watch(context, event);
    await inParallel(Array.from({ length: attempts }, (_, index) => async () => {
        const answer = await buyers[index % buyers.length].booking.post('/', { event_id: event.id, tickets: 1 });
        const outcome = answer.status === 201 ? 'CONFIRMED' : answer.body.code;
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }), 64);
    assert.ok(await stopWatching() > 3, 'availability was looked at meanwhile');
    assert.deepEqual(Object.fromEntries(outcomes), { CONFIRMED: capacity, sold_out: attempts - capacity });
    await assertSettled(event, capacity);
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
    await inParallel(wishes.map((wish) => () => eventually(async () => {
        await ask(wish);
        assert.ok(isDecided(wish.answers.at(-1)), wish.answers.at(-1).text);
    }, { within: 60_000, every: 500 })), 32);

    for (const { answers } of wishes) {
        const [first, second] = answers.filter(({ status }) => status === 201);
        if (second) {
            assert.equal(second.text, first.text, 'the same answer as before the crash');
            assert.equal(second.headers['idempotency-replayed'], 'true');
        }
        assert.equal(first !== undefined, answers.at(-1).status === 201, 'a ticket once confirmed stays confirmed');
    }
    const { confirmed: rows } = await eventually(() => assertConserved(admin, event), { within: 60_000, every: 200 });
    assert.equal(rows.length, capacity);
    assert.deepEqual(rows.map(({ id }) => id).sort(),
        wishes.map(({ answers }) => answers.at(-1)).filter(({ status }) => status === 201).map(({ body }) => body.id).sort());
});

test('all attempts at once on a connection each, killed in the middle, and then the same keys again', async (context) => {
    const [capacity, attempts] = [500 * scale, 2000 * scale];
    const event = await createEvent(organizer, { capacity, price: 700 });
    // The gateway takes two seconds for every fourth, so that bookings of every kind are under way when it is killed.
    const requests = Array.from({ length: attempts }, (_, index) => ({
        path: '/bookings',
        headers: { authorization: `Bearer ${buyers[index % buyers.length].token}`, 'idempotency-key': `rush ${index}` },
        body: { event_id: event.id, tickets: 1, ...(index % 4 === 0 && { payment_method: 'pm_slow' }) },
    }));
    const stopWatching = watch(context, event);
    let confirmed = 0;
    let killed;
    const before = await askAtOnce(await openConnections(boxoffice.urls.booking, attempts), requests, ({ status }) => {
        if (status === 201 && ++confirmed >= capacity / 5) killed ??= boxoffice.kill();
    });
    assert.ok(killed, 'the sale was under way');
    await killed;
    assert.ok(before.some((answer) => answer === undefined), 'not everyone was answered');
    await boxoffice.restart();
    const after = await askUntilDecided(requests);

    const ids = [];
    for (const [index, answer] of after.entries()) {
        if (answer.status === 201) ids.push(answer.body.id);
        const first = before[index];
        if (first?.status === 201) assert.equal(answer.text, first.text, 'the same answer as before the crash');
        if (first?.body?.code === 'sold_out') assert.equal(answer.status, 409, 'sold out stays sold out');
    }
    const rows = await assertSettled(event, capacity);
    assert.deepEqual(rows.map(({ id }) => id).sort(), ids.sort(), 'confirmed is what was answered');
    const looks = await stopWatching();
    const answered = before.filter((answer) => answer !== undefined).length;
    context.diagnostic(`${answered} of ${attempts} answered before the kill, ${confirmed} confirmed; ${looks} looks at availability`);
    assert.ok(looks >= 20, 'availability was looked at all the time');
});

test('after a kill -9 every confirmed booking gets its mail', async () => {
    const event = await createEvent(organizer, { capacity: 50 });
    const answers = await Promise.all(buyers.slice(0, 20).map((buyer) => buyer.booking.post('/', { event_id: event.id, tickets: 1 })));
    await boxoffice.kill();
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
    await boxoffice.restart();
    for (const { body } of answers) {
        await eventually(() => assert.ok(boxoffice.mailsOf(body.id).length >= 1, `a mail for ${body.id}`), { within: 90_000, every: 200 });
        const ids = new Set(boxoffice.mailsOf(body.id).map(({ headers }) => headers['message-id']));
        assert.equal(ids.size, 1, 'sent again only with the same Message-ID');
    }
});
