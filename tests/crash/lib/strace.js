// strace on a running process: to count the system calls of its threads, and to kill or fail it at one of them.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What changes something outside of the process: in files, in folders, or at the other end of a connection. */
export const writing = ['write', 'pwrite64', 'writev', 'pwritev', 'sendto', 'sendmsg', 'sendmmsg', 'fsync', 'fdatasync',
    'syncfs', 'rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'ftruncate', 'fallocate', 'mkdir', 'mkdirat'];

/** The threads of a process by name: Map of id → name; of several with one name, later ones get a number behind it. */
export function threadsOf(pid) {
    const names = new Map();
    const seen = new Map();
    for (const tid of readdirSync(`/proc/${pid}/task`).map(Number).sort((a, b) => a - b)) {
        const name = readFileSync(`/proc/${pid}/task/${tid}/comm`, 'utf8').trim();
        const count = (seen.get(name) ?? 0) + 1;
        seen.set(name, count);
        names.set(tid, count === 1 ? name : `${name} #${count}`);
    }
    return names;
}

/** A strace that is attached. */
class Tracer {
    constructor(log, words) {
        this.log = log;
        this.child = spawn('strace', [...words, '-o', log], { stdio: ['ignore', 'ignore', 'pipe'] });
        this.said = '';
        this.ended = new Promise((resolve) => this.child.once('close', resolve));
        this.attached = new Promise((resolve, reject) => {
            this.child.once('error', reject);
            this.child.stderr.on('data', (piece) => {
                this.said += piece;
                if (/attached/.test(this.said)) resolve();
            });
            this.ended.then(() => reject(new Error(`strace ended: ${this.said}`)));
        });
    }

    /** Lets the process go on by itself; gives what was logged. */
    async end() {
        this.child.kill('SIGINT');
        await this.ended;
        const text = readFileSync(this.log, 'utf8');
        rmSync(this.log);
        return text;
    }
}

async function attach(log, ...words) {
    const tracer = new Tracer(log, words);
    await tracer.attached;
    return tracer;
}

const logIn = (folder, pid) => join(folder, `strace-${pid}.log`);

/** Counts what each thread of a process does while `work()` runs: a list of {thread, syscall, count}. */
export async function count({ pid, folder, work, syscalls = writing }) {
    const tracer = await attach(logIn(folder, pid), '-f', '-p', String(pid), '-e', `trace=${syscalls.join(',')}`, '-e', 'signal=none', '-s', '0');
    await work();
    const names = threadsOf(pid);
    const text = await tracer.end();
    const counts = new Map();
    for (const line of text.split('\n')) {
        const call = /^(\d+) +(\w+)\(/.exec(line);
        if (!call) continue;
        const key = `${names.get(Number(call[1])) ?? 'gone'}\t${call[2]}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...counts].map(([key, times]) => {
        const [thread, syscall] = key.split('\t');
        return { thread, syscall, count: times };
    });
}

/**
 * From now on the thread's N-th call of `syscall` is met by `what`: `signal=SIGKILL` before it does anything, or
 * `error=ENOSPC` instead of it; `N+` all from then on. The other threads run untouched. `end()` says
 * whether it was reached.
 */
export async function inject({ pid, folder, thread, syscall, n, what }) {
    const [tid] = [...threadsOf(pid)].find(([, name]) => name === thread) ?? [];
    assert.ok(tid, `the process has a thread '${thread}'`);
    const tracer = await attach(logIn(folder, pid), '-p', String(tid), '-e', `trace=${syscall}`, '-e', `inject=${syscall}:${what}:when=${n}`, '-e', 'signal=none');
    return { end: async () => /INJECTED/.test(await tracer.end()) };
}
