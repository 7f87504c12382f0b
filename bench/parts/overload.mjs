// More bookings than can be served. First with a gateway that serves 500 payments a second, offered 1, 2, 5 and 10 times
// that; then at full speed.
import { moveIn } from '../lib/embedded.mjs';
import { bookingTarget, createEvent } from '../lib/shop.mjs';
import { memory } from '../lib/usage.mjs';

export const title = 'Overload';
const knee = 500;
const settle_s = 5;
const connections = 2_000;

/** An open loop at a rate, after a while in which it settles. */
async function offered(bench, site, event, rate, seconds) {
  const target = { ...bookingTarget(bench, site, event), connections, patience: 8 };
  const { stretches, timeline, driver_cpu_share } = await bench.driver.requests({ ...target, stretches: [[settle_s, rate], [seconds, rate]] });
  // A stretch counts what was due in it. Where all connections are busy, what was due in the first second is asked later, and
  // the answers of these seconds tell what is served.
  const answered_per_s = timeline.slice(settle_s, settle_s + seconds).reduce((sum, { accepted }) => sum + accepted, 0) / seconds;
  return { ...stretches[1], answered_per_s, settling: stretches[0], timeline, driver_cpu_share, memory: memory(site.pid) };
}

/** How many seconds after ten times the load everything that is offered is served again. */
async function recovery(bench, site, event) {
  const calm = 0.7 * knee;
  const after_s = 15;
  const target = { ...bookingTarget(bench, site, event), connections, patience: 8 };
  const { timeline } = await bench.driver.requests({ ...target, stretches: [[5, 10 * knee], [after_s, calm]] });
  const after = timeline.slice(5, 5 + after_s);
  const late = after.findLastIndex(({ accepted, refused, failed }) => accepted < 0.9 * calm || refused + failed > 0.02 * calm);
  return { seconds: late + 1, timeline };
}

async function atKnee(bench) {
  const seconds = Math.max(5, bench.options.seconds / 2);
  const site = await moveIn(bench, { env: { PAYMENT_CHARGES_PER_SECOND: String(knee) } });
  try {
    const event = await createEvent(site);
    // What costs nothing is not charged: caches fill at full speed, so that memory is compared with full ones.
    const free = await createEvent(site, { price: 0 });
    await bench.driver.requests({ ...bookingTarget(bench, site, free), stretches: [[seconds]] });
    const calm = await offered(bench, site, event, 0.7 * knee, seconds);
    const loads = [];
    for (const times of [1, 2, 5, 10]) loads.push({ times, ...(await offered(bench, site, event, times * knee, seconds)) });
    return { calm, loads, recovery: await recovery(bench, site, event) };
  } finally {
    await site.stop();
  }
}

/** Without a slow gateway: 1.5 times the peak, and ten times the connections in a closed loop. */
async function atFullSpeed(bench) {
  const seconds = Math.max(5, bench.options.seconds / 2);
  const site = await moveIn(bench);
  try {
    const event = await createEvent(site);
    const target = bookingTarget(bench, site, event);
    const peak = (await bench.driver.requests({ ...target, stretches: [[2], [seconds]] })).stretches[1];
    const above = await offered(bench, site, event, Math.round(1.5 * peak.accepted_per_s), seconds);
    const crowd = (await bench.driver.requests({ ...target, connections: 10 * bench.options.connections, stretches: [[settle_s], [seconds]] })).stretches[1];
    return { peak, above, crowd, memory: memory(site.pid) };
  } finally {
    await site.stop();
  }
}

export async function run(bench) {
  return { knee, ...(await atKnee(bench)), full_speed: await atFullSpeed(bench) };
}
