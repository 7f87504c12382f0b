// The people of a journey, signed up and signed in; and what they do first.
import assert from 'node:assert/strict';

export const password = 'a long enough password';
let counter = 0;

/** People of one program. A person is {id, email, token, user, event, booking, notification, payment}. */
export class People {
    #admin;

    constructor(boxoffice) {
        this.boxoffice = boxoffice;
    }

    async signIn(email, secret = password) {
        const { status, body } = await this.boxoffice.client('user').post('/login', { email, password: secret });
        assert.equal(status, 200, `${email} signs in`);
        return { id: body.user.id, email, token: body.token, ...this.boxoffice.clients(body.token) };
    }

    async attendee(name = 'Ada Lovelace') {
        const email = `person-${process.pid}-${++counter}@example.org`;
        const answer = await this.boxoffice.client('user').post('/signup', { name, email, password });
        assert.equal(answer.status, 201, answer.text);
        return this.signIn(email);
    }

    admin() {
        const { BOXOFFICE_ADMIN_EMAIL: email, BOXOFFICE_ADMIN_PASSWORD: secret } = this.boxoffice.environment;
        this.#admin ??= this.signIn(email, secret);
        return this.#admin;
    }

    /** Someone to whom an admin has granted the role; signed in after it. */
    async organizer(name = 'Grace Hopper') {
        const person = await this.attendee(name);
        const granted = await (await this.admin()).user.put(`/users/${person.id}`, { role: 'organizer' });
        assert.equal(granted.status, 200, granted.text);
        return this.signIn(person.email);
    }
}

/** A published event of the organizer's, with these members changed. */
export async function createEvent(organizer, members = {}) {
    const answer = await organizer.event.post('/', {
        name: 'An Evening of Numbers',
        starts_at: '2035-06-01T18:00:00Z',
        capacity: 100,
        price: 2500,
        currency: 'EUR',
        ...members,
    });
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
}

export async function availability(client, event) {
    const { status, body } = await client.get(`/events/${event.id}/availability`);
    assert.equal(status, 200);
    assert.equal(body.available + body.held + body.sold, body.capacity, JSON.stringify(body));
    return body;
}

/** All rows of a list, page by page. */
export async function everything(client, path) {
    const rows = [];
    let cursor = null;
    do {
        const joint = path.includes('?') ? '&' : '?';
        const { status, body, text } = await client.get(`${path}${joint}limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
        assert.equal(status, 200, text);
        rows.push(...body.data);
        cursor = body.next_cursor;
    } while (cursor);
    return rows;
}
