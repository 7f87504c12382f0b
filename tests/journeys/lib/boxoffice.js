// The program under test: `boxoffice serve` with all five services, a data folder of its own and free ports.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from './client.js';
import { Documents } from './openapi.js';
import { People } from './people.js';
import { eventually } from './eventually.js';

export const program = process.env.BOXOFFICE_PROGRAM ?? new URL('../../../build/boxoffice', import.meta.url).pathname;
export const services = ['user', 'event', 'booking', 'notification', 'payment'];
const startLimit = 20_000;
const stopLimit = 20_000;

/** A running program; use `Boxoffice.start()`, and `stop()` or `kill()` when done. */
export class Boxoffice {
    /** Starts on an empty folder. `environment` adds to the settings or replaces them; `words` follow `serve`. */
    static async start(environment = {}, words = []) {
        const one = new Boxoffice(mkdtempSync(join(tmpdir(), 'boxoffice-journey-')), environment, words);
        await one.#run();
        return one;
    }

    constructor(home, environment, words) {
        this.home = home;
        this.folder = join(home, 'data');
        this.words = words;
        this.environment = {
            PATH: process.env.PATH,
            HOME: home,
            BOXOFFICE_DATA: this.folder,
            BOXOFFICE_ADMIN_EMAIL: 'admin@boxoffice.example',
            BOXOFFICE_ADMIN_PASSWORD: 'correct horse battery',
            ...Object.fromEntries(services.map((service) => [`${service.toUpperCase()}_PORT`, '0'])),
            ...environment,
        };
        for (const name of ['ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS']) {
            if (process.env[name]) this.environment[name] = process.env[name];
        }
        this.documents = new Documents();
        this.people = new People(this);
    }

    async #run() {
        this.output = '';
        this.process = spawn(program, ['serve', ...this.words], { env: this.environment, cwd: this.home, stdio: ['ignore', 'pipe', 'pipe'] });
        this.exited = new Promise((resolve) => {
            this.process.once('error', (error) => resolve({ error }));
            this.process.once('exit', (code, signal) => resolve({ code, signal }));
        });
        const ready = new Promise((resolve) => {
            const read = (piece) => {
                this.output += piece;
                const line = /^ready (.*)$/m.exec(this.output);
                if (line) resolve(line[1]);
            };
            this.process.stdout.on('data', read);
            this.process.stderr.on('data', read);
        });
        const timeout = setTimeout(() => this.process.kill('SIGKILL'), startLimit);
        const line = await Promise.race([ready, this.exited]);
        clearTimeout(timeout);
        assert.equal(typeof line, 'string', `did not start: ${JSON.stringify(line)}\n${this.output}`);
        this.urls = Object.fromEntries(line.trim().split(/\s+/).map((pair) => pair.split('=', 2)));
        assert.deepEqual(Object.keys(this.urls).sort(), [...services].sort(), `the ready line names every service: ${line}`);
    }

    /** A client of one service; `token` is sent with each request. */
    client(service, token) {
        return new Client({ service, base: () => this.urls[service], documents: this.documents, token });
    }

    /** Clients of all five services with one token: {user, event, booking, notification, payment}. */
    clients(token) {
        return Object.fromEntries(services.map((service) => [service, this.client(service, token)]));
    }

    /** SIGTERM; the program has to end by itself with exit code 0. */
    async stop() {
        if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill('SIGTERM');
        const timeout = setTimeout(() => this.process.kill('SIGKILL'), stopLimit);
        const ended = await this.exited;
        clearTimeout(timeout);
        rmSync(this.home, { recursive: true, force: true });
        assert.deepEqual(ended, { code: 0, signal: null }, `ends cleanly on SIGTERM:\n${this.output}`);
    }

    /** kill -9: nothing is written or closed any more. */
    async kill() {
        this.process.kill('SIGKILL');
        await this.exited;
    }

    /** Starts again on the same folder (after `kill`, or stopping it cleanly first); the ports change. */
    async restart() {
        if (this.process.exitCode === null && this.process.signalCode === null) {
            this.process.kill('SIGTERM');
            assert.deepEqual(await this.exited, { code: 0, signal: null }, this.output);
        }
        await this.#run();
    }

    /** Runs another command of the program on the same data: {code, stdout, stderr}. */
    async command(...words) {
        const { overrides = {}, args } = typeof words[0] === 'object' ? { overrides: words[0], args: words.slice(1) } : { args: words };
        const running = Object.fromEntries(services.map((service) => [`${service.toUpperCase()}_URL`, this.urls[service]]));
        const env = { ...this.environment, ...running, ...overrides };
        try {
            const { stdout, stderr } = await promisify(execFile)(program, args, { env, cwd: this.home, timeout: 60_000 });
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

    /** The mails so far: {file, headers (lower-case names), text}. */
    mails() {
        const folder = join(this.folder, 'mail');
        if (!existsSync(folder)) return [];
        return readdirSync(folder).filter((file) => file.endsWith('.eml')).map((file) => {
            const text = readFileSync(join(folder, file), 'utf8').replace(/\r\n/g, '\n');
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
