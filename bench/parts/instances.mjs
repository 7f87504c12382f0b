// One, two and three instances of the booking service on the full stack: on one event, which all compete for, and on
// many.
import { stackOf } from '../lib/engines.mjs';
import { peopleOf, startFive } from '../lib/five_processes.mjs';
import { createEvent, measuredBookings, ordersOf } from '../lib/shop.mjs';
import { ratio } from './bookings.mjs';

export const title = 'Instances of the booking service';
const many = 64;

export async function run(bench) {
  const stack = await stackOf(bench);
  const databases = await stack.make();
  const times = { seconds: Math.max(2, bench.options.seconds / 2), warmup: Math.min(3, bench.options.warmup) };
  const results = [];
  try {
    for (const instances of [1, 2, 3]) {
      const site = await peopleOf(bench, await startFive(bench, stack, databases, { instances }), databases);
      try {
        const events = [];
        for (let i = 0; i < many; ++i) events.push(await createEvent(site, { name: `Hall ${i}` }));
        const one_event = await measuredBookings(bench, site, events[0], times);
        const many_events = await measuredBookings(bench, site, events[0], times, { bodies: ordersOf(bench, events), body: undefined });
        results.push({ instances, one_event, many_events });
      } finally {
        await site.stop();
      }
    }
  } finally {
    await databases.drop();
  }
  const gain = (kind) => results.map((each) => ratio(each[kind].accepted_per_s, results[0][kind].accepted_per_s));
  return { results, one_event: gain('one_event'), many_events: gain('many_events') };
}
