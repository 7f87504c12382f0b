// Bookings on the full stack: a process for each service on real engines; beside it, in turn and on the same engines,
// another implementation where one is given; before both, what the engines can do at the most.
import { stackOf } from '../lib/engines.mjs';
import { engineCeilings } from '../lib/engine_ceilings.mjs';
import { peopleOf, startFive } from '../lib/five_processes.mjs';
import { createEvent, measuredBookings } from '../lib/shop.mjs';
import { startYardstick } from '../lib/yardstick.mjs';
import { atHalfPeak, meanOf, ratio } from './bookings.mjs';

export const title = 'Bookings, full stack';

async function measuredRound(bench, site) {
  const { seconds, warmup } = bench.options;
  return measuredBookings(bench, site, await createEvent(site), { seconds, warmup });
}

/** A site's rounds, each with the processes started anew, so that the two never run at once. */
async function round(bench, start) {
  const site = await start();
  try {
    return await measuredRound(bench, site);
  } finally {
    await site.stop();
  }
}

export async function run(bench) {
  const stack = await stackOf(bench);
  const ours = await stack.make();
  const theirs = bench.options.yardstick && (await stack.make());
  const boxoffice = async () => peopleOf(bench, await startFive(bench, stack, ours), ours);
  try {
    const ceilings = await engineCeilings(ours, Math.max(2, bench.options.seconds / 4));
    const rounds = [];
    for (let i = 0; i < bench.options.rounds; ++i) {
      const bookings = await round(bench, boxoffice);
      const yardstick = theirs && (await round(bench, () => startYardstick(bench, stack, theirs)));
      rounds.push({ bookings, ...(yardstick && { yardstick }) });
    }
    const per_s = meanOf(rounds, ({ bookings }) => bookings.accepted_per_s);
    const site = await boxoffice();
    const stopProfile = bench.profile.start('stack-booking', site.processes.booking);
    const half_peak = await atHalfPeak(bench, site, await createEvent(site), per_s, bench.options.seconds);
    await stopProfile();
    await site.stop();
    const compared = theirs && { yardstick_per_s: meanOf(rounds, ({ yardstick }) => yardstick.accepted_per_s) };
    return { ceilings, rounds, per_s, half_peak, ...compared, ...(compared && { times_yardstick: ratio(per_s, compared.yardstick_per_s) }), yardstick: theirs ? 'run' : 'not run: no --yardstick' };
  } finally {
    await ours.drop();
    if (theirs) await theirs.drop();
  }
}
