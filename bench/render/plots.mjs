// The plots of each part, by file name.
import { latencyPlot, linePlot, stackedBars } from './plot.mjs';

const timeline = (seconds, pick) => seconds.map((each, i) => [i, pick(each)]);

const plotsOf = {
  bookings: ({ rounds, half_peak }) => ({
    'bookings-latency.svg': latencyPlot('Latency of bookings, embedded', [
      { name: 'closed loop', latency: rounds.at(-1).bookings.accepted_latency },
      { name: 'half of the peak', latency: half_peak.accepted_latency },
      { name: 'constant answers', latency: rounds.at(-1).constant.accepted_latency },
    ]),
  }),
  reads: ({ kinds }) => ({
    'reads-cpu.svg': stackedBars({
      title: 'CPU of a read', yTitle: 'µs',
      bars: Object.entries(kinds).map(([name, { cpu_us, constant_cpu_us }]) => ({ name, parts: { 'constant answer': constant_cpu_us, 'the read itself': Math.max(0, cpu_us - constant_cpu_us) } })),
    }),
  }),
  streams: ({ seen, open_loop, without_open_loop }) => ({
    'streams-latency.svg': latencyPlot('Streams: how late states come, and what bookings feel', [
      { name: 'a state arrives', latency: seen.lateness }, { name: 'bookings, with', latency: open_loop.accepted_latency }, { name: 'bookings, without', latency: without_open_loop.accepted_latency },
    ]),
  }),
  overload: ({ knee, calm, loads, recovery }) => ({
    'overload-goodput.svg': linePlot({
      title: `Offered and served, the gateway takes ${knee}/s`, xTitle: 'offered a second', yTitle: 'a second',
      series: [{ name: 'accepted', points: [calm, ...loads].map((each) => [each.rate, each.accepted_per_s]) }, { name: 'refused', points: [calm, ...loads].map((each) => [each.rate, each.refused / each.seconds]) }],
    }),
    'overload-latency.svg': latencyPlot('Latency of accepted bookings under overload', [calm, ...loads].map((each) => ({ name: `${each.rate}/s offered`, latency: each.accepted_latency }))),
    'overload-recovery.svg': linePlot({
      title: 'Five seconds of ten times the load, and after', xTitle: 's', yTitle: 'a second',
      series: [{ name: 'accepted', points: timeline(recovery.timeline, ({ accepted }) => accepted) }, { name: 'refused', points: timeline(recovery.timeline, ({ refused }) => refused) }],
    }),
  }),
  stack: ({ rounds, half_peak }) => {
    const { bookings, yardstick } = rounds.at(-1);
    const bar = (name, { cpu_us_by_process, engines_cpu_us_by_engine }) => ({ name, parts: { ...cpu_us_by_process, ...engines_cpu_us_by_engine } });
    return {
      'stack-latency.svg': latencyPlot('Latency of bookings, full stack', [
        { name: 'closed loop', latency: bookings.accepted_latency }, { name: 'half of the peak', latency: half_peak.accepted_latency }, ...(yardstick ? [{ name: 'yardstick', latency: yardstick.accepted_latency }] : []),
      ]),
      'stack-cpu.svg': stackedBars({ title: 'CPU of a booking, services and engines', yTitle: 'µs', bars: [bar('Boxoffice', bookings), ...(yardstick ? [bar('yardstick', yardstick)] : [])] }),
    };
  },
  instances: ({ results }) => ({
    'instances.svg': linePlot({
      title: 'Instances of the booking service', xTitle: 'instances', yTitle: 'bookings a second', xTicks: results.map(({ instances }) => [instances, instances]),
      series: [['one event', 'one_event'], ['many events', 'many_events']].map(([name, kind]) => ({ name, points: results.map((each) => [each.instances, each[kind].accepted_per_s]) })),
    }),
  }),
};

export function plots(report) {
  return Object.assign({}, ...Object.entries(report.parts).map(([name, result]) => (result.failed || !plotsOf[name] ? {} : plotsOf[name](result))));
}
