// Measures Boxoffice; `script/bench` builds what is needed and runs this. See docs/performance.md.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Driver } from './lib/driver.mjs';
import { machine } from './lib/machine.mjs';
import { killAll } from './lib/processes.mjs';
import { Profile } from './lib/profile.mjs';
import { parts } from './parts/index.mjs';
import { writeReport } from './render/write.mjs';
import { runShort } from './short.mjs';

const root = path.join(import.meta.dirname, '..');
const usage = `usage: script/bench [PART…] [options]
parts (all, in this order, when none is named): ${Object.keys(parts).join(' ')}
  --short            under a minute: the cost of a booking, compared with bench/baseline.json; fails when it has grown
  --write-baseline   with --short: takes what was measured as the baseline
  --seconds N        of each measurement (20)      --rounds N   of A and B in turn (2)
  --connections N    of the closed loop (128)      --streams N  open at once (10000)
  --bookings N       stored, in the part seed (10000000)
  --yardstick DIR    another implementation to compare with, in the same run
  --keep             the other parts of the report that is there stay in it
  --profile          a flame graph of each part
  --out DIR          where the report goes (bench/report); --build DIR: what is measured (build)
`;

function options() {
  const text = (value) => ({ type: 'string', default: value });
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      short: { type: 'boolean' }, 'write-baseline': { type: 'boolean' }, profile: { type: 'boolean' }, keep: { type: 'boolean' }, help: { type: 'boolean' },
      seconds: text('20'), rounds: text('2'), connections: text('128'), streams: text('10000'), bookings: text('10000000'),
      yardstick: { type: 'string' }, out: text(path.join(root, 'bench/report')), build: text(path.join(root, 'build')),
    },
  });
  const unknown = positionals.filter((name) => !parts[name]);
  if (values.help || unknown.length > 0) {
    process.stderr.write(unknown.length > 0 ? `script/bench: no part is called ${unknown.join(', ')}\n${usage}` : usage);
    process.exit(2);
  }
  const number = (name) => {
    const value = Number(values[name]);
    if (!(value > 0)) throw new Error(`--${name} must be a number above 0`);
    return value;
  };
  const seconds = number('seconds');
  return {
    ...values, parts: positionals.length > 0 ? positionals : Object.keys(parts), seconds, warmup: Math.min(5, Math.max(1, seconds / 4)),
    rounds: number('rounds'), connections: number('connections'), streams: number('streams'), bookings: number('bookings'),
    yardstick: values.yardstick && path.resolve(values.yardstick), out: path.resolve(values.out), build: path.resolve(values.build),
  };
}

/** Runs one part; what goes wrong in it is its result, and nothing of it is left running. */
async function runPart(bench, name) {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${parts[name].title} …\n`);
  const begin = performance.now();
  let result;
  try {
    result = await parts[name].run(bench);
  } catch (error) {
    process.stderr.write(`  failed: ${error.message}\n`);
    result = { failed: error.message };
    killAll();
  }
  return { ...result, took_s: Math.round((performance.now() - begin) / 100) / 10 };
}

async function runParts(bench) {
  // Where things are on this machine is nobody's business.
  const { out, build, yardstick, ...told } = bench.options;
  const file = path.join(out, 'report.json');
  const kept = told.keep && fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).parts : {};
  const report = { ...machine(bench), options: told, parts: kept };
  for (const name of bench.options.parts) {
    report.parts[name] = { ...(await runPart(bench, name)), commit: report.versions.commit, date: report.date };
    report.parts = Object.fromEntries(Object.keys(parts).filter((known) => report.parts[known]).map((known) => [known, report.parts[known]]));
    // After each part, so that what was measured is there whatever happens to the next.
    try {
      writeReport(bench.options.out, report);
    } catch (error) {
      process.stderr.write(`  cannot be reported: ${error.stack}\n`);
      report.parts[name] = { failed: `cannot be reported: ${error.message}`, took_s: report.parts[name].took_s };
      writeReport(bench.options.out, report);
    }
  }
  process.stderr.write(`The report is ${path.join(bench.options.out, 'report.md')}\n`);
  return Object.values(report.parts).some(({ failed }) => failed) ? 1 : 0;
}

const chosen = options();
// Not the temporary folder, which may be in memory: what is durable has to cost what it costs.
const folder = fs.mkdtempSync(path.join(process.env.BOXOFFICE_BENCH_FOLDER ?? '/var/tmp', 'boxoffice-bench-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
fs.mkdirSync(chosen.out, { recursive: true });
const bench = { root, folder, options: chosen, build: chosen.build, driver: new Driver(chosen.build), profile: new Profile(chosen.profile && chosen.out) };
process.exitCode = chosen.short ? await runShort(bench) : await runParts(bench);
