// Starts processes and sees to it that none is left: whatever is started here ends when the part that started it
// ends, and at the latest with this process.
import { spawn } from 'node:child_process';
import fs from 'node:fs';

const running = new Set();
const stopWithin_ms = 15_000;

const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;
const ended = (child) => (hasEnded(child) ? Promise.resolve() : new Promise((resolve) => child.once('exit', resolve)));

export function killAll() {
  for (const child of running) child.kill('SIGKILL');
}
process.on('exit', killAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

/** What is set for a run of tests is no setting of Boxoffice, which refuses names that it does not know. */
const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BOXOFFICE_')));

function tracked(command, args, options) {
  const child = spawn(command, args, options);
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/** Starts a program that serves; resolves with {child, match} when its output matches `pattern`. */
export function serve(command, args, { env = {}, cwd, pattern, limit_ms = 60_000, log }) {
  const errors = log ? fs.openSync(log, 'a') : 'inherit';
  const child = tracked(command, args, { env: { ...bare, ...env }, cwd, stdio: ['ignore', 'pipe', errors] });
  if (log) fs.closeSync(errors);
  return new Promise((resolve, reject) => {
    let text = '';
    const late = setTimeout(() => reject(new Error(`${command} ${args.join(' ')} is not ready after ${limit_ms} ms`)), limit_ms);
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`${command} ${args.join(' ')} ended with ${code ?? signal}`)));
    child.stdout.on('data', (data) => {
      if (text === null) return;
      text += data;
      const match = pattern.exec(text);
      if (!match) return;
      text = null;
      clearTimeout(late);
      resolve({ child, match });
    });
  });
}

/** Runs a program to its end; resolves with its output, rejects when it fails or takes too long. `onLine` sees each line. */
export function run(command, args, { env = {}, cwd, limit_ms = 60_000, onLine = () => {}, mayFail = false } = {}) {
  const child = tracked(command, args, { env: { ...bare, ...env }, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let output = '';
    let errors = '';
    const late = setTimeout(() => child.kill('SIGKILL'), limit_ms);
    child.stdout.on('data', (data) => {
      for (const line of String(data).split('\n')) onLine(line);
      output += data;
    });
    child.stderr.on('data', (data) => (errors += data));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(late);
      if (code === 0 || mayFail) resolve(output);
      else reject(new Error(`${command} ${args.slice(0, 3).join(' ')} ended with ${code ?? signal}: ${errors.slice(-2000)}`));
    });
  });
}

/** Asks processes to end, and makes them. */
export async function stop(...children) {
  for (const child of children) {
    child.removeAllListeners('exit');
    child.once('exit', () => running.delete(child));
    child.kill('SIGTERM');
  }
  const late = setTimeout(() => children.forEach((child) => child.kill('SIGKILL')), stopWithin_ms);
  await Promise.all(children.map(ended));
  clearTimeout(late);
}
