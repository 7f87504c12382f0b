// Engines that are stopped or die, and start again on what they had on their disks, while tickets are sold.
import { after, before, test } from 'node:test';
import { Boxoffice } from '../journeys/lib/boxoffice.js';
import { prepareSale } from '../crash/lib/sale.js';
import { Newcomers } from './lib/newcomers.js';
import { ownStack } from './lib/own_stack.js';

const skip = !process.env.BOXOFFICE_LONG && 'BOXOFFICE_LONG=1 runs it: it brings up engines of its own';
let engines;
let boxoffice;
let admin;
before(async () => {
    if (skip) return;
    engines = await ownStack();
    boxoffice = await Boxoffice.start({}, [], { engines: true, instances: { booking: 2, event: 2, notification: 2 } });
    admin = await boxoffice.people.admin();
});
after(async () => {
    await boxoffice?.stop();
    await engines?.purge();
});

for (const engine of ['postgres', 'rabbitmq', 'documentdb', 'ferretdb']) {
    for (const end of ['stop', 'kill']) {
        test(`${engine}: ${end} and start under load`, { skip }, async () => {
            const sale = await prepareSale(boxoffice);
            const newcomers = new Newcomers(boxoffice);
            sale.start();
            newcomers.start();
            await sale.confirms(30);
            await engines[end](engine);
            await engines.start(engine);
            await sale.confirms(30, 60_000);
            await Promise.all([sale.stop(), newcomers.stop()]);
            await sale.resolve();
            await sale.check(admin);
            await newcomers.check();
            await boxoffice.ready();
        });
    }
}
