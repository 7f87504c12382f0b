// Boxoffice in one process on its embedded stores, as `boxoffice serve` runs it.
import fs from 'node:fs';
import path from 'node:path';
import { serve, stop } from './processes.mjs';
import { admin, signIn } from './people.mjs';

const ports = { USER_PORT: '0', EVENT_PORT: '0', BOOKING_PORT: '0', NOTIFICATION_PORT: '0', PAYMENT_PORT: '0' };
const ready = /ready user=(\S+) event=(\S+) booking=(\S+) notification=(\S+) payment=(\S+)/;

/** Engines that happen to be named in the environment are not meant. */
const noEngines = { POSTGRES_URL: undefined, MONGODB_URI: undefined, AMQP_URL: undefined };

export const settings = (folder) => ({
  BOXOFFICE_DATA: folder, BOXOFFICE_LOG_LEVEL: 'warning', SMTP_URL: 'null:', BOXOFFICE_ADMIN_EMAIL: admin.email,
  BOXOFFICE_ADMIN_PASSWORD: admin.password, ...ports,
});

/** Starts it on a data folder. `people` is what makeHouse gives. */
export async function startEmbedded(bench, folder, { people = {}, env = {}, wrap = [] } = {}) {
  const [command, ...args] = [...wrap, path.join(bench.build, 'boxoffice'), 'serve'];
  const begin = performance.now();
  const { child, match } = await serve(command, args, { env: { ...noEngines, ...settings(folder), ...env }, pattern: ready, log: path.join(bench.folder, 'boxoffice.err'), limit_ms: 120_000 });
  const [, user, event, booking, notification, payment] = match;
  return {
    name: 'embedded', urls: { user, event, booking, notification, payment }, processes: { boxoffice: child.pid }, pid: child.pid, engines: {},
    folder, ...people, ready_ms: performance.now() - begin, stop: () => stop(child),
  };
}

/** A data folder with an administrator and signed-in people, made once; parts run on copies of it. */
export async function makeHouse(bench) {
  if (bench.house) return bench.house;
  const folder = path.join(bench.folder, 'house');
  const site = await startEmbedded(bench, folder);
  const people = await signIn(site.urls.user, bench.options.connections, path.join(bench.folder, 'tokens'));
  await site.stop();
  bench.house = { folder, people };
  return bench.house;
}

let copies = 0;
/** Boxoffice on a fresh copy of the house; `prepare(folder)` may change the data before it starts. */
export async function moveIn(bench, { env, wrap, prepare = async () => {} } = {}) {
  const house = await makeHouse(bench);
  const folder = path.join(bench.folder, `embedded-${++copies}`);
  fs.cpSync(house.folder, folder, { recursive: true });
  await prepare(folder);
  const site = await startEmbedded(bench, folder, { people: house.people, env, wrap });
  return { ...site, stop: () => site.stop().finally(() => fs.rmSync(folder, { recursive: true, force: true })) };
}
