// A program on which one buyer's story is played again and again, each time for an event of its own.
import assert from 'node:assert/strict';
import { Boxoffice, unguardedProgram } from '../../journeys/lib/boxoffice.js';
import { eventually } from '../../journeys/lib/eventually.js';
import { createEvent } from '../../journeys/lib/people.js';
import { assertHonoured } from './oracle.js';
import { count, inject, threadsOf } from './strace.js';
import { Wish } from './wish.js';

/** What is played before, and what is played while something happens to the process. */
export const stories = {
    book: { before: async () => {}, play: (wish) => wish.book() },
    change: { before: (wish) => wish.book(), play: (wish) => wish.change(3) },
    cancel: { before: (wish) => wish.book(), play: (wish) => wish.cancel() },
};
const quiet = 200;
let number = 0;

export class Stage {
    /** Embedded, or where `service` is named, on engines: that service's process is then the one under test. */
    static async open({ service, environment = {}, executable } = {}) {
        const boxoffice = await Boxoffice.start(environment, [], { engines: service !== undefined, executable });
        const stage = new Stage(boxoffice, service);
        stage.admin = await boxoffice.people.admin();
        stage.organizer = await boxoffice.people.organizer();
        stage.buyer = await boxoffice.people.attendee();
        for (const story of Object.keys(stories)) await stage.rehearse(story);
        return stage;
    }

    constructor(boxoffice, service) {
        Object.assign(this, { boxoffice, service, patience: 60_000 });
    }

    /** What is done but once, such as what the first mail needs, is not the story's. */
    async rehearse(story) {
        await this.prepare(story);
        await this.play();
        await this.check();
    }

    /** Whether the process under test has a thread of this name; that of mails comes with the first. */
    has(thread) {
        return [...threadsOf(this.process.child.pid).values()].includes(thread);
    }

    /** From now on the process under test runs without a guard, and is given less time to be right. */
    async leaveOut(guard) {
        this.patience = 5_000;
        this.process.program = unguardedProgram;
        this.process.environment.LEAVE_OUT_GUARDS = guard;
        await this.boxoffice.restart();
    }

    close() {
        return this.boxoffice.stop();
    }

    /** The process under test. */
    get process() {
        return this.service ? this.boxoffice.processesOf(this.service)[0] : this.boxoffice.processes[0];
    }

    /** The calls of each thread while the prepared story is played. */
    count(syscalls) {
        return count({ ...this.#traced(), syscalls, work: () => this.play() });
    }

    /** See strace.js. */
    inject(point) {
        return inject({ ...this.#traced(), ...point });
    }

    #traced() {
        return { pid: this.process.child.pid, folder: this.boxoffice.home };
    }

    async prepare(story) {
        this.story = stories[story];
        this.event = await createEvent(this.organizer, { capacity: 4, price: 1200 });
        // Through the user service where that is under test, and else past it.
        const door = this.service === 'user' ? 'user' : 'booking';
        this.wish = new Wish({
            name: `${story} ${++number}`, buyer: this.buyer, event: this.event, tickets: 2,
            client: () => this.boxoffice.client(door, this.buyer.token),
        });
        await this.#told(() => this.story.before(this.wish));
    }

    /** Plays the story until all is told, or the process has died. */
    play() {
        return this.#told(() => this.story.play(this.wish));
    }

    /** Whether the process under test lives: one that was struck a moment ago may not be known to be dead yet. */
    async lives() {
        await eventually(async () => {
            const [url] = Object.values(this.process.urls);
            if (this.process.alive) assert.equal((await fetch(`${url}/healthz`)).status, 200);
        }, { within: this.patience, every: 20 });
        return this.process.alive;
    }

    /** Starts again what has died; within `patience` milliseconds all has ended and is as the client was told. */
    async recover() {
        if (!await this.lives()) await this.boxoffice.restart();
        await this.check();
    }

    async check() {
        const begun = performance.now();
        await this.wish.resolve(this.patience);
        const within = this.patience - (performance.now() - begun);
        await assertHonoured({ boxoffice: this.boxoffice, admin: this.admin, events: [this.event], wishes: [this.wish], within });
    }

    async #told(work) {
        const before = this.boxoffice.mailFiles().length;
        const happened = this.wish.happened.length;
        await work();
        const due = this.wish.happened.length - happened;
        await eventually(() => {
            assert.ok(!this.process.alive || this.boxoffice.mailFiles().length >= before + due, 'it is told by mail');
        }, { within: 5_000, every: 10 }).catch(() => {});
        await Promise.race([this.process.exited, new Promise((resolve) => setTimeout(resolve, quiet))]);
    }
}
