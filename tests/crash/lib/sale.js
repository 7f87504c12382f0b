// A sale that goes on while things fail, and what has to be true when they have healed.
import assert from 'node:assert/strict';
import { eventually } from '../../journeys/lib/eventually.js';
import { createEvent } from '../../journeys/lib/people.js';
import { assertHonoured } from './oracle.js';
import { Wish } from './wish.js';

const patience = 200;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Opens events and signs up buyers; a sale of their own. */
export async function prepareSale(boxoffice, { capacities = [100_000, 100_000, 100_000], buyers = 8, ...options } = {}) {
    const organizer = await boxoffice.people.organizer();
    const opened = await Promise.all(capacities.map((capacity) => createEvent(organizer, { capacity, price: 1200 })));
    const people = await Promise.all(Array.from({ length: buyers }, () => boxoffice.people.attendee()));
    return new Sale(boxoffice, people, opened, options);
}

/**
 * Buyers who go on buying, each wish with a key of its own, at whichever instance of the booking service is its turn.
 * Of those who got tickets, one in five wants others afterwards, and one in five gives them back.
 */
export class Sale {
    constructor(boxoffice, buyers, events, { atOnce = 16 } = {}) {
        Object.assign(this, { boxoffice, buyers, events, atOnce, wishes: [], going: false });
    }

    start() {
        this.going = true;
        this.done = Promise.all(Array.from({ length: this.atOnce }, async () => {
            while (this.going && !this.boxoffice.stopped) {
                const { status } = await this.#buy(this.wishes.length);
                if (status === 0) await pause(patience);
            }
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
        return this.wishes.filter(({ happened }) => happened.length > 0).length;
    }

    /** Asks those again whose outcome is not known, with the same key, until it is. */
    async resolve(within = 60_000) {
        await Promise.all(this.wishes.map((wish) => wish.resolve(within)));
    }

    /** Everything adds up, within a minute: wishes, bookings, tickets, money, notifications. */
    check(admin, within = 60_000) {
        return assertHonoured({ boxoffice: this.boxoffice, admin, events: this.events, wishes: this.wishes, within });
    }

    async #buy(number) {
        const instances = this.boxoffice.instances.booking.length;
        const buyer = this.buyers[number % this.buyers.length];
        const wish = new Wish({
            name: `wish ${number}`, buyer, event: this.events[number % this.events.length], tickets: 1 + number % 2,
            client: () => this.boxoffice.client('booking', buyer.token, (number + wish.log.length) % instances),
        });
        this.wishes.push(wish);
        const answer = await wish.book();
        if (wish.state === 'confirmed' && number % 5 === 1) return wish.change(wish.tickets === 1 ? 3 : 1);
        if (wish.state === 'confirmed' && number % 5 === 2) return wish.cancel();
        return answer;
    }
}
