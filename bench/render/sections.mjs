// The tables of each part.
import { table } from './table.mjs';

const ms = (value) => (value === undefined || value === null ? undefined : Math.round(value * 100) / 100);
const share = (value) => (value === undefined ? undefined : `${Math.round(value * 100)} %`);

const loadHead = ['', 'accepted/s', 'CPU µs each', 'p50 ms', 'p99 ms', 'max ms', 'refused', 'their p99 ms', 'failed', 'driver CPU'];
const loadRow = (name, { accepted_per_s, cpu_us, accepted_latency, refused_latency, failed, refused, unanswered, driver_cpu_share }) => [
  name, Math.round(accepted_per_s), cpu_us, ms(accepted_latency.p50_ms), ms(accepted_latency.p99_ms), ms(accepted_latency.max_ms), refused,
  refused > 0 ? ms(refused_latency.p99_ms) : undefined, failed + unanswered, share(driver_cpu_share),
];

function costTable({ cpu_us_by_process, cpu_us_by_thread, engines_cpu_us_by_engine = {} }) {
  const rows = Object.entries(cpu_us_by_process).flatMap(([process, us]) => [
    [process, 'all', us], ...Object.entries(cpu_us_by_thread[process]).filter(([, each]) => each >= 0.1).map(([thread, each]) => ['', thread, each]),
  ]);
  return table(['process', 'threads', 'CPU µs each'], [...rows, ...Object.entries(engines_cpu_us_by_engine).map(([engine, us]) => [engine, 'all, with children', us])]);
}

const memoryCells = ({ resident_mib, anonymous_mib, peak_mib }) => [resident_mib, anonymous_mib, peak_mib];

