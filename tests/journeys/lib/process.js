// One process of the program: `boxoffice serve` with all services or some of them.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';

const startLimit = 60_000;
const stopLimit = 60_000;

export class Process {
    constructor({ program, words, environment, home }) {
        Object.assign(this, { program, words, environment, home });
    }

    /** Returns when the program says that it listens; `urls` are then the addresses of its services. */
    async start() {
        this.output = '';
        this.child = spawn(this.program, ['serve', ...this.words], { env: this.environment, cwd: this.home, stdio: ['ignore', 'pipe', 'pipe'] });
        this.exited = new Promise((resolve) => {
            this.child.once('error', (error) => resolve({ error }));
            this.child.once('exit', (code, signal) => resolve({ code, signal }));
        });
        const ready = new Promise((resolve) => {
            const read = (piece) => {
                this.output += piece;
                const line = /^ready (.*)$/m.exec(this.output);
                if (line) resolve(line[1]);
            };
            this.child.stdout.on('data', read);
            this.child.stderr.on('data', read);
        });
        const timeout = setTimeout(() => this.child.kill('SIGKILL'), startLimit);
        const line = await Promise.race([ready, this.exited]);
        clearTimeout(timeout);
        assert.equal(typeof line, 'string', `did not start: ${JSON.stringify(line)}\n${this.output}`);
        this.urls = Object.fromEntries(line.trim().split(/\s+/).map((pair) => pair.split('=', 2)));
    }

    get alive() {
        return this.child.exitCode === null && this.child.signalCode === null;
    }

    /** SIGTERM; it has to end by itself with exit code 0. */
    async stop() {
        if (this.alive) this.child.kill('SIGTERM');
        const timeout = setTimeout(() => this.child.kill('SIGKILL'), stopLimit);
        const ended = await this.exited;
        clearTimeout(timeout);
        assert.deepEqual(ended, { code: 0, signal: null }, `ends cleanly on SIGTERM:\n${this.output}`);
    }

    /** kill -9: nothing is written or closed any more. */
    async kill() {
        this.child.kill('SIGKILL');
        await this.exited;
    }

    signal(name) {
        this.child.kill(name);
    }
}
