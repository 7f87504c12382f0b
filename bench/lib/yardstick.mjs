// Another implementation of the same calls, to compare with on the same engines: a folder with package.json and
// run-all.js, which starts its five services; it is copied, so that nothing is written there.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { freePort } from './five_processes.mjs';
import { run, serve, stop } from './processes.mjs';
import { call } from './wire.mjs';

async function installed(bench) {
  const folder = path.join(bench.folder, 'yardstick');
  if (!fs.existsSync(folder)) {
    fs.cpSync(bench.options.yardstick, folder, { recursive: true });
    if (!fs.existsSync(path.join(folder, 'node_modules'))) await run('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund'], { cwd: folder, limit_ms: 300_000 });
  }
  return folder;
}

const children = (pid) => fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number);

export async function startYardstick(bench, stack, databases) {
  const folder = await installed(bench);
  const ports = {};
  for (const service of ['user', 'event', 'booking', 'notification', 'payment']) ports[service] = await freePort();
  const urls = Object.fromEntries(Object.entries(ports).map(([service, port]) => [service, `http://127.0.0.1:${port}`]));
  const { POSTGRES_URL, MONGODB_URI, AMQP_URL } = databases.addresses;
  const env = {
    PG_URL: POSTGRES_URL, MONGO_URL: MONGODB_URI, AMQP_URL, LOG_LEVEL: 'warn', LOG_FILE: path.join(folder, 'platform.log'), MAIL_FILE: path.join(folder, 'mail.log'), JWT_SECRET: randomBytes(32).toString('hex'),
    EVENT_URL: urls.event, BOOKING_URL: urls.booking, PAYMENT_URL: urls.payment,
    ...Object.fromEntries(Object.entries(ports).map(([service, port]) => [`${service.toUpperCase()}_PORT`, String(port)])),
  };
  const { child } = await serve(process.execPath, ['run-all.js'], { cwd: folder, env, pattern: new RegExp(`on ${ports.user} `), log: path.join(bench.folder, 'yardstick.err') });
  const processes = {};
  for (const pid of children(child.pid)) processes[path.basename(fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[1], '.js')] = pid;
  const account = { email: `buyer-${randomBytes(4).toString('hex')}@example.com`, password: 'a long bench password' };
  await call(`${urls.user}/signup`, { method: 'POST', body: { name: 'Buyer', ...account } });
  const { user } = await call(`${urls.user}/login`, { method: 'POST', body: account });
  // Its booking service asks for no token; who buys stands in the body.
  return { name: 'yardstick', urls, processes, engines: stack.pids, order: { user_id: String(user?.id ?? 1), user_email: account.email }, bookings_at: '/', stop: () => stop(child) };
}
