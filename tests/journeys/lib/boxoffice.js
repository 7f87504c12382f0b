// The program under test, with a data folder of its own and free ports: one process with all five services on the
// embedded stores, or, where BOXOFFICE_DEPLOYMENT is `engines`, a process for each service on PostgreSQL, MongoDB and
// RabbitMQ.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, existsSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from './client.js';
import { Engines } from './engines.js';
import { eventually } from './eventually.js';
import { Documents } from './openapi.js';
import { People } from './people.js';
import { Process } from './process.js';
import { Proxy } from './proxy.js';

export const program = process.env.BOXOFFICE_PROGRAM ?? new URL('../../../build/boxoffice', import.meta.url).pathname;
/** The same program, but it leaves out the guards that LEAVE_OUT_GUARDS names. */
export const unguardedProgram = `${program}_unguarded`;
export const services = ['user', 'event', 'booking', 'notification', 'payment'];
export const onEngines = process.env.BOXOFFICE_DEPLOYMENT === 'engines';
const enginesOf = { user: ['POSTGRES_URL'], event: ['MONGODB_URI'], booking: ['MONGODB_URI', 'AMQP_URL'], notification: ['MONGODB_URI', 'AMQP_URL'], payment: [] };
const readyLimit = 30_000;
const setting = (service, what) => `${service.toUpperCase()}_${what}`;

