// Boxoffice as it runs on engines: a process for each service, and perhaps several for one.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { settings } from './embedded.mjs';
import { signIn } from './people.mjs';
import { serve, stop } from './processes.mjs';

const services = ['payment', 'user', 'event', 'notification', 'booking'];

export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts all services on databases that `databases` names; `instances` of booking. `through` gives settings another address: {NAME: async (address) => address}. */
export async function startFive(bench, stack, databases, { instances = 1, env = {}, through = {} } = {}) {
  const folder = path.join(bench.folder, `five-${databases.name}`);
  const secret = path.join(bench.folder, `secret-${databases.name}`);
  if (!fs.existsSync(secret)) fs.writeFileSync(secret, randomBytes(32).toString('hex'));
  const addresses = {};
  for (const service of services) {
    const count = service === 'booking' ? instances : 1;
    addresses[service] = await Promise.all(Array.from({ length: count }, async () => `http://127.0.0.1:${await freePort()}`));
  }
  const common = { ...settings(folder), ...databases.addresses, BOXOFFICE_SERVICE_SECRET: fs.readFileSync(secret, 'utf8'), ...env };
  for (const [service, urls] of Object.entries(addresses)) common[`${service.toUpperCase()}_URL`] = urls.join(',');
  for (const [name, reroute] of Object.entries(through)) common[name] = await reroute(common[name]);
  const children = [];
  const processes = {};
  for (const service of services) {
    for (const [i, url] of addresses[service].entries()) {
      const port = { [`${service.toUpperCase()}_PORT`]: new URL(url).port };
      const { child } = await serve(path.join(bench.build, 'boxoffice'), ['serve', service], { env: { ...common, ...port }, pattern: /ready/, log: path.join(bench.folder, `${service}.err`) });
      children.push(child);
      processes[addresses[service].length > 1 ? `${service} ${i + 1}` : service] = child.pid;
    }
  }
  await Promise.all(Object.values(addresses).flat().map(isReady));
  const [user, event, notification, payment] = ['user', 'event', 'notification', 'payment'].map((service) => addresses[service][0]);
  return { name: 'full stack', urls: { user, event, notification, payment, booking: addresses.booking }, processes, engines: stack.pids, stop: () => stop(...children) };
}

async function isReady(url) {
  for (let i = 0; i < 600; ++i) {
    const response = await fetch(`${url}/readyz`).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} is not ready after a minute`);
}

/** Signs people in once for a set of databases; later processes on them take the same tokens. */
export async function peopleOf(bench, site, databases) {
  databases.people ??= await signIn(site.urls.user, bench.options.connections, path.join(bench.folder, `tokens-${databases.name}`));
  return Object.assign(site, databases.people);
}
