// The program started on the disk as a loss of power has left it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Boxoffice } from '../../journeys/lib/boxoffice.js';
import { eventually } from '../../journeys/lib/eventually.js';
import { everything } from '../../journeys/lib/people.js';
import { Sale } from '../lib/sale.js';

const settled = { within: 60_000, every: 200 };

/** Starts on `home`, checks that all that a life had answered before `time` is true, that it goes on, and ends it. */
export async function checkAfterwards(life, time, home) {
    const boxoffice = await Boxoffice.start(life.settings, [], { home, engines: false });
    try {
        const afterwards = new Afterwards(life, time, boxoffice);
        await afterwards.checkPromises();
        if (life.opened < time) await afterwards.checkBookings();
        await boxoffice.end();
    } finally {
        await boxoffice.kill();
    }
}

class Afterwards {
    constructor(life, time, boxoffice) {
        Object.assign(this, { life, time, boxoffice, anyone: boxoffice.clients() });
    }

    as(person) {
        return { ...person, ...this.boxoffice.clients(person.token) };
    }

    async account(email) {
        const { body } = await (await this.boxoffice.people.admin()).user.get(`/users?email=${encodeURIComponent(email)}`);
        assert.equal(body.data.length, 1, `${email} is known`);
        return body.data[0];
    }

    #answered(answer) {
        return this.life.timeOf(answer) < this.time;
    }

    async checkPromises() {
        await this.boxoffice.people.admin();
        for (const { answer, what, holds } of this.life.promises) {
            if (this.#answered(answer)) await holds(this).catch((error) => assert.fail(`${what}: ${error.message}`));
        }
    }

    async checkBookings() {
        const admin = await this.boxoffice.people.admin();
        const sale = this.#sale();
        await sale.resolve();
        await sale.check(admin);
        await eventually(async () => this.#checkSent(await everything(admin.notification, '/notifications')), settled);
        const { code, stdout } = await this.boxoffice.command('doctor');
        assert.equal(code, 0, stdout);
    }

    /** The sale with the answers that were given, and those wishes that may have been under way. */
    #sale() {
        const { buyers, events, wishes, atOnce } = this.life.sale;
        const sale = new Sale(this.boxoffice, buyers.map((buyer) => this.as(buyer)), events, { atOnce });
        const past = wishes.map((wish) => wish.asOf((answer) => this.#answered(answer), () => this.as(wish.buyer).booking));
        const begun = past.findLastIndex(({ log }) => log.length > 0) + 1 + atOnce;
        sale.wishes = past.slice(0, begun);
        return sale;
    }

    /** What is marked as sent is in the folder of mails, whole, or a line in the file of SMS. */
    #checkSent(notifications) {
        const sms = join(this.boxoffice.folder, 'sms/sms.jsonl');
        const lines = existsSync(sms) ? readFileSync(sms, 'utf8').split('\n').filter((line) => line !== '') : [];
        const texted = new Set(lines.flatMap((line) => idOf(line) ?? []));
        for (const { id, channel, status } of notifications) {
            assert.equal(status, 'SENT', `notification ${id}`);
            if (channel === 'email') assert.ok(this.boxoffice.environment.SMTP_URL || isWhole(join(this.boxoffice.folder, 'mail', `${id}.eml`)), `the mail ${id} is whole`);
            else assert.ok(texted.has(id), `the SMS ${id} is in the file`);
        }
    }
}

function idOf(line) {
    try {
        return JSON.parse(line).id;
    } catch {
        return undefined;
    }
}

function isWhole(file) {
    if (!existsSync(file)) return false;
    const text = readFileSync(file, 'latin1');
    const boundary = /boundary="?([^"\r\n;]+)/.exec(text)?.[1];
    return boundary !== undefined && text.trimEnd().endsWith(`--${boundary}--`) && !text.includes('\0');
}
