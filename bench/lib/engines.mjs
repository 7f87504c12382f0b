// The engines of script/stack: databases of this run's own on them, and what the engines use.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { Engines } from '../../tests/journeys/lib/engines.js';
import { run } from './processes.mjs';

const status = /^(\w+)\s+port .*, pid (\d+)$/gm;

/** Brings the stack up; gives {make(), pids}, `make` a set of empty databases. */
export async function stackOf(bench) {
  const script = path.join(bench.root, 'script/stack');
  await run(script, ['up'], { env: process.env, limit_ms: 600_000 });
  const environment = execFileSync(script, ['env'], { encoding: 'utf8' });
  for (const [, name, value] of environment.matchAll(/^export (\w+)=(.*)$/gm)) process.env[name] = value;
  const text = await run(script, ['status'], { env: process.env, limit_ms: 60_000 });
  return { make: () => Engines.make(), pids: Object.fromEntries([...text.matchAll(status)].map(([, name, pid]) => [name, Number(pid)])) };
}
