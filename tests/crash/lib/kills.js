// kill -9 at any moment of a sale.
import { prepareSale } from './sale.js';

const each = 25;
/** Two of the events sell out while processes die. */
const capacities = [30, 150, 100_000];

/** The same sequence of numbers below 1 for each seed. */
export function random(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}

/**
 * So many times: a process of the program, one or the other, dies under load and is started again. After each 25, within
 * a minute, everything has ended and is as the clients were told. Gives figures.
 */
export async function killUnderLoad(boxoffice, { kills, seed }) {
    const admin = await boxoffice.people.admin();
    const next = random(seed);
    const figures = { kills: 0, wishes: 0, confirmed: 0 };
    while (figures.kills < kills) {
        const sale = await prepareSale(boxoffice, { capacities });
        sale.start();
        for (let left = Math.min(each, kills - figures.kills); left > 0; --left) {
            await killOne(boxoffice, sale, next);
            figures.kills += 1;
        }
        await sale.confirms(10);
        await sale.stop();
        await sale.resolve();
        await sale.check(admin);
        figures.wishes += sale.wishes.length;
        figures.confirmed += sale.confirmed;
    }
    return figures;
}

async function killOne(boxoffice, sale, next) {
    await sale.confirms(1 + Math.floor(next() * 20));
    await new Promise((resolve) => setTimeout(resolve, next() * 20));
    await boxoffice.processes[Math.floor(next() * boxoffice.processes.length)].kill();
    await boxoffice.restart();
}
