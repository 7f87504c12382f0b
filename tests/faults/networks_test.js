// Engines and neighbours that are away, silent, slow, or cut off in the middle of an answer, while tickets are sold.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Boxoffice, unguardedProgram } from '../journeys/lib/boxoffice.js';
import { prepareSale } from '../crash/lib/sale.js';
import { Newcomers } from './lib/newcomers.js';

const seconds = process.env.BOXOFFICE_LONG ? [1, 30] : [1];
const proxied = ['POSTGRES_URL', 'MONGODB_URI', 'AMQP_URL', 'PAYMENT_URL'];
const faults = [['down'], ['silent'], ['slow', { delay: 400 }], ['cut']];
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
let boxoffice;
let admin;
before(async () => {
    boxoffice = await Boxoffice.start({}, [], { engines: true, instances: { booking: 2, event: 2 }, proxied });
    admin = await boxoffice.people.admin();
});
after(() => boxoffice?.stop());

/** Sells, breaks the network for a while, heals it, sells again; in the end everything has to add up. */
async function sellThrough(program, name, [state, options], forSeconds) {
    const proxy = program.proxies[name];
    const sale = await prepareSale(program);
    sale.start();
    await sale.confirms(30);
    await proxy.become(state, options);
    await pause(forSeconds * 1000);
    await proxy.become('pass');
    await sale.confirms(30, 60_000);
    await sale.stop();
    await sale.resolve();
    return sale;
}

for (const name of proxied) {
    for (const fault of faults) {
        for (const forSeconds of seconds) {
            test(`${name} ${fault[0]} for ${forSeconds} s`, async () => {
                const newcomers = new Newcomers(boxoffice);
                newcomers.start();
                const sale = await sellThrough(boxoffice, name, fault, forSeconds).finally(() => newcomers.stop());
                await sale.check(admin);
                await newcomers.check();
                await boxoffice.ready();
            });
        }
    }
}

test('without publisher confirms a broker that is cut off loses messages, and this is seen', async () => {
    const broken = await Boxoffice.start({ LEAVE_OUT_GUARDS: 'publisher_confirms' }, [], { engines: true, proxied: ['AMQP_URL'], executable: unguardedProgram });
    try {
        const sale = await prepareSale(broken);
        sale.start();
        await broken.proxies.AMQP_URL.become('silent');
        await sale.confirms(30);
        broken.proxies.AMQP_URL.reset();
        await broken.proxies.AMQP_URL.become('pass');
        await sale.stop();
        await sale.resolve();
        await assert.rejects(sale.check(await broken.people.admin(), 10_000), { name: 'AssertionError' });
    } finally {
        await broken.stop();
    }
});
