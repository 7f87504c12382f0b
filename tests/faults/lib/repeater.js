// Whoever stands between the booking and the notification service and tells everything more than once.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../journeys/lib/eventually.js';
import { Broker } from './broker.js';

/**
 * One for this program, from now on: `count()` says how many different messages there were, `repeat(times)` delivers each of them
 * so often again, in any order, `isThrough()` waits for all of them; `close()` it in the end.
 */
export function repeaterOf(program) {
    return program.engines ? BrokerRepeater.of(program) : OutboxRepeater.of(program);
}

class BrokerRepeater {
    static async of(program) {
        const broker = await Broker.of(program);
        return Object.assign(new BrokerRepeater(), { broker, copies: await broker.copies() });
    }

    count() {
        return new Set(this.copies.map(({ properties }) => properties.messageId)).size;
    }

    repeat(times) {
        return this.broker.put('notifications', shuffled(Array.from({ length: times }, () => this.copies).flat()));
    }

    /** Waits until nothing is left to deliver. */
    isThrough() {
        return this.broker.holds('notifications', 0);
    }

    close() {
        return this.broker.close();
    }
}

/** In the embedded deployment the rows of the outbox are the messages. */
class OutboxRepeater {
    static async of(program) {
        const repeater = Object.assign(new OutboxRepeater(), { file: join(program.folder, 'booking.sqlite') });
        await repeater.#run('CREATE TABLE copy (body TEXT NOT NULL); CREATE TRIGGER copying AFTER INSERT ON outbox BEGIN INSERT INTO copy VALUES (new.body); END');
        return repeater;
    }

    async count() {
        return Number(await this.#run('SELECT count(DISTINCT body) FROM copy'));
    }

    async repeat(times) {
        const each = Array.from({ length: times }, () => 'SELECT body FROM copy').join(' UNION ALL ');
        const added = await this.#run(`BEGIN IMMEDIATE; DROP TRIGGER copying; INSERT INTO outbox (body) SELECT body FROM (${each}) ORDER BY random(); SELECT changes(); COMMIT`);
        assert.ok(Number(added) > 0);
    }

    isThrough() {
        return eventually(async () => assert.equal(await this.#run('SELECT count(*) FROM outbox'), '0'), { within: 60_000, every: 100 });
    }

    close() {}

    async #run(statements) {
        const { stdout } = await promisify(execFile)('sqlite3', ['-cmd', '.timeout 10000', this.file, statements]);
        return stdout.trim();
    }
}

export function shuffled(list) {
    const mixed = [...list];
    for (let index = mixed.length - 1; index > 0; --index) {
        const other = Math.floor(Math.random() * (index + 1));
        [mixed[index], mixed[other]] = [mixed[other], mixed[index]];
    }
    return mixed;
}
