// Clients that mean no good: a thousand slow ones, a burst of sign-ins, more connections than there are files. Others
// are served meanwhile.
import { moveIn } from '../lib/embedded.mjs';
import { createEvent, bookingTarget } from '../lib/shop.mjs';
import { openFiles } from '../lib/usage.mjs';
import { eventually, inParallel } from '../lib/wire.mjs';

export const title = 'Slow clients, sign-ins, files';
const rate = 200;
const slowClients = 1_000;
const slowFor_s = 40;
const signIns = 50;
const fewFiles = 256;
const listed = 200;
const description = 'Doors open an hour before the start. '.repeat(40);

/** Bookings at a modest rate, for their latency. */
async function others(bench, site, event, seconds) {
  return (await bench.driver.requests({ ...bookingTarget(bench, site, event), stretches: [[seconds, rate]] })).stretches[0];
}

async function besideSlow(bench, site, event, how) {
  const files = openFiles(site.pid);
  const url = how === 'body' ? site.urls.user : site.urls.event;
  const slow = bench.driver.slow({ url, how, path: `/events?limit=${listed}`, clients: slowClients, seconds: slowFor_s });
  await slow.open;
  const begin = performance.now();
  const most = openFiles(site.pid);
  const meanwhile = await others(bench, site, event, 8);
  const gone = await eventually(() => openFiles(site.pid) <= files + 20, { limit_s: slowFor_s, every_ms: 250 });
  const all_cut_s = gone && Math.round(performance.now() - begin) / 1000;
  return { how, connections: most - files, meanwhile, all_cut_s, ...(await slow.result) };
}

async function besideSignIns(bench, site, event) {
  const login = async (_, i) => {
    const response = await fetch(`${site.urls.user}/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: `buyer-${i % bench.options.connections}@example.com`, password: 'a long bench password' }) });
    await response.arrayBuffer();
    return response.status;
  };
  const measuring = others(bench, site, event, 8);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const begin = performance.now();
  const statuses = await inParallel(Array.from({ length: signIns }), signIns, login);
  const took_s = Math.round(performance.now() - begin) / 1000;
  return { meanwhile: await measuring, took_s, signed_in: statuses.filter((status) => status === 200).length };
}

/** More clients than the process may have files: those connected are served, and all are when the rest has gone. */
async function withFewFiles(bench) {
  const site = await moveIn(bench, { wrap: ['prlimit', `--nofile=${fewFiles}`] });
  try {
    const event = await createEvent(site);
    const slow = bench.driver.slow({ url: site.urls.event, how: 'headers', clients: 2 * fewFiles, seconds: slowFor_s });
    await slow.open;
    const most_files = openFiles(site.pid);
    const result = await slow.result;
    return { most_files, ...result, afterwards: await others(bench, site, event, 3) };
  } finally {
    await site.stop();
  }
}

export async function run(bench) {
  const site = await moveIn(bench);
  try {
    const event = await createEvent(site);
    // So that the list is longer than what sockets hold.
    await inParallel(Array.from({ length: listed }), 8, (_, i) => createEvent(site, { name: `Evening ${i}`, description }));
    await others(bench, site, event, 3);
    const calm = await others(bench, site, event, 8);
    const slow = [];
    for (const how of ['headers', 'body', 'reading']) slow.push(await besideSlow(bench, site, event, how));
    const sign_ins = await besideSignIns(bench, site, event);
    return { calm, slow, sign_ins, few_files: await withFewFiles(bench) };
  } finally {
    await site.stop();
  }
}
