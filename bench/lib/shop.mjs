// What is done with a running Boxoffice, or with another that answers the same calls: events, bookings, what they cost.
import fs from 'node:fs';
import path from 'node:path';
import { closedLoop } from './driver.mjs';
import { reading, spent } from './usage.mjs';
import { call, eventually } from './wire.mjs';

const hot = { name: 'Hot', starts_at: '2039-01-01T20:00:00Z', capacity: 10_000_000, price: 2500, currency: 'EUR' };

export const createEvent = (site, members = {}) => call(`${site.urls.event}/`, { method: 'POST', body: { ...hot, ...members }, token: site.token });
/** A file of the orders for many events, one a line, for the driver. */
export function ordersOf(bench, events) {
  const file = path.join(bench.folder, 'orders');
  fs.writeFileSync(file, events.map(({ id }) => JSON.stringify({ event_id: id, tickets: 1 })).join('\n'));
  return file;
}
export const availability = (site, event) => call(`${site.urls.event}/events/${event.id}/availability`);
const notifications = async (site) => (await call(`${site.urls.notification}/notifications/count`)).count;

/** Bookings of one ticket of an event, straight at the booking service. */
export const bookingTarget = (bench, site, event) => ({
  url: site.urls.booking, path: site.bookings_at ?? '/bookings', method: 'POST', body: { event_id: event.id, tickets: 1, ...site.order }, tokens: site.tokens,
  connections: bench.options.connections,
});

/** A closed loop, and what each accepted request cost the processes (warm-up included on both sides of the fraction). */
export async function measured(bench, site, target, { seconds, warmup }) {
  const before = reading(site.processes, site.engines);
  const result = await closedLoop(bench.driver, target, { warmup, seconds });
  return { ...result, ...spent(before, reading(site.processes, site.engines), result.all_accepted) };
}

/** The same for bookings, and how long after the last answer the last notification is stored. */
export async function measuredBookings(bench, site, event, times, changed = {}) {
  const before = await notifications(site);
  const result = await measured(bench, site, { ...bookingTarget(bench, site, event), ...changed }, times);
  const caughtUp = await eventually(async () => (await notifications(site)) >= before + result.all_accepted);
  return { ...result, notifications_behind_s: caughtUp?.seconds ?? null };
}
