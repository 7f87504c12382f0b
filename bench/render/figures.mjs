// The figures that are promised, out of a report: {what, measured, wanted, met}. A part that was not run has none.

const percent = (value) => `${Math.round(value * 1000) / 10} %`;
const rounded = (value) => (value >= 100 ? Math.round(value) : Math.round(value * 100) / 100);
const least = (what, value, bound, unit = percent) => ({ what, measured: unit(value), wanted: `at least ${unit(bound)}`, met: value >= bound });
const most = (what, value, bound, unit) => ({ what, measured: `${rounded(value)} ${unit}`, wanted: `at most ${rounded(bound)} ${unit}`, met: value <= bound });
const times = (value) => `${rounded(value)} times`;
const p99 = (stretch) => stretch.accepted_latency.p99_ms;

function* ofBookings({ ratio, per_s, half_peak, disk, notifications_behind_s, cpu_us }) {
  yield { what: 'confirmed bookings/s, embedded', measured: `${Math.round(per_s)} (${cpu_us} µs of CPU each)` };
  yield least('of constant answers of the same size', ratio, 0.25);
  yield most(`p99 at half of the peak, embedded (10 ms, or 12 times the disk's p99 of ${rounded(disk.latency.p99_ms)} ms)`, p99(half_peak), Math.max(10, 12 * disk.latency.p99_ms), 'ms');
  yield most('last notification stored after the last answer', notifications_behind_s, 5, 's');
}

function* ofReads({ kinds }) {
  const promised = { event: ['GET /events/{id}', 0.6], availability: ['GET /events/{id}/availability', 0.6], list: ['GET /events?limit=50', 0.25] };
  for (const [kind, { ratio }] of Object.entries(kinds)) yield least(`${promised[kind][0]}, of a constant answer`, ratio, promised[kind][1]);
}

function* ofStart({ first_answer_ms, idle_mib }) {
  yield most('start to first answer, empty data folder', first_answer_ms, 150, 'ms');
  yield most('memory when idle', idle_mib, 40, 'MiB');
}

function* ofStreams({ streams, mib_for_streams, seen, ratio }) {
  yield most(`memory for ${streams} open streams`, mib_for_streams, 150, 'MiB');
  yield most('a state arrives at each stream within (p99.9)', seen.lateness.p999_ms, 1000, 'ms');
  yield { what: 'streams that ended, or never got the last state', measured: `${seen.ended_early + seen.behind_at_end}`, wanted: '0', met: seen.ended_early + seen.behind_at_end === 0 };
  yield least('bookings/s with the streams, of those without', ratio, 0.8);
}

function* ofOverload({ knee, calm, loads, recovery, full_speed }) {
  for (const load of loads) {
    yield least(`offered ${load.times} times what the gateway serves: goodput of that`, load.accepted_per_s / knee, 0.9);
    yield most('… p99 of the accepted (3 times that at 0.7)', p99(load), 3 * p99(calm), 'ms');
    if (load.refused > 0) yield most('… p99 of the refusals', load.refused_latency.p99_ms, 50, 'ms');
  }
  yield most('memory at ten times the load, of that at 0.7', loads.at(-1).memory.resident_mib / calm.memory.resident_mib, 1.2, 'times');
  yield most('back to speed after', recovery.seconds, 10, 's');
  yield least('1.5 times the peak offered: goodput of the peak', full_speed.above.answered_per_s / full_speed.peak.accepted_per_s, 0.9);
  yield least('10 times the connections: goodput of the peak', full_speed.crowd.accepted_per_s / full_speed.peak.accepted_per_s, 0.9);
}

function* ofAbuse({ calm, slow, sign_ins, few_files }) {
  for (const { how, meanwhile, all_cut_s } of slow) {
    yield most(`1,000 slow clients (${how}): p99 of others, of that without`, p99(meanwhile) / p99(calm), 2, 'times');
    yield most('… all cut after', all_cut_s ?? Infinity, 30, 's');
  }
  yield most('50 sign-ins at once: p99 of others, of that without', p99(sign_ins.meanwhile) / p99(calm), 2, 'times');
  yield { what: 'out of files: bookings that failed once the clients had gone', measured: `${few_files.afterwards.failed}`, wanted: '0', met: few_files.afterwards.failed === 0 && few_files.afterwards.accepted > 0 };
}

function* ofSeed({ sizes: [few, many], ratio }) {
  yield least(`bookings/s with ${many.bookings} bookings stored, of those with ${few.bookings}`, ratio, 0.9);
  yield most('… memory', many.resident_mib, 300, 'MiB');
  yield most('… start to first answer', many.start.first_answer_ms, 1000, 'ms');
}

function* ofStack({ per_s, rounds, half_peak, times_yardstick, yardstick }) {
  const { cpu_us, engines_cpu_us } = rounds.at(-1).bookings;
  yield { what: 'confirmed bookings/s, full stack', measured: `${Math.round(per_s)} (${cpu_us} µs of CPU each, engines ${engines_cpu_us} µs)` };
  yield most('p99 at half of the peak, full stack', p99(half_peak), 60, 'ms');
  if (times_yardstick) yield least('of the yardstick on the same engines', times_yardstick, 10, times);
  else yield { what: 'beside the yardstick', measured: yardstick };
}

function* ofInstances({ one_event, many_events }) {
  for (const [i, count] of [[1, 2], [2, 3]]) {
    yield least(`${count} booking instances on one event, of one instance`, one_event[i], 0.9);
    yield least(`${count} booking instances on many events, of one instance`, many_events[i], 1);
  }
}

function* ofOutage({ neighbours, away_s }) {
  for (const [name, { normal_calls_per_s, away_calls_per_s, back_after_s }] of Object.entries(neighbours)) {
    yield most(`${name} away for ${away_s} s: calls to it, of those when it answers`, away_calls_per_s / normal_calls_per_s, 1.1, 'times');
    yield most('… all that is offered is served again after', back_after_s, 10, 's');
  }
}

const byPart = { bookings: ofBookings, reads: ofReads, start: ofStart, streams: ofStreams, overload: ofOverload, abuse: ofAbuse, seed: ofSeed, stack: ofStack, instances: ofInstances, outage: ofOutage };

/** What the embedded program does beside the yardstick, where both were run. */
function* across({ bookings, stack }) {
  if (bookings?.per_s && stack?.yardstick_per_s) yield least('embedded bookings/s, of the yardstick', bookings.per_s / stack.yardstick_per_s, 60, times);
}

export function figures(report) {
  const own = Object.entries(report.parts).flatMap(([name, result]) => (result.failed ? [{ what: name, measured: `failed: ${result.failed}`, met: false }] : [...byPart[name](result)]));
  return [...own, ...across(report.parts)];
}