const sectionOf = {
  bookings: ({ rounds, half_peak, disk, disk_after, steps }) => [
    '## Bookings, embedded',
    table(loadHead, [
      ...rounds.flatMap(({ bookings, constant }, i) => [loadRow(`bookings, round ${i + 1}`, bookings), loadRow(`constant answers, round ${i + 1}`, constant)]),
      loadRow(`open loop, ${Math.round(half_peak.rate)}/s offered`, half_peak),
    ]),
    `The disk: ${Math.round(disk.syncs_per_s)} fdatasyncs/s one after the other, p99 ${ms(disk.latency.p99_ms)} ms before the open loop and ${ms(disk_after.latency.p99_ms)} ms after it.`,
    costTable(rounds.at(-1).bookings),
    ...(steps ? ['Where the time of a booking goes, of sampled stacks:', table(['thread', 'step', 'CPU µs each'], steps.map(([thread, step, us]) => [thread === 'boxoffice' ? 'loop' : thread, step, us]))] : []),
  ],
  reads: ({ kinds }) => [
    '## Reads',
    table(['', 'bytes', '/s', 'constant answers/s', 'CPU µs each', 'constant CPU µs'],
      Object.entries(kinds).map(([name, kind]) => [name, kind.bytes, Math.round(kind.per_s), Math.round(kind.constant_per_s), kind.cpu_us, kind.constant_cpu_us])),
  ],
  start: ({ starts, again }) => [
    '## Start and idle memory',
    table(['data folder', 'first answer after ms', 'resident MiB', 'of it not file cache', 'most'],
      [...starts.map((each) => ['empty', each]), ['used before', again]].map(([name, each]) => [name, each.first_answer_ms, ...memoryCells(each.idle_memory)])),
  ],
  streams: ({ streams, idle, before_streams, quiet, busy, without, without_after, without_open_loop, open_loop, closed_loop, seen, usage }) => [
    '## Open availability streams',
    table(loadHead, [
      loadRow('closed loop, no streams', without), loadRow(`closed loop, ${streams} streams`, closed_loop), loadRow('closed loop, after the streams', without_after),
      loadRow('open loop, no streams', without_open_loop), loadRow(`open loop, ${streams} streams`, open_loop),
    ]),
    `${seen.opened} streams opened in ${ms(seen.opening_s)} s and received ${seen.states} states; lateness p50 ${ms(seen.lateness.p50_ms)} ms, p99 ${ms(seen.lateness.p99_ms)} ms, most ${ms(seen.lateness.max_ms)} ms. Driver of the streams: ${share(seen.driver_cpu_share)} of a core. A booking costs ${usage.cpu_us} µs with its share of the streams.`,
    table(['memory', 'resident MiB', 'of it not file cache', 'most'], [['idle', idle], ['after bookings', before_streams], ['streams open', quiet], ['streams and bookings', busy]].map(([name, each]) => [name, ...memoryCells(each)])),
  ],
  overload: ({ knee, calm, loads, recovery, full_speed: { peak, above, crowd } }) => [
    '## Overload',
    `A gateway that serves ${knee} payments a second:`,
    table(['', 'offered/s', ...loadHead.slice(1), 'resident MiB'], [['0.7 times', calm], ...loads.map((each) => [`${each.times} times`, each])].map(([name, each]) => [name, each.rate, ...loadRow(name, each).slice(1), each.memory.resident_mib])),
    `After ten times the load all that is offered is served again ${recovery.seconds} s later.`,
    'At full speed:',
    table(loadHead, [loadRow('the peak, closed loop', peak), loadRow(`open loop, ${Math.round(above.rate)}/s offered`, above), loadRow('closed loop, ten times the connections', crowd)]),
    `At ${Math.round(above.rate)}/s ${Math.round(above.answered_per_s)} bookings were made in each of these seconds; the table counts what was due in them.`,
  ],
  abuse: ({ calm, slow, sign_ins, few_files }) => [
    '## Slow clients, sign-ins, files',
    table(loadHead, [
      loadRow('200/s, nobody else', calm), ...slow.map((each) => loadRow(`beside ${each.connections} slow clients (${each.how})`, each.meanwhile)), loadRow('beside a burst of 50 sign-ins', sign_ins.meanwhile),
      loadRow('after more clients than files', few_files.afterwards),
    ]),
    table(['slow clients', 'connections', 'all cut after s'], slow.map((each) => [each.how, each.connections, each.all_cut_s])),
    `${sign_ins.signed_in} sign-ins took ${sign_ins.took_s} s. With more clients than files, ${few_files.most_files} files were open; the process went on.`,
  ],
  seed: ({ sizes }) => [
    '## Growth with stored bookings',
    table(['bookings stored', 'made in s', 'MB on disk', 'first answer after ms', 'bookings/s', 'CPU µs each', 'p99 ms', 'most memory MiB'],
      sizes.map((size) => [size.bookings, size.made_s, size.megabytes, size.start.first_answer_ms, Math.round(size.per_s), size.cpu_us, ms(size.rounds.at(-1).accepted_latency.p99_ms), size.resident_mib])),
  ],
  stack: ({ ceilings, rounds, half_peak }) => [
    '## Bookings, full stack',
    table(loadHead, [
      ...rounds.flatMap(({ bookings, yardstick }, i) => [loadRow(`bookings, round ${i + 1}`, bookings), ...(yardstick ? [loadRow(`yardstick, round ${i + 1}`, yardstick)] : [])]),
      loadRow(`open loop, ${Math.round(half_peak.rate)}/s offered`, half_peak),
    ]),
    `The document engine by itself, ${ceilings.batch} documents at a time: ${ceilings.inserts_per_s} inserts/s, ${ceilings.updates_per_s} updates/s. A booking needs three documents inserted (booking, register, notification), three updated (decision, clearing, notification) and its share of two writes of the inventory.`,
    costTable(rounds.at(-1).bookings),
    ...(rounds.at(-1).yardstick ? ['The yardstick:', costTable(rounds.at(-1).yardstick)] : []),
  ],
  instances: ({ results }) => [
    '## Instances of the booking service',
    table(['instances', 'one event/s', 'p99 ms', 'CPU µs', 'engines µs', 'many events/s', 'p99 ms', 'CPU µs', 'engines µs'],
      results.map(({ instances, one_event, many_events }) => [instances, ...[one_event, many_events].flatMap((each) => [Math.round(each.accepted_per_s), ms(each.accepted_latency.p99_ms), each.cpu_us, each.engines_cpu_us])])),
  ],
  outage: ({ rate, away_s, neighbours }) => [
    '## A neighbour that is away',
    `${rate} bookings a second are asked for, before, while it is away for ${away_s} s, and after.`,
    table(['', 'calls/s', 'calls/s while away', 'worst second', 'accepted/s while away', 'refused', 'their p99 ms', 'failed', 'all served again after s'],
      Object.entries(neighbours).map(([name, each]) => [
        name, Math.round(each.normal_calls_per_s), Math.round(each.away_calls_per_s * 10) / 10, Math.round(each.worst_second), Math.round(each.away.accepted_per_s), each.away.refused,
        ms(each.away.refused_latency.p99_ms), each.away.failed + each.away.unanswered, each.back_after_s,
      ])),
  ],
};

export function sections(report) {
  return Object.entries(report.parts).flatMap(([name, result]) => (result.failed ? [] : sectionOf[name](result)));
}
