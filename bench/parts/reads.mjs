// Reads of events, beside constant answers of the same size by the same server.
import fs from 'node:fs';
import path from 'node:path';
import { startCeiling } from '../lib/ceiling.mjs';
import { moveIn } from '../lib/embedded.mjs';
import { createEvent, measured } from '../lib/shop.mjs';
import { call, inParallel } from '../lib/wire.mjs';
import { meanOf, ratio } from './bookings.mjs';

export const title = 'Reads';

const description = 'Doors open an hour before the start. '.repeat(8);
const details = (i) => ({ name: `Evening ${i}`, venue: 'Philharmonie', city: 'Berlin', country: 'DE', topics: ['music', 'classic'], description, starts_at: new Date(Date.UTC(2039, 0, 1, 20) + i * 3_600_000).toISOString() });

async function prepared(bench) {
  const site = await moveIn(bench);
  const events = await inParallel(Array.from({ length: 60 }), 4, (_, i) => createEvent(site, details(i)));
  const paths = { event: `/events/${events[0].id}`, availability: `/events/${events[0].id}/availability`, list: '/events?limit=50' };
  const answers = {};
  const sizes = {};
  for (const [name, target] of Object.entries(paths)) {
    const text = await call(site.urls.event + target, { raw: true });
    const file = path.join(bench.folder, `${name}.json`);
    fs.writeFileSync(file, text);
    answers[`GET /${name}`] = file;
    sizes[name] = text.length;
  }
  return { site, paths, sizes, ceiling: await startCeiling(bench, answers) };
}

export async function run(bench) {
  const { site, paths, sizes, ceiling } = await prepared(bench);
  const times = { seconds: Math.max(1, bench.options.seconds / 4), warmup: 1 };
  const stopProfile = bench.profile.start('reads', site.pid);
  const kinds = {};
  for (const [name, target] of Object.entries(paths)) {
    const rounds = [];
    for (let round = 0; round < bench.options.rounds; ++round) {
      const common = { connections: bench.options.connections };
      const real = await measured(bench, site, { ...common, url: site.urls.event, path: target }, times);
      const constant = await measured(bench, ceiling, { ...common, url: ceiling.urls.event, path: `/${name}` }, times);
      rounds.push({ real, constant });
    }
    const per_s = meanOf(rounds, ({ real }) => real.accepted_per_s);
    const constant_per_s = meanOf(rounds, ({ constant }) => constant.accepted_per_s);
    kinds[name] = {
      bytes: sizes[name], per_s, constant_per_s, ratio: ratio(per_s, constant_per_s),
      cpu_us: meanOf(rounds, ({ real }) => real.cpu_us), constant_cpu_us: meanOf(rounds, ({ constant }) => constant.cpu_us), rounds,
    };
  }
  await stopProfile();
  await ceiling.stop();
  await site.stop();
  return { kinds };
}