/** A running program; use `Boxoffice.start()`, and `stop()` or `kill()` when done. */
export class Boxoffice {
    /**
     * Starts on an empty folder, or on `home`, which `stop` removes all the same. `environment` adds to the settings or
     * replaces them; `words` follow `serve` (embedded only). On engines, `instances` says how many processes a service has ({booking: 3}), and `proxied` which of
     * POSTGRES_URL, MONGODB_URI, AMQP_URL and PAYMENT_URL lead through a Proxy (`proxies`, by these names). With
     * `rivals` each booking process knows another event process, so that several write to one inventory.
     */
    static async start(environment = {}, words = [], { engines = onEngines, instances = {}, proxied = [], rivals = false, executable = program, home } = {}) {
        const one = new Boxoffice(home ?? mkdtempSync(join(tmpdir(), 'boxoffice-journey-')), environment, executable);
        try {
            if (engines) await one.#spread(instances, proxied, rivals);
            else one.processes = [one.#process(words)];
            await one.#run();
        } catch (error) {
            await one.#clear();
            throw error;
        }
        return one;
    }

    constructor(home, environment, executable) {
        this.home = home;
        this.executable = executable;
        this.folder = environment.BOXOFFICE_DATA ?? join(home, 'data');
        this.environment = {
            PATH: process.env.PATH,
            HOME: home,
            BOXOFFICE_DATA: this.folder,
            BOXOFFICE_ADMIN_EMAIL: 'admin@boxoffice.example',
            BOXOFFICE_ADMIN_PASSWORD: 'correct horse battery',
            ...Object.fromEntries(services.map((service) => [setting(service, 'PORT'), '0'])),
            ...environment,
        };
        for (const name of ['ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS', 'TSAN_OPTIONS']) {
            if (process.env[name]) this.environment[name] = process.env[name];
        }
        this.proxies = {};
        this.documents = new Documents();
        this.people = new People(this);
    }

    /** One process for each instance of each service, whose addresses all know beforehand. */
    async #spread(counts, proxied, rivals) {
        mkdirSync(this.folder, { recursive: true, mode: 0o700 });
        this.engines = await Engines.make();
        const seats = services.flatMap((service) => Array.from({ length: counts[service] ?? 1 }, () => service));
        const ports = await freePorts(seats.length);
        const urlsOf = (service) => ports.filter((_, seat) => seats[seat] === service).map((port) => `http://127.0.0.1:${port}`);
        const urls = Object.fromEntries(services.map((service) => [setting(service, 'URL'), urlsOf(service).join(',')]));
        this.environment = { BOXOFFICE_SERVICE_SECRET: 'the secret of the services', ...this.environment, ...urls, ...this.engines.addresses };
        for (const name of proxied) await this.#lead(name);
        const events = urlsOf('event');
        this.processes = seats.map((service, seat) => this.#process([service], {
            [setting(service, 'PORT')]: String(ports[seat]), [setting(service, 'URL')]: urls[setting(service, 'URL')],
            ...(rivals && service === 'booking' && { EVENT_URL: events[seat % events.length] }),
        }));
    }

    async #lead(name) {
        const { hostname, port } = new URL(this.environment[name]);
        this.proxies[name] = await Proxy.to(hostname, Number(port));
        this.environment[name] = this.proxies[name].through(this.environment[name]);
    }

    /** Each process is told of the engines that its services use, and no others. */
    #process(words, environment = {}) {
        const known = { ...this.environment, ...environment };
        if (this.engines) {
            const used = new Set(words.flatMap((service) => enginesOf[service]));
            for (const name of Object.keys(this.engines.addresses)) if (!used.has(name)) delete known[name];
        }
        return new Process({ program: this.executable, words, environment: known, home: this.home });
    }

    async #run() {
        await Promise.all(this.processes.filter((one) => !one.child || !one.alive).map((one) => one.start()));
        this.instances = Object.fromEntries(services.map((service) => [service, this.processes.flatMap(({ urls }) => urls[service] ?? [])]));
        this.urls = Object.fromEntries(services.map((service) => [service, this.instances[service][0]]));
        for (const service of services) assert.ok(this.urls[service], `the ready lines name the ${service} service`);
        await this.ready();
    }

    /** Waits until every instance says that it has what it needs. */
    ready(within = readyLimit) {
        return eventually(() => Promise.all(Object.values(this.instances).flat().map(async (url) => {
            const answer = await fetch(`${url}/readyz`);
            assert.equal(answer.status, 200, `${url} ${await answer.text()}`);
        })), { within, every: 50 });
    }

    /** What the processes have printed. */
    get output() {
        return this.processes.map(({ output }) => output).join('');
    }

    /** The processes of a service. */
    processesOf(service) {
        return this.processes.filter(({ urls }) => urls[service]);
    }

    /** A client of one service, or of one of its instances; `token` is sent with each request. */
    client(service, token, instance = 0) {
        return new Client({ service, base: () => this.instances[service][instance], documents: this.documents, token });
    }

    /** Clients of all five services with one token: {user, event, booking, notification, payment}. */
    clients(token) {
        return Object.fromEntries(services.map((service) => [service, this.client(service, token)]));
    }

    /** SIGTERM; every process has to end by itself with exit code 0. The folder stays. */
    async end() {
        await Promise.all(this.processes.map((one) => one.stop()));
    }

    /** Ends it and removes all that it had. */
    async stop() {
        this.stopped = true;
        try {
            await this.end();
        } finally {
            await this.#clear();
        }
    }

    async #clear() {
        await Promise.all((this.processes ?? []).filter(({ child }) => child).map((one) => one.kill()));
        await Promise.all(Object.values(this.proxies).map((proxy) => proxy.close()));
        await this.engines?.drop();
        rmSync(this.home, { recursive: true, force: true });
    }

    /** kill -9 to every process. */
    async kill() {
        await Promise.all(this.processes.map((one) => one.kill()));
    }

    signal(name) {
        for (const one of this.processes) one.signal(name);
    }

    /** Starts again what does not run (after `kill`), or everything after stopping it cleanly; embedded, the ports change. */
    async restart() {
        if (this.processes.every(({ alive }) => alive)) await this.end();
        await this.#run();
    }

    /**
     * Ends the embedded program, moves its data by `boxoffice migrate`, `times` times, and starts a process for each
     * service on the engines and the same folder; gives what the command answered.
     */
    async moveToEngines(times = 1) {
        await Promise.all(this.processes.map((one) => one.alive ? one.stop() : undefined));
        await this.#spread({}, []);
        const answers = [];
        for (let time = 0; time < times; ++time) answers.push(await this.command('migrate'));
        await this.#run();
        return answers;
    }

    /** Runs another command of the program on the same data: {code, stdout, stderr}. */
    async command(...words) {
        const { overrides = {}, args } = typeof words[0] === 'object' ? { overrides: words[0], args: words.slice(1) } : { args: words };
        const running = Object.fromEntries(services.map((service) => [setting(service, 'URL'), this.instances[service].join(',')]));
        const env = { ...this.environment, ...running, ...overrides };
        try {
            const { stdout, stderr } = await promisify(execFile)(this.executable, args, { env, cwd: this.home, timeout: 60_000 });
            return { code: 0, stdout, stderr };
        } catch (error) {
            return { code: error.code, stdout: error.stdout, stderr: error.stderr };
        }
    }

    /** The log's lines, parsed; every one has to be a whole JSON object. */
    log() {
        const text = readFileSync(join(this.folder, 'boxoffice.log'), 'utf8');
        return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
    }

    /** The names of the mails so far. */
    mailFiles() {
        const folder = join(this.folder, 'mail');
        return existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.eml')) : [];
    }

    /** The mails so far: {file, headers (lower-case names), text}. */
    mails() {
        return this.mailFiles().map((file) => {
            const text = readFileSync(join(this.folder, 'mail', file), 'utf8').replace(/\r\n/g, '\n');
            const head = text.slice(0, text.indexOf('\n\n')).replace(/\n[ \t]+/g, ' ');
            const headers = Object.fromEntries(head.split('\n').map((line) => {
                const colon = line.indexOf(':');
                return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
            }));
            return { file, headers, text };
        });
    }

    mailsOf(bookingId) {
        return this.mails().filter(({ headers }) => headers['x-boxoffice-booking'] === bookingId);
    }

    /** Waits for the one mail of a booking and status. */
    mailOf(bookingId, status) {
        return eventually(() => {
            const found = this.mailsOf(bookingId).filter(({ headers }) => headers['x-boxoffice-status'] === status);
            assert.equal(found.length, 1, `one ${status} mail for ${bookingId}`);
            return found[0];
        });
    }
}

/** So many ports that nobody listens on now. */
async function freePorts(count) {
    const servers = await Promise.all(Array.from({ length: count }, () => new Promise((resolve, reject) => {
        const server = net.createServer().once('error', reject).listen(0, '127.0.0.1', () => resolve(server));
    })));
    const ports = servers.map((server) => server.address().port);
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    return ports;
}
