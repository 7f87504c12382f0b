// The same on-sale, person by person, as a check of the model: each arrives, thinks, asks, is served or refused, and
// asks again until the tickets are gone.
import { capacity } from './model.mjs';

const slot_s = 0.005;
const counted_s = 0.25; // refusals are counted in stretches of this length
const admitted_s = 0.05; // who would wait longer than that for the bottleneck is refused

/** Numbers from 0 to 1 (mulberry32), the same for the same seed. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What is to happen, by slots of time. */
class Agenda {
  #slots = new Map();
  add(time, what) {
    const slot = Math.ceil(time / slot_s);
    const there = this.#slots.get(slot);
    if (there) there.push(what);
    else this.#slots.set(slot, [what]);
  }
  take(slot) {
    const due = this.#slots.get(slot) ?? [];
    this.#slots.delete(slot);
    return due;
  }
  get isEmpty() {
    return this.#slots.size === 0;
  }
}

/** {sold_out_s, refusals, peaks: {refusals_per_s, streams}}, as the model gives them. */
export function simulate(a, seed = 1) {
  const random = randomFrom(seed);
  const exponential = (mean) => -mean * Math.log(1 - random());
  const wanted = a.tickets / a.tickets_a_booking;
  const service_s = 1 / capacity(a).per_s;
  const agenda = new Agenda();
  for (let person = 0; person < a.people; ++person) agenda.add(exponential(a.rush_s), 'arrive');
  let free_at = 0;
  let taken = 0;
  let present = 0;
  let refusals = 0;
  const counted = [];
  const peaks = { refusals_per_s: 0, streams: 0 };
  for (let slot = 0; !agenda.isEmpty; ++slot) {
    const now = slot * slot_s;
    for (const what of agenda.take(slot)) {
      if (what === 'arrive') {
        present += 1;
        agenda.add(now + exponential(a.thinking_s), 'ask');
        continue;
      }
      if (Math.max(free_at, now) - now > admitted_s) {
        refusals += 1;
        counted[Math.floor(now / counted_s)] = (counted[Math.floor(now / counted_s)] ?? 0) + 1;
        agenda.add(now + exponential(a.retry_s), 'ask again');
        continue;
      }
      free_at = Math.max(free_at, now) + service_s;
      present -= 1;
      taken += 1;
      if (taken >= wanted) {
        peaks.refusals_per_s = Math.max(0, ...counted.filter((each) => each !== undefined)) / counted_s;
        return { sold_out_s: free_at, refusals, peaks };
      }
    }
    peaks.streams = Math.max(peaks.streams, present);
  }
  throw new Error('not sold out: fewer people than tickets');
}
