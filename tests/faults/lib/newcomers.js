// People who sign up one after another while things fail, and what has to be true when they have healed.
import assert from 'node:assert/strict';
import { password } from '../../journeys/lib/people.js';

const between = 200;
let number = 0;

export class Newcomers {
    constructor(boxoffice) {
        Object.assign(this, { boxoffice, signUps: [], coming: false });
    }

    start() {
        this.coming = true;
        this.done = this.#come();
    }

    async stop() {
        this.coming = false;
        await this.done;
    }

    /** Who was told 201 can sign in; who was told nothing certain can sign up, or has been. */
    async check() {
        for (const { email, status } of this.signUps) {
            if (status !== 201) assert.ok([201, 409].includes((await this.#signUp(email)).status), `${email} signs up`);
            await this.boxoffice.people.signIn(email);
        }
    }

    async #come() {
        for (; this.coming; await new Promise((resolve) => setTimeout(resolve, between))) {
            const email = `newcomer-${process.pid}-${++number}@example.org`;
            const { status, text } = await this.#signUp(email);
            assert.ok([201, 503, 0].includes(status), text);
            this.signUps.push({ email, status });
        }
    }

    #signUp(email) {
        return this.boxoffice.client('user').post('/signup', { name: 'Newcomer', email, password }).catch((error) => {
            if (error.name === 'AssertionError') throw error;
            return { status: 0, text: error.message };
        });
    }
}
