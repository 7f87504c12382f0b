// The gateway or the database is away for a minute while bookings go on being asked for: how often it is called
// meanwhile, beside how often it is called when it answers.
import { Proxy } from '../../tests/journeys/lib/proxy.js';
import { stackOf } from '../lib/engines.mjs';
import { peopleOf, startFive } from '../lib/five_processes.mjs';
import { bookingTarget, createEvent } from '../lib/shop.mjs';

export const title = 'A neighbour that is away';
const rate = 100;
const [settle_s, normal_s, away_s, after_s] = [5, 15, 60, 30];
const neighbours = { gateway: 'PAYMENT_URL', database: 'MONGODB_URI' };
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function callsWithin(proxy, seconds) {
  const before = proxy.calls;
  await pause(seconds);
  return (proxy.calls - before) / seconds;
}

/** The calls a second of a neighbour that answers and of one that is away, at its worst second too; and when all is served again. */
async function withoutOne(bench, stack, setting) {
  const databases = await stack.make();
  const proxies = {};
  const site = await peopleOf(bench, await startFive(bench, stack, databases, { through: { [setting]: async (address) => (proxies[setting] ??= await proxyTo(address)).through(address) } }), databases);
  const proxy = proxies[setting];
  try {
    const event = await createEvent(site);
    const stretches = [settle_s, normal_s, away_s, after_s].map((seconds) => [seconds, rate]);
    const asking = bench.driver.requests({ ...bookingTarget(bench, site, event), connections: 2_000, patience: 8, stretches });
    await pause(settle_s);
    const normal_calls_per_s = await callsWithin(proxy, normal_s);
    await proxy.become('refuse');
    const each = [];
    for (let i = 0; i < away_s; ++i) each.push(await callsWithin(proxy, 1));
    await proxy.become('pass');
    const { stretches: [, normal, away], timeline } = await asking;
    const after = timeline.slice(settle_s + normal_s + away_s, settle_s + normal_s + away_s + after_s);
    const back_after_s = after.findLastIndex(({ accepted, refused, failed }) => accepted < 0.9 * rate || refused + failed > 0.02 * rate) + 1;
    const away_calls_per_s = each.reduce((sum, calls) => sum + calls, 0) / away_s;
    return { normal_calls_per_s, away_calls_per_s, worst_second: Math.max(...each), back_after_s, normal, away, timeline };
  } finally {
    await site.stop();
    await proxy.close();
    await databases.drop();
  }
}

function proxyTo(address) {
  const { hostname, port } = new URL(address);
  return Proxy.to(hostname, Number(port));
}

export async function run(bench) {
  const stack = await stackOf(bench);
  const results = {};
  for (const [name, setting] of Object.entries(neighbours)) results[name] = await withoutOne(bench, stack, setting);
  return { rate, away_s, neighbours: results };
}
