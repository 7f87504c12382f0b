// Flame graphs: perf samples the stacks of a process while a part runs; the stacks are counted and drawn.
import fs from 'node:fs';
import path from 'node:path';
import { serve, run, stop } from './processes.mjs';
import { drawFlames } from '../render/flames.mjs';

const samplesPerSecond = 499;

/** Counts stacks in the output of `perf script`: Map of "thread;outermost;…;innermost" to samples. */
export function countStacks(text) {
  const counts = new Map();
  for (const sample of text.split(/\n\n+/)) {
    const [head, ...frames] = sample.split('\n').filter((line) => line && !line.startsWith('#'));
    if (!head) continue;
    const thread = head.trim().split(/\s+\d+/)[0];
    const names = frames.map((line) => /^\s*[0-9a-f]+\s+(.*?)(?:\+0x[0-9a-f]+)?\s+\([^()]*\)$/.exec(line)?.[1] ?? '?');
    const stack = [thread, ...names.reverse().map(shortened)].join(';');
    counts.set(stack, (counts.get(stack) ?? 0) + 1);
  }
  return counts;
}

/** Without argument lists and template arguments. */
function shortened(name) {
  let depth = 0;
  let short = '';
  for (const letter of name.replaceAll('operator<', 'operator lt').replaceAll('->', '')) {
    if ('<('.includes(letter)) depth += 1;
    else if ('>)'.includes(letter)) depth -= 1;
    else if (depth === 0) short += letter;
  }
  return short.replaceAll(';', ':').replaceAll('boxoffice::', '').trim() || name;
}

export class Profile {
  /** `folder`: where the graphs go; none: nothing is profiled. */
  constructor(folder) {
    this.folder = folder;
    this.drawn = [];
  }

  /** Begins to sample; the function it gives ends that, draws, and gives the stacks. */
  async #record(name, pid) {
    const data = path.join(this.folder, `${name}.perf`);
    const args = ['record', '-e', 'cpu-clock', '-F', String(samplesPerSecond), '-g', '-o', data, '-p', String(pid)];
    const { child } = await serve('sh', ['-c', 'echo ready; exec perf "$@" >/dev/null', 'sh', ...args], { pattern: /ready/, log: `${data}.log` });
    return async () => {
      child.removeAllListeners('exit');
      child.kill('SIGINT');
      await new Promise((resolve) => (child.exitCode !== null ? resolve() : child.once('exit', resolve)));
      const stacks = countStacks(await run('perf', ['script', '-i', data], { limit_ms: 300_000 }));
      fs.writeFileSync(path.join(this.folder, `${name}-flames.svg`), drawFlames(name, stacks));
      for (const file of [data, `${data}.log`]) fs.rmSync(file, { force: true });
      this.drawn.push(name);
      return stacks;
    };
  }

  start(name, pid) {
    if (!this.folder) return async () => {};
    const recording = this.#record(name, pid);
    return async () => (await recording)();
  }
}
