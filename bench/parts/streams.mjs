// Many open streams of an event's availability while it sells.
import { moveIn } from '../lib/embedded.mjs';
import { bookingTarget, createEvent, measuredBookings } from '../lib/shop.mjs';
import { memory, reading, spent } from '../lib/usage.mjs';
import { meanOf, ratio } from './bookings.mjs';

export const title = 'Open availability streams';

/** At a rate that both can serve: what the streams cost, and whether the bookings suffer. */
async function withStreams(bench, site, event, rate) {
  const { seconds } = bench.options;
  const streaming = bench.driver.streams({
    url: site.urls.event, path: `/events/${event.id}/availability/stream`, present: `/events/${event.id}/availability`, streams: bench.options.streams,
    seconds: 2 * seconds + 20,
  });
  await streaming.open;
  const quiet = memory(site.pid);
  const before = reading(site.processes);
  const open_loop = (await bench.driver.requests({ ...bookingTarget(bench, site, event), stretches: [[2, rate], [seconds, rate]] })).stretches[1];
  const closed_loop = await measuredBookings(bench, site, event, { seconds, warmup: 1 });
  const usage = spent(before, reading(site.processes), open_loop.accepted + closed_loop.all_accepted);
  return { quiet, busy: memory(site.pid), open_loop, closed_loop, usage, seen: await streaming.result };
}

export async function run(bench) {
  const { seconds } = bench.options;
  const site = await moveIn(bench);
  const event = await createEvent(site);
  const idle = memory(site.pid);
  const without = await measuredBookings(bench, site, event, { seconds, warmup: bench.options.warmup });
  const rate = Math.max(1, Math.round(without.accepted_per_s / 2));
  const without_open_loop = (await bench.driver.requests({ ...bookingTarget(bench, site, event), stretches: [[2, rate], [seconds, rate]] })).stretches[1];
  const before_streams = memory(site.pid);
  const stopProfile = bench.profile.start('streams', site.pid);
  const streams = await withStreams(bench, site, event, rate);
  await stopProfile();
  // Before and after, since the machine may have changed meanwhile.
  const without_after = await measuredBookings(bench, site, event, { seconds, warmup: 1 });
  await site.stop();
  return {
    streams: bench.options.streams, idle, before_streams, without, without_after, without_open_loop, ...streams,
    mib_for_streams: Math.round((streams.quiet.resident_mib - before_streams.resident_mib) * 10) / 10, ratio: ratio(streams.closed_loop.accepted_per_s, meanOf([without, without_after], ({ accepted_per_s }) => accepted_per_s)),
  };
}
