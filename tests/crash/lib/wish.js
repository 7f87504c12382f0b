// What one buyer wants, with the client's own log of every request and its outcome.
import assert from 'node:assert/strict';
import { eventually } from '../../journeys/lib/eventually.js';

/** What an answer says about what was asked: yes, no, or undefined where only asking again can tell. */
const verdicts = {
    book: ({ status, body }) => ({ 201: 'yes', 402: 'no', 409: body?.code === 'conflict' ? undefined : 'no' })[status],
    change: ({ status, body }) => ({ 200: 'yes', 402: 'no', 409: body?.code === 'conflict' ? undefined : 'no' })[status],
    cancel: ({ status }) => ({ 204: 'yes' })[status],
};
const unanswered = new Set([0, 202, 409, 503]);

/**
 * A booking that somebody wants, then perhaps changes and cancels: one step after the other, each asked again until its
 * outcome is known. `state` is none, confirmed or cancelled, as far as is known; `happened` what people must be told.
 */
export class Wish {
    /** `client()` gives the client to ask next: of the booking service or the user service. */
    constructor({ name, buyer, event, tickets, client }) {
        Object.assign(this, { name, buyer, event, wanted: tickets, client, log: [], state: 'none', happened: [], known: true });
    }

    book() {
        return this.#begin({ step: 'book', tickets: this.wanted });
    }

    change(tickets) {
        return this.#begin({ step: 'change', tickets });
    }

    cancel() {
        return this.#begin({ step: 'cancel' });
    }

    /** The step that is under way, asked once more; gives the answer, whose status is 0 where none came. */
    async ask() {
        const answer = await this.#send();
        this.#hear(answer);
        return answer;
    }

    /** This wish as it stood when only some of its requests had been answered: the next is under way. */
    asOf(isAnswered, client) {
        const past = new Wish({ name: this.name, buyer: this.buyer, event: this.event, tickets: this.wanted, client });
        for (const { step, tickets, answer } of this.log) {
            Object.assign(past, { asked: { step, tickets }, known: false });
            if (!isAnswered(answer)) break;
            past.#hear(answer);
        }
        return past;
    }

    #hear(answer) {
        this.log.push({ ...this.asked, at: new Date().toISOString(), status: answer.status, text: answer.text, answer });
        const verdict = verdicts[this.asked.step](answer);
        assert.ok(verdict || unanswered.has(answer.status), `${this.name}: ${this.story()}`);
        if (this.asked.step === 'book') this.#compare(answer);
        if (verdict) this.#conclude(verdict);
    }

    /** Asks again until the outcome of the step under way is known. */
    async resolve(within = 60_000) {
        if (this.known) return;
        await eventually(async () => {
            const { status, text } = await this.ask();
            if (status === 202 && this.asked.step === 'book') await this.#ended();
            assert.ok(this.known, `${this.name} ends: ${status} ${text}`);
        }, { within, every: 100 });
    }

    /** What was asked and answered, for people. */
    story() {
        return this.log.map(({ step, at, status, text }) => `${at} ${step} → ${status} ${text}`).join('; ');
    }

    async #begin(asked) {
        assert.ok(this.known, `${this.name} takes one step after the other`);
        Object.assign(this, { asked, known: false });
        return this.ask();
    }

    async #send() {
        const { step, tickets } = this.asked;
        try {
            if (step === 'cancel') return await this.client().delete(`/bookings/${this.id}`);
            if (step === 'change') return await this.client().put(`/bookings/${this.id}`, { tickets });
            return await this.client().post('/bookings', { event_id: this.event.id, tickets }, { headers: { 'idempotency-key': this.name } });
        } catch (error) {
            if (error.name === 'AssertionError') throw error;
            await new Promise((resolve) => setTimeout(resolve, 20));
            return { status: 0, text: error.message };
        }
    }

    /** One key is one booking, and its answer the same bytes each time. */
    #compare({ status, body, text }) {
        if (status !== 201 && status !== 202) return;
        assert.equal(body.id, this.id ?? body.id, `${this.name} is one booking: ${this.story()}`);
        this.id = body.id;
        if (status === 201) assert.equal(text, this.granted ??= text, `${this.name} is answered with the same bytes`);
    }

    #conclude(verdict) {
        this.known = true;
        if (verdict === 'no') return;
        const { step, tickets } = this.asked;
        this.happened.push({ book: 'confirmed', change: 'changed', cancel: 'cancelled' }[step]);
        this.state = step === 'cancel' ? 'cancelled' : 'confirmed';
        if (tickets) this.tickets = tickets;
    }

    /** A booking that was answered 202 ends by itself. */
    async #ended() {
        const { status, body, text } = await this.client().get(`/bookings/${this.id}`);
        assert.equal(status, 200, text);
        assert.notEqual(body.status, 'PENDING', `${this.id} has ended`);
        this.#conclude(body.status === 'CONFIRMED' ? 'yes' : 'no');
    }
}
