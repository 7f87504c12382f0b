// Where and of what a report was made.
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';

function output(command, args, cwd) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', cwd, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}

/** Where things are on this machine is nobody's business. */
const withoutFolders = (args) => args.map((arg, i) => (['--out', '--build', '--yardstick'].includes(args[i - 1]) ? 'DIR' : arg));

export function machine(bench) {
  return {
    date: new Date().toISOString(),
    command: ['script/bench', ...withoutFolders(process.argv.slice(2))].join(' '),
    machine: {
      processor: os.cpus()[0].model.trim(), cores: os.cpus().length, memory_gib: Math.round(os.totalmem() / 2 ** 30), kernel: os.release(),
      file_system: output('stat', ['-f', '-c', '%T', bench.folder]), load_average_before: os.loadavg().map((each) => Math.round(each * 100) / 100),
    },
    versions: {
      boxoffice: output(path.join(bench.build, 'boxoffice'), ['--version']), commit: output('git', ['rev-parse', '--short', 'HEAD'], bench.root), node: process.version,
    },
  };
}
