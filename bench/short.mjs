// The short form: what a booking costs beside the constant answer of the same server, compared with the committed
// figure. Both grow alike on a slow or busy machine, so the ratio can be compared where seconds cannot.
import fs from 'node:fs';
import path from 'node:path';
import { startCeilingOf, inTurn } from './parts/bookings.mjs';
import { moveIn } from './lib/embedded.mjs';
import { createEvent } from './lib/shop.mjs';

const allowed = 1.5;

export async function runShort(bench) {
  const file = path.join(bench.root, 'bench/baseline.json');
  bench.options.connections = Math.min(32, bench.options.connections);
  const site = await moveIn(bench);
  const event = await createEvent(site);
  const ceiling = await startCeilingOf(bench, site, event);
  const { rounds, cpu_us, constant_cpu_us, cpu_ratio } = await inTurn(bench, site, event, ceiling, { seconds: 3, warmup: 1, rounds: 3 });
  await ceiling.stop();
  await site.stop();
  const failed = rounds.reduce((sum, { bookings }) => sum + bookings.failed + bookings.unanswered, 0);
  const measured = { booking_cpu_per_constant_answer: cpu_ratio };
  if (bench.options['write-baseline']) fs.writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
  const committed = JSON.parse(fs.readFileSync(file, 'utf8')).booking_cpu_per_constant_answer;
  console.log(`A booking costs ${cpu_us} µs of CPU, a constant answer ${constant_cpu_us} µs: ${cpu_ratio} times as much; ${committed} is committed, ${allowed} times that allowed.`);
  if (failed > 0) console.log(`${failed} bookings failed`);
  return failed === 0 && cpu_ratio <= allowed * committed ? 0 : 1;
}
