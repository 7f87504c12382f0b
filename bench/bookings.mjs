// Confirmed bookings a second on the embedded deployment, beside the no-op answer of the same server:
//   node bench/bookings.mjs [--seconds 20] [--warmup 5] [--rounds 2] [--connections 128] [--out FILE]
// One hot event, a bearer token a connection, mail discarded. The two are measured in turn (A B A B); figures of one run
// belong together, those of different runs do not. CPU is what the process spent a request, from /proc.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    warmup: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '128' },
    build: { type: 'string', default: path.join(import.meta.dirname, '..', 'build') },
    out: { type: 'string' },
  },
});
const admin = { email: 'admin@example.com', password: 'a long bench password' };

function started(command, args, env, pattern) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}`)));
    child.stdout.on('data', (data) => {
      text += data;
      const match = pattern.exec(text);
      if (match) resolve({ child, match });
    });
  });
}

async function call(url, method, body, token) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  const data = await response.json().catch(() => null);
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${JSON.stringify(data)}`);
  return data;
}

const ticksPerSecond = 100;
function cpuSeconds(pid) {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
const residentMiB = (pid) =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);

function load({ url, target, body, tokens, pid }, seconds) {
  const before = cpuSeconds(pid);
  const run = spawnSync(
    'wrk',
    ['-t1', `-c${options.connections}`, `-d${seconds}s`, '--timeout', '20s', '-s', path.join(import.meta.dirname, 'post.lua'), url],
    { env: { ...process.env, BODY: JSON.stringify(body), TARGET: target, TOKENS: tokens }, encoding: 'utf8' },
  );
  const line = /RESULT (.*)/.exec(run.stdout);
  if (!line) throw new Error(`wrk: ${run.stdout}${run.stderr}`);
  const result = JSON.parse(line[1]);
  const cpu = cpuSeconds(pid) - before;
  return {
    ...result,
    per_s: Math.round(result.requests / result.seconds),
    cpu_us_per_request: Math.round((cpu / result.requests) * 1e6 * 10) / 10,
  };
}

async function boxoffice(folder) {
  const { child, match } = await started(
    path.join(options.build, 'boxoffice'), ['serve'],
    {
      BOXOFFICE_DATA: folder, SMTP_URL: 'null:', BOXOFFICE_LOG_LEVEL: 'warning', BOXOFFICE_ADMIN_EMAIL: admin.email,
      BOXOFFICE_ADMIN_PASSWORD: admin.password,
      USER_PORT: '0', EVENT_PORT: '0', BOOKING_PORT: '0', NOTIFICATION_PORT: '0', PAYMENT_PORT: '0',
    },
    /ready user=(\S+) event=(\S+) booking=(\S+) notification=(\S+)/,
  );
  const [, user, event, booking, notification] = match;
  const idle = residentMiB(child.pid);
  const { token } = await call(`${user}/login`, 'POST', admin);
  const hot = await call(`${event}/`, 'POST', {
    name: 'Hot', starts_at: '2039-01-01T20:00:00Z', capacity: 10_000_000, price: 2500, currency: 'EUR',
  }, token);
  const tokens = [];
  for (let i = 0; i < Number(options.connections); i++) {
    const account = { email: `buyer-${i}@example.com`, password: 'a long bench password' };
    await call(`${user}/signup`, 'POST', { name: 'Buyer', ...account });
    tokens.push((await call(`${user}/login`, 'POST', account)).token);
  }
  const file = path.join(folder, 'tokens');
  fs.writeFileSync(file, tokens.join('\n') + '\n');
  return { child, url: booking, event, notification, hot, idle, tokens: file };
}

async function waitForNotifications(url, wanted) {
  const begin = performance.now();
  while (performance.now() - begin < 60_000) {
    if ((await call(`${url}/notifications/count`, 'GET')).count >= wanted) return (performance.now() - begin) / 1000;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return null;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'boxoffice-bench-'));
const ceiling = await started(path.join(options.build, 'bench/http_ceiling/boxoffice_http_ceiling'), ['--port', '0'], {}, /(http:\/\/\S+)/);
const program = await boxoffice(folder);
try {
  const body = { event_id: program.hot.id, tickets: 1 };
  const a = { url: program.url, target: '/bookings', body, tokens: program.tokens, pid: program.child.pid };
  const b = { url: ceiling.match[1], target: '/bookings', body, tokens: program.tokens, pid: ceiling.child.pid };
  const report = { date: new Date().toISOString(), machine: `${os.cpus()[0].model} x ${os.cpus().length}`, idle_mib: program.idle, rounds: [] };
  let confirmed = 0;
  for (const target of [a, b]) {
    const warm = load(target, Number(options.warmup));
    if (target === a) confirmed += warm.requests - warm.failed;
  }
  for (let round = 0; round < Number(options.rounds); round++) {
    const bookings = load(a, Number(options.seconds));
    const lag = await waitForNotifications(program.notification, confirmed + bookings.requests - bookings.failed);
    confirmed += bookings.requests - bookings.failed;
    const constant = load(b, Number(options.seconds));
    report.rounds.push({ bookings, notifications_behind_s: lag, constant, ratio: Math.round((bookings.per_s / constant.per_s) * 1000) / 1000 });
  }
  report.availability = await call(`${program.event}/events/${program.hot.id}/availability`, 'GET');
  report.resident_mib = residentMiB(program.child.pid);
  // Requests that were under way when wrk stopped are confirmed though nobody counted them.
  report.sold_at_least_what_was_confirmed = report.availability.sold >= confirmed;
  const text = JSON.stringify(report, null, 2);
  console.log(text);
  if (options.out) fs.writeFileSync(options.out, `${text}\n`);
} finally {
  program.child.removeAllListeners('exit');
  ceiling.child.removeAllListeners('exit');
  program.child.kill('SIGTERM');
  ceiling.child.kill('SIGTERM');
  fs.rmSync(folder, { recursive: true, force: true });
}
