// How long it takes from the start of the program to its first answer, and what it holds when nobody asks anything.
import fs from 'node:fs';
import path from 'node:path';
import { startEmbedded } from '../lib/embedded.mjs';
import { memory } from '../lib/usage.mjs';
import { call } from '../lib/wire.mjs';

export const title = 'Start and idle memory';

/** Starts on a folder, asks once, and stops: {first_answer_ms, idle_memory}. */
export async function startedOn(bench, folder) {
  const begin = performance.now();
  const site = await startEmbedded(bench, folder);
  await call(`${site.urls.event}/events?limit=1`);
  const first_answer_ms = Math.round((performance.now() - begin) * 10) / 10;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const idle_memory = memory(site.pid);
  await site.stop();
  return { first_answer_ms, idle_memory };
}

export async function run(bench) {
  const starts = [];
  const folder = path.join(bench.folder, 'empty');
  for (let round = 0; round < 3; ++round) {
    fs.rmSync(folder, { recursive: true, force: true });
    starts.push(await startedOn(bench, folder));
  }
  // A second start on the same folder: nothing has to be made any more, as after every restart.
  const again = await startedOn(bench, folder);
  fs.rmSync(folder, { recursive: true, force: true });
  const median = starts.map(({ first_answer_ms }) => first_answer_ms).sort((a, b) => a - b)[1];
  return { first_answer_ms: median, again_first_answer_ms: again.first_answer_ms, idle_mib: again.idle_memory.resident_mib, starts, again };
}
