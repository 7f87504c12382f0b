// A sale that goes on while things fail, and what has to be true when they have healed.
import assert from 'node:assert/strict';
import { eventually } from '../../journeys/lib/eventually.js';
import { assertConserved, createEvent, everything } from '../../journeys/lib/people.js';

const final = new Set([201, 402, 409]);

/** Opens events and signs up buyers; a sale of their own. */
export async function prepareSale(boxoffice, { events = 3, buyers = 8, capacity = 100_000, ...options } = {}) {
    const organizer = await boxoffice.people.organizer();
    const opened = await Promise.all(Array.from({ length: events }, () => createEvent(organizer, { capacity, price: 1200 })));
    const people = await Promise.all(Array.from({ length: buyers }, () => boxoffice.people.attendee()));
    return new Sale(boxoffice, people, opened, options);
}

/** Buyers who go on buying, each wish with a key of its own, at whichever instance of the booking service is its turn. */
export class Sale {
    constructor(boxoffice, buyers, events, { atOnce = 16 } = {}) {
        Object.assign(this, { boxoffice, buyers, events, atOnce, wishes: [], going: false });
    }

    start() {
        this.going = true;
        this.done = Promise.all(Array.from({ length: this.atOnce }, async () => {
            while (this.going) await this.#ask(this.#wish());
        }));
    }

    /** No new wishes; waits for those under way. */
    async stop() {
        this.going = false;
        await this.done;
    }

    /** Waits until so many have been confirmed since the call. */
    async confirms(count, within = 30_000) {
        const before = this.confirmed;
        await eventually(() => assert.ok(this.confirmed >= before + count, `${this.confirmed - before} of ${count} confirmed`), { within });
    }

    get confirmed() {
        return this.wishes.filter(({ answers }) => answers.at(-1)?.status === 201).length;
    }

    /** Asks those again whose outcome is not known, with the same key, until it is. */
    async resolve(within = 60_000) {
        const open = this.wishes.filter(({ answers }) => !final.has(answers.at(-1)?.status));
        await Promise.all(open.map((wish) => eventually(async () => {
            await this.#ask(wish);
            if (wish.answers.at(-1)?.status === 202) await this.#ended(wish);
            else assert.ok(final.has(wish.answers.at(-1)?.status), `wish ${wish.key} ends: ${wish.answers.at(-1)?.text}`);
        }, { within, every: 250 })));
    }

    #wish() {
        const number = this.wishes.length;
        const wish = {
            number, key: `wish ${number}`, buyer: this.buyers[number % this.buyers.length], event: this.events[number % this.events.length],
            tickets: 1 + number % 2, answers: [],
        };
        this.wishes.push(wish);
        return wish;
    }

    async #ask(wish) {
        const body = { event_id: wish.event.id, tickets: wish.tickets };
        const instance = (wish.number + wish.answers.length) % this.boxoffice.instances.booking.length;
        const booking = this.boxoffice.client('booking', wish.buyer.token, instance);
        try {
            wish.answers.push(await booking.post('/', body, { headers: { 'idempotency-key': wish.key } }));
        } catch (error) {
            if (error.name === 'AssertionError') throw error;
            await new Promise((resolve) => setTimeout(resolve, 20));
            wish.answers.push({ status: 0, text: error.message });
        }
    }

    async #ended(wish) {
        const answer = await wish.buyer.booking.get(`/${wish.answers.at(-1).body.id}`);
        assert.equal(answer.status, 200, answer.text);
        assert.notEqual(answer.body.status, 'PENDING', `${answer.body.id} has ended`);
    }

    /** Everything adds up, within a minute: bookings, tickets, money, notifications; no wish was granted twice. */
    async check(admin, within = 60_000) {
        const confirmed = [];
        for (const event of this.events) {
            const found = await eventually(() => assertConserved(admin, event), { within, every: 500 });
            confirmed.push(...found.confirmed);
        }
        this.#compareAnswers(new Set(confirmed.map(({ id }) => id)));
        await eventually(async () => assertToldOnce(confirmed, await everything(admin.notification, '/notifications')), { within, every: 500 });
        return confirmed;
    }

    #compareAnswers(confirmed) {
        const granted = new Set();
        for (const { key, answers } of this.wishes) {
            const ids = new Set(answers.filter(({ status }) => status === 201 || status === 202).map(({ body }) => body.id));
            assert.ok(ids.size <= 1, `${key} is one booking`);
            const yes = answers.filter(({ status }) => status === 201);
            for (const { text } of yes) assert.equal(text, yes[0].text, `${key} is answered with the same bytes`);
            if (yes.length > 0) assert.ok(confirmed.has(yes[0].body.id), `${key} was confirmed and stays so`);
            for (const id of ids) granted.add(id);
        }
        for (const id of confirmed) assert.ok(granted.has(id), `booking ${id} is somebody's wish`);
    }
}

function assertToldOnce(confirmed, notifications) {
    const told = new Map();
    for (const { booking_id: id, booking_status: status, channel } of notifications) {
        const topic = `${id} ${status} ${channel}`;
        told.set(topic, (told.get(topic) ?? 0) + 1);
    }
    for (const [topic, count] of told) assert.equal(count, 1, `one notification for ${topic}`);
    const untold = confirmed.filter(({ id }) => !told.has(`${id} CONFIRMED email`));
    assert.equal(untold.length, 0, `${untold.length} of ${confirmed.length} confirmed bookings have no notification`);
}
