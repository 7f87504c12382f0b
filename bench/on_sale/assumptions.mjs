// What is assumed of an on-sale and of the machines, each with its unit. What a request costs is taken from a report
// where one is at hand.
import fs from 'node:fs';

export const assumptions = {
  people: 1_000_000,
  tickets: 50_000,
  tickets_a_booking: 2,
  rush_s: 120, // the arrivals die down by e in that time: 63 in 100 come within it
  thinking_s: 10, // from arriving to asking for tickets, in the mean
  signing_in: 0.3, // the share of people who have no session yet
  retry_s: 1.5, // after a refusal, in the mean
  reads_a_person: 3, // event, availability, page
  gateway_per_s: 2_000, // payments
  round_ms: 1.6, // one write of the hot event's inventory …
  commands_a_round: 128, // … and how many commands share it; a booking has two
  booking_instances: 4,
  // CPU in ms on one core
  booking_ms: 0.35, engine_booking_ms: 0.5, refusal_ms: 0.02, read_ms: 0.03, sign_in_ms: 30, frame_ms: 0.004,
  frames_per_s: 1.25, // that an open stream gets while the event sells
  busy_at_most: 0.7, // of the cores that are planned
};

const costsOf = ({ parts }) => {
  const stack = parts.stack?.rounds?.at(-1).bookings;
  const list = [
    ['booking_ms', stack?.cpu_us && stack.cpu_us / 1000], ['engine_booking_ms', stack?.engines_cpu_us && stack.engines_cpu_us / 1000],
    ['read_ms', parts.reads?.kinds && parts.reads.kinds.event.cpu_us / 1000],
  ];
  return Object.fromEntries(list.filter(([, value]) => value > 0));
};

/** The assumptions, with what a report has measured in place of what is assumed, and then `changes`. */
export function assumed(reportFile, changes = {}) {
  const measured = reportFile && fs.existsSync(reportFile) ? costsOf(JSON.parse(fs.readFileSync(reportFile, 'utf8'))) : {};
  return { ...assumptions, ...measured, ...changes };
}
