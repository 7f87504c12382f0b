// The load driver (bench/driver) as functions.
import path from 'node:path';
import { run } from './processes.mjs';

const lastLine = (text) => JSON.parse(text.trimEnd().split('\n').at(-1));

export class Driver {
  constructor(build) {
    this.program = path.join(build, 'bench/driver/boxoffice_load');
  }

  /**
   * Sends requests: {url (or several), path, method, body, bodies, tokens, connections, stretches}. A stretch is [seconds] (closed
   * loop) or [seconds, rate]. Gives {stretches, timeline, driver_cpu_share}.
   */
  async requests({ url, path: target, method = 'GET', body, bodies, tokens, connections = 128, stretches, patience = 10 }) {
    const args = ['requests', ...[url].flat().flatMap((each) => ['--url', each]), '--path', target, '--method', method, '--connections', String(connections), '--patience', String(patience)];
    if (body) args.push('--body', JSON.stringify(body));
    if (bodies) args.push('--bodies', bodies);
    if (tokens) args.push('--tokens', tokens);
    for (const [seconds, rate] of stretches) args.push('--stretch', rate ? `${seconds}@${rate}` : String(seconds));
    const total = stretches.reduce((sum, [seconds]) => sum + seconds, patience);
    return lastLine(await run(this.program, args, { limit_ms: (total + 30) * 1000 }));
  }

  async disk(folder, seconds) {
    return lastLine(await run(this.program, ['disk', '--folder', folder, '--seconds', String(seconds)], { limit_ms: (seconds + 30) * 1000 }));
  }

  /** Gives {open, result}: promises of the moment when all streams are open, and of what was seen. */
  streams({ url, path: target, present, streams, seconds }) {
    const args = ['streams', '--url', url, '--path', target, '--present', present, '--streams', String(streams), '--seconds', String(seconds)];
    return this.#opening(args, (seconds + 90) * 1000);
  }

  slow({ url, how, path: target = '/', clients, seconds }) {
    return this.#opening(['slow', '--url', url, '--how', how, '--path', target, '--clients', String(clients), '--seconds', String(seconds)], (seconds + 60) * 1000);
  }

  #opening(args, limit_ms) {
    let opened;
    const open = new Promise((resolve) => (opened = resolve));
    const result = run(this.program, args, { limit_ms, onLine: (line) => line === 'open' && opened() }).then(lastLine);
    return { open: Promise.race([open, result.then(() => {})]), result };
  }
}

/** The last stretch of a closed loop of `seconds` after `warmup`. */
export async function closedLoop(driver, target, { warmup, seconds }) {
  const result = await driver.requests({ ...target, stretches: [[warmup], [seconds]] });
  return { ...result.stretches[1], all_accepted: result.stretches.reduce((sum, each) => sum + each.accepted, 0), driver_cpu_share: result.driver_cpu_share };
}
