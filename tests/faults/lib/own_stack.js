// Engines of one test program alone, which it may stop and kill: a second stack beside the one that all others share.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const script = new URL('../../../script/stack', import.meta.url).pathname;
const offset = '300';

/** `script/stack WORDS…` on that stack; gives what it printed. */
async function stack(...words) {
    const { stdout } = await promisify(execFile)(script, words, { env: { ...process.env, STACK_PORT_OFFSET: offset }, timeout: 600_000 });
    return stdout;
}

/** Brings the stack up, and names its engines to what this program starts from now on. */
export async function ownStack() {
    await stack('up');
    for (const [, name, value] of (await stack('env')).matchAll(/^export (\w+)=(.*)$/gm)) process.env[name] = value;
    return {
        kill: (engine) => stack('kill', engine),
        stop: (engine) => stack('stop', engine),
        start: (engine) => stack('start', engine),
        purge: () => stack('purge'),
    };
}
