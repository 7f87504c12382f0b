// How the cost of a booking grows with the bookings that are stored: two data folders made by `boxoffice bench seed`,
// measured in turn.
import fs from 'node:fs';
import path from 'node:path';
import { makeHouse, settings, startEmbedded } from '../lib/embedded.mjs';
import { run as runProgram } from '../lib/processes.mjs';
import { createEvent, measuredBookings } from '../lib/shop.mjs';
import { memory, settled } from '../lib/usage.mjs';
import { meanOf, ratio } from './bookings.mjs';
import { startedOn } from './start.mjs';

export const title = 'Growth with stored bookings';
const few = 10_000;

const bytesOf = (folder) => fs.readdirSync(folder).reduce((sum, name) => sum + fs.statSync(path.join(folder, name)).size, 0);

/** A copy of the house with that many bookings of the past. */
async function seeded(bench, bookings) {
  const house = await makeHouse(bench);
  const folder = path.join(bench.folder, `seeded-${bookings}`);
  fs.cpSync(house.folder, folder, { recursive: true });
  const begin = performance.now();
  await runProgram(path.join(bench.build, 'boxoffice'), ['bench', 'seed', '--bookings', String(bookings)], { env: settings(folder), limit_ms: 1_800_000 });
  const made_s = Math.round((performance.now() - begin) / 100) / 10;
  return { bookings, folder, made_s, megabytes: Math.round(bytesOf(folder) / 1e6), start: await startedOn(bench, folder) };
}

async function measuredOn(bench, { folder }, times) {
  const house = await makeHouse(bench);
  const site = await startEmbedded(bench, folder, { people: house.people });
  try {
    await settled(site.pid);
    const result = await measuredBookings(bench, site, await createEvent(site), times);
    return { ...result, memory: memory(site.pid) };
  } finally {
    await site.stop();
  }
}

export async function run(bench) {
  const { seconds, warmup, rounds } = bench.options;
  const sizes = [await seeded(bench, Math.min(few, bench.options.bookings)), await seeded(bench, bench.options.bookings)];
  for (let round = 0; round < rounds; ++round) {
    for (const size of sizes) (size.rounds ??= []).push(await measuredOn(bench, size, { seconds, warmup }));
  }
  for (const size of sizes) {
    fs.rmSync(size.folder, { recursive: true, force: true });
    delete size.folder;
    size.per_s = meanOf(size.rounds, ({ accepted_per_s }) => accepted_per_s);
    size.cpu_us = meanOf(size.rounds, ({ cpu_us }) => cpu_us);
    size.resident_mib = Math.max(...size.rounds.map(({ memory: { peak_mib } }) => peak_mib));
  }
  return { sizes, ratio: ratio(sizes[1].per_s, sizes[0].per_s) };
}
