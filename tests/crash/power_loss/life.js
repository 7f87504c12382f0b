// A program's life under the disk recorder, and what it answered meanwhile. At any moment of it the power may have failed.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Boxoffice, program } from '../../journeys/lib/boxoffice.js';
import { createEvent, password } from '../../journeys/lib/people.js';
import { Sale } from '../lib/sale.js';
import { readRecording } from './disk.js';

const recorder = join(dirname(program), 'tests/crash/power_loss/libdisk_recorder.so');

/**
 * A life that is over. `records`: what became of its disk; a time is an index into them. `promises` {answer, what,
 * holds(afterwards)}: what was answered and has to hold from then on. `sale`: what was bought, changed and cancelled.
 */
export class Life {
    promises = [];
    #times = new Map();

    /** People sign up, events open, two sales of so many bookings go on, with clean restarts after each. */
    static async lived({ bookings, executable = program, settings = {}, guards = {} }) {
        const life = new Life();
        life.settings = settings;
        life.folder = mkdtempSync(join(tmpdir(), 'boxoffice-power-'));
        const [home, recording] = ['home', 'recording'].map((name) => join(life.folder, name));
        mkdirSync(home);
        const recorded = { LD_PRELOAD: recorder, DISK_RECORDING: recording, DISK_RECORDING_ROOT: home, ...settings, ...guards };
        life.boxoffice = await Boxoffice.start(recorded, [], { home, executable, engines: false });
        await life.#openHouse();
        for (let sales = 0; sales < 2; ++sales) {
            await life.#sell(bookings);
            await life.boxoffice.restart();
        }
        await life.sale.check(await life.boxoffice.people.admin());
        await life.boxoffice.end();
        life.records = readRecording(recording);
        for (const [time, { kind, data }] of life.records.entries()) if (kind === 'answer') life.#note(time, data);
        return life;
    }

    /** When an answer left; never, if it did not. */
    timeOf(answer) {
        return this.#times.get(answer.headers?.['trace-id']) ?? Infinity;
    }

    /** From here on there are people and events. */
    get opened() {
        return Math.max(...this.promises.map(({ answer }) => this.timeOf(answer)));
    }

    forget() {
        rmSync(this.folder, { recursive: true, force: true });
    }

    #note(time, head) {
        this.#times.set(/\r\nTrace-Id: (\w+)/.exec(head.toString('latin1'))?.[1], time);
    }

    #promise(answer, what, holds) {
        assert.ok(answer.status >= 200 && answer.status < 300, answer.text);
        this.promises.push({ answer, what, holds });
    }

    async #openHouse() {
        const admin = await this.boxoffice.people.admin();
        const [organizer, leaver, ...buyers] = await Promise.all(Array.from({ length: 5 }, (_, number) => this.#signUp(number)));
        this.#promise(await admin.user.put(`/users/${organizer.id}`, { role: 'organizer' }), 'the organizer is one',
            async (there) => assert.equal((await there.account(organizer.email)).role, 'organizer'));
        const publisher = await this.boxoffice.people.signIn(organizer.email);
        const events = await Promise.all(Array.from({ length: 3 }, (_, number) => this.#openEvent(publisher, number)));
        this.#promise(await leaver.user.post('/logout'), 'who has signed out stays out',
            async (there) => assert.equal((await there.as(leaver).user.get('/user')).status, 401));
        this.sale = new Sale(this.boxoffice, buyers, events, { atOnce: 6 });
    }

    async #signUp(number) {
        const email = `buyer-${number}@example.org`;
        const account = { name: 'Ada Lovelace', email, password, ...(number % 2 === 0 && { phone: '+4915112345678' }) };
        const signedUp = await this.boxoffice.client('user').post('/signup', account);
        this.#promise(signedUp, `${email} has an account`, async (there) => assert.equal((await there.account(email)).id, signedUp.body.id));
        const signedIn = await this.boxoffice.client('user').post('/login', { email, password });
        this.#promise(signedIn, 'tokens are verified by the key that signed them', async (there) => {
            const { kid } = JSON.parse(Buffer.from(signedIn.body.token.split('.')[0], 'base64url'));
            assert.ok((await there.anyone.user.get('/.well-known/jwks.json')).body.keys.some((key) => key.kid === kid), kid);
        });
        const { token } = signedIn.body;
        return { id: signedUp.body.id, email, token, ...this.boxoffice.clients(token) };
    }

    async #openEvent(publisher, number) {
        const event = await createEvent(publisher, { name: `Event ${number}`, capacity: 100_000, price: 1200 });
        const renamed = await publisher.event.put(`/${event.id}`, { name: `Evening ${number}` });
        this.#promise(renamed, `event ${number} has its new name`,
            async (there) => assert.equal((await there.anyone.event.get(`/${event.id}`)).body.name, renamed.body.name));
        return event;
    }

    async #sell(bookings) {
        this.sale.start();
        await this.sale.confirms(bookings, 120_000);
        await this.sale.stop();
    }
}
