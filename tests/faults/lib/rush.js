// Many who want the same at once.
import { Wish } from '../../crash/lib/wish.js';

/** An organizer and so many buyers of a program. */
export async function people(program, count) {
    const organizer = await program.people.organizer();
    const buyers = await Promise.all(Array.from({ length: count }, () => program.people.attendee()));
    return { organizer, buyers };
}

/** Everyone asks at once, spread over the instances, and asks again where the answer is no yes or no: how many got what. */
export async function rush(program, event, buyers, attempts) {
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
