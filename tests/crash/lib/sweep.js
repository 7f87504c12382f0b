// A sweep over every point at which a process changes something outside of itself.
import { Stage, stories } from './stage.js';
import { writing } from './strace.js';

const tries = 4;

/**
 * Counts the points of each story, and lets `strike(stage, point)` do to each, or to a sample of about so many, what it
 * does; it says whether the point was reached, and throws where a promise was broken. `open` are the stages' options,
 * `atOnce` how many stages there are. `only` chooses among points, which are struck `without` a guard where one is
 * named. Gives the Report.
 */
export async function sweep({ open, atOnce, strike, sample, only = () => true, without, syscalls = writing }) {
    const stages = await Promise.all(Array.from({ length: atOnce }, () => Stage.open(open)));
    try {
        const seen = (await countPoints(stages[0], syscalls)).filter(only);
        if (without) await Promise.all(stages.map((stage) => stage.leaveOut(without)));
        const report = new Report(seen);
        const points = sample ? sampleOf(seen, sample) : seen;
        report.chosen = points.length;
        const rest = [...points];
        await Promise.all(stages.map(async (stage) => {
            for (let point = rest.shift(); point; point = rest.shift()) report.add(await struck(stage, point, strike));
        }));
        return report;
    } finally {
        await Promise.all(stages.map((stage) => stage.close().catch(() => stage.boxoffice.kill())));
    }
}

/** kill -9 before the call does anything; started again, everything has to be as the client was told. */
export async function killAt(stage, point) {
    await stage.prepare(point.story);
    const tracer = await stage.inject({ ...point, what: 'signal=SIGKILL' });
    await stage.play();
    await tracer.end();
    const reached = !await stage.lives();
    await stage.recover();
    return reached;
}

async function countPoints(stage, syscalls) {
    const points = [];
    for (const story of Object.keys(stories)) {
        await stage.prepare(story);
        const counted = await stage.count(syscalls);
        await stage.check();
        for (const { thread, syscall, count: times } of counted) {
            for (let n = 1; n <= times; ++n) points.push({ story, thread, syscall, n });
        }
    }
    return points;
}

async function struck(stage, point, strike) {
    for (let attempt = 1; attempt <= tries; ++attempt) {
        try {
            if (!stage.has(point.thread)) await stage.rehearse(point.story);
            if (await strike(stage, point)) return { ...point, covered: true };
        } catch (error) {
            if (!stage.process.alive) await stage.boxoffice.restart();
            return { ...point, covered: true, violation: error.message };
        }
    }
    return { ...point, covered: false };
}

/** So many points, the same each time, spread over stories, threads and calls: first one of each, then others. */
export function sampleOf(points, size) {
    const groups = new Map();
    for (const point of points) {
        const key = `${point.story} ${point.thread} ${point.syscall}`;
        groups.set(key, [...(groups.get(key) ?? []), point]);
    }
    const middles = [...groups.values()].map((group) => group[Math.floor(group.length / 2)]);
    const others = points.filter((point) => !middles.includes(point));
    return [...spread(middles, size), ...spread(others, size - middles.length)];
}

function spread(list, size) {
    if (size >= list.length) return list;
    return Array.from({ length: Math.max(size, 0) }, (_, index) => list[Math.floor((index + 0.5) * list.length / size)]);
}

/** Points seen and covered, by thread and call; and what was broken. */
export class Report {
    constructor(seen) {
        Object.assign(this, { seen, results: [], chosen: 0 });
    }

    add(result) {
        this.results.push(result);
    }

    get violations() {
        return this.results.filter(({ violation }) => violation);
    }

    get covered() {
        return this.results.filter(({ covered }) => covered).length;
    }

    /** A line for each thread and call, and one for all. */
    lines() {
        const rows = new Map();
        const row = ({ thread, syscall }) => {
            const key = `${thread.padEnd(16)} ${syscall}`;
            if (!rows.has(key)) rows.set(key, { seen: 0, covered: 0, violations: 0 });
            return rows.get(key);
        };
        for (const point of this.seen) row(point).seen += 1;
        for (const result of this.results) {
            row(result).covered += result.covered ? 1 : 0;
            row(result).violations += result.violation ? 1 : 0;
        }
        const lines = [...rows].sort(([a], [b]) => a.localeCompare(b)).map(([key, { seen, covered, violations }]) =>
            `${key.padEnd(30)} ${String(seen).padStart(4)} seen ${String(covered).padStart(4)} covered${violations ? `  ${violations} BROKEN` : ''}`);
        return [...lines, `all: ${this.seen.length} points seen, ${this.chosen} chosen, ${this.covered} covered, ${this.violations.length} violations`,
            ...this.violations.map(({ story, thread, syscall, n, violation }) => `${story}: ${thread} ${syscall} ${n}: ${violation}`)];
    }
}
