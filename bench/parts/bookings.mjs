// Confirmed bookings on the embedded deployment, beside constant answers of the same size by the same server.
import fs from 'node:fs';
import path from 'node:path';
import { startCeiling } from '../lib/ceiling.mjs';
import { moveIn } from '../lib/embedded.mjs';
import { availability, bookingTarget, createEvent, measured, measuredBookings } from '../lib/shop.mjs';
import { microsecondsByStep } from '../lib/steps.mjs';
import { memory } from '../lib/usage.mjs';
import { call } from '../lib/wire.mjs';

export const title = 'Bookings, embedded';

const mean = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
export const meanOf = (rounds, pick) => Math.round(mean(rounds.map(pick)) * 10) / 10;
export const ratio = (a, b) => (b > 0 ? Math.round((a / b) * 1000) / 1000 : null);

/** A server that answers POST /bookings with the bytes of a real booking. */
export async function startCeilingOf(bench, site, event) {
  const token = fs.readFileSync(site.tokens, 'utf8').split('\n')[0];
  const answer = await call(`${site.urls.booking}/bookings`, { method: 'POST', token, body: { event_id: event.id, tickets: 1 }, raw: true });
  const file = path.join(bench.folder, 'booking.json');
  fs.writeFileSync(file, answer);
  return startCeiling(bench, { 'POST /bookings': file });
}

/** Both in turn, A B A B. */
export async function inTurn(bench, site, event, ceiling, { seconds, warmup, rounds }) {
  const constants = { ...bookingTarget(bench, site, event), url: ceiling.urls.booking };
  const taken = [];
  for (let round = 0; round < rounds; ++round) {
    const bookings = await measuredBookings(bench, site, event, { seconds, warmup });
    const constant = await measured(bench, ceiling, constants, { seconds: Math.max(1, seconds / 2), warmup: warmup / 2 });
    taken.push({ bookings, constant });
  }
  const per_s = meanOf(taken, ({ bookings }) => bookings.accepted_per_s);
  const constant_per_s = meanOf(taken, ({ constant }) => constant.accepted_per_s);
  const cpu_us = meanOf(taken, ({ bookings }) => bookings.cpu_us);
  const constant_cpu_us = meanOf(taken, ({ constant }) => constant.cpu_us);
  return {
    rounds: taken, per_s, constant_per_s, ratio: ratio(per_s, constant_per_s), cpu_us, constant_cpu_us, cpu_ratio: ratio(cpu_us, constant_cpu_us),
    notifications_behind_s: Math.max(...taken.map(({ bookings }) => bookings.notifications_behind_s ?? Infinity)),
  };
}

/** Bookings offered evenly at half of the peak, and what a durable write costs on this disk. */
export async function atHalfPeak(bench, site, event, per_s, seconds) {
  const rate = Math.max(1, Math.round(per_s / 2));
  const target = { ...bookingTarget(bench, site, event), connections: 2 * bench.options.connections };
  const { stretches, driver_cpu_share } = await bench.driver.requests({ ...target, stretches: [[2, rate], [seconds, rate]] });
  return { ...stretches[1], driver_cpu_share };
}

export async function run(bench) {
  const { seconds, warmup, rounds } = bench.options;
  const site = await moveIn(bench);
  const event = await createEvent(site);
  const ceiling = await startCeilingOf(bench, site, event);
  const idle = memory(site.pid);
  const stopProfile = bench.profile.start('bookings', site.pid);
  const result = await inTurn(bench, site, event, ceiling, { seconds, warmup, rounds });
  const stacks = await stopProfile();
  if (stacks) result.steps = microsecondsByStep(stacks, result.cpu_us);
  result.disk = await bench.driver.disk(bench.folder, Math.min(3, seconds));
  result.half_peak = await atHalfPeak(bench, site, event, result.per_s, seconds);
  result.disk_after = await bench.driver.disk(bench.folder, Math.min(3, seconds));
  const { sold } = await availability(site, event);
  const confirmed = result.rounds.reduce((sum, { bookings }) => sum + bookings.all_accepted, 0) + result.half_peak.accepted;
  await ceiling.stop();
  const memory_after = memory(site.pid);
  await site.stop();
  return { ...result, idle_memory: idle, memory_after, sold, confirmed, sold_at_least_confirmed: sold >= confirmed };
}
