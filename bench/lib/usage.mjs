// What processes use, from /proc: CPU by process and by thread, memory, open files.
import fs from 'node:fs';

const ticksPerSecond = 100;
const read = (path) => {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    return ''; // has ended meanwhile
  }
};

/** CPU seconds of a process, ended threads included. */
function processSeconds(pid, { children = false } = {}) {
  const stat = read(`/proc/${pid}/stat`);
  if (!stat) return 0;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
  const own = fields[11] + fields[12];
  return (children ? own + fields[13] + fields[14] : own) / ticksPerSecond;
}

/** CPU seconds by the names of a process's threads, to a nanosecond; threads of one name count together. */
function threadSeconds(pid) {
  const byName = {};
  let tasks = [];
  try {
    tasks = fs.readdirSync(`/proc/${pid}/task`);
  } catch {
    return byName;
  }
  for (const task of tasks) {
    const name = read(`/proc/${pid}/task/${task}/comm`).trim() || 'ended';
    const label = task === String(pid) ? 'loop' : name;
    byName[label] = (byName[label] ?? 0) + Number(read(`/proc/${pid}/task/${task}/schedstat`).split(' ')[0] || 0) / 1e9;
  }
  return byName;
}

function descendants(roots) {
  const parents = new Map();
  for (const pid of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const stat = read(`/proc/${pid}/stat`);
    if (stat) parents.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const inTree = (pid) => roots.includes(pid) || (parents.has(pid) && inTree(parents.get(pid)));
  return [...parents.keys()].filter(inTree);
}

/** A reading of {name: pid} processes and {name: pid} engines (those with all their children). */
export function reading(processes, engines = {}) {
  const taken = { processes: {}, threads: {}, engines: {}, machine: machineTicks() };
  for (const [name, pid] of Object.entries(processes)) {
    taken.processes[name] = processSeconds(pid);
    taken.threads[name] = threadSeconds(pid);
  }
  for (const [name, pid] of Object.entries(engines)) {
    taken.engines[name] = descendants([pid]).reduce((sum, each) => sum + processSeconds(each, { children: true }), 0);
  }
  return taken;
}

function machineTicks() {
  const fields = read('/proc/stat').split('\n')[0].trim().split(/\s+/).slice(1, 9).map(Number);
  return { idle: fields[3] + fields[4], all: fields.reduce((sum, each) => sum + each, 0) };
}

const microseconds = (seconds, count) => (count > 0 ? Math.round((seconds / count) * 1e7) / 10 : null);

/** What was spent between two readings on each of `count` requests, in µs. */
export function spent(before, after, count) {
  const difference = (group) =>
    Object.fromEntries(Object.entries(after[group]).map(([name, value]) => [name, microseconds(value - (before[group][name] ?? 0), count)]));
  const threads = {};
  for (const [name, byThread] of Object.entries(after.threads)) {
    threads[name] = Object.fromEntries(
      Object.entries(byThread)
        .map(([thread, seconds]) => [thread, microseconds(seconds - (before.threads[name]?.[thread] ?? 0), count)])
        .filter(([, value]) => value > 0)
        .sort((a, b) => b[1] - a[1]),
    );
  }
  const sum = (group) => Object.keys(after[group]).reduce((all, name) => all + after[group][name] - (before[group][name] ?? 0), 0);
  return {
    cpu_us: microseconds(sum('processes'), count),
    cpu_us_by_process: difference('processes'),
    cpu_us_by_thread: threads,
    ...(Object.keys(after.engines).length > 0 && { engines_cpu_us: microseconds(sum('engines'), count), engines_cpu_us_by_engine: difference('engines') }),
    machine_idle: Math.round(((after.machine.idle - before.machine.idle) / Math.max(1, after.machine.all - before.machine.all)) * 100) / 100,
  };
}

/** Waits until a process has nothing to do of its own (what it checks after its start is over), a minute at the most. */
export async function settled(pid) {
  for (let i = 0; i < 60; ++i) {
    const before = processSeconds(pid);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    if (processSeconds(pid) - before < 0.05) return;
  }
}

const memoryField = (pid, field) => Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 102.4) / 10;
/** Memory in MiB: what is resident now, and of that what is not the file cache's; and the most there ever was. */
export const memory = (pid) => ({ resident_mib: memoryField(pid, 'VmRSS'), anonymous_mib: memoryField(pid, 'RssAnon'), peak_mib: memoryField(pid, 'VmHWM') });

export function openFiles(pid) {
  try {
    return fs.readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}
