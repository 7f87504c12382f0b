// Who may call what: every route for nobody, for forged and ended sessions, and for each role.
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Boxoffice, services } from './lib/boxoffice.js';
import { eventually } from './lib/eventually.js';
import { createEvent, password } from './lib/people.js';
import { nameOf, routes } from './lib/routes.js';

const roles = ['attendee', 'organizer', 'admin', 'service'];
const letIn = {
    anyone: roles,
    signed_in: roles,
    organizers: ['organizer', 'admin'],
    admins: ['admin'],
    services: ['service', 'admin'],
};
const secret = 'the secret that services share, for this journey';
let boxoffice;
let people;
before(async () => {
    boxoffice = await Boxoffice.start({ BOXOFFICE_SERVICE_SECRET: secret });
    const { body, status, text } = await boxoffice.client('user').post('/tokens',
        { grant_type: 'client_credentials', client_id: 'booking', client_secret: secret });
    assert.equal(status, 200, text);
    people = {
        attendee: await boxoffice.people.attendee(),
        organizer: await boxoffice.people.organizer(),
        admin: await boxoffice.people.admin(),
        service: boxoffice.clients(body.access_token ?? body.token),
    };
});
after(() => boxoffice.stop());

const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());

/** Tokens that are wrong in one way each, made from a good one. */
function forgeries(token) {
    const [head, claims, signature] = token.split('.');
    const header = decode(head);
    const payload = decode(claims);
    const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const signed = (headers, body) => {
        const text = `${encode(headers)}.${encode(body)}`;
        return `${text}.${sign('sha256', Buffer.from(text), { key: foreign, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    };
    const unsigned = (algorithm) => `${encode({ ...header, alg: algorithm })}.${claims}.`;
    const keyed = `${encode({ ...header, alg: 'HS256' })}.${claims}`;
    return {
        'no algorithm': unsigned('none'),
        'another algorithm': `${keyed}.${createHmac('sha256', 'key').update(keyed).digest('base64url')}`,
        'a foreign key': signed(header, payload),
        'a key in the header': signed({ ...header, jwk: foreign.export({ format: 'jwk' }) }, payload),
        'other claims under the old signature': `${head}.${encode({ ...payload, exp: payload.exp + 1 })}.${signature}`,
        'another type': signed({ ...header, typ: 'JWT' }, payload),
        'no signature': `${head}.${claims}.`,
        'a cut signature': `${head}.${claims}.${signature.slice(0, -4)}`,
        nonsense: 'nonsense',
        'a very long one': 'a'.repeat(8000),
    };
}

for (const route of routes.filter(({ access }) => access !== 'anyone')) {
    test(`${nameOf(route)}: nobody and forged tokens are 401`, async () => {
        const client = boxoffice.client(route.service);
        const nobody = await client.request(route.method, route.path, route.body);
        assert.equal(nobody.status, 401, nobody.text);
        assert.match(nobody.headers['www-authenticate'] ?? '', /^Bearer/);
        for (const [name, token] of Object.entries(forgeries(people.admin.token))) {
            const answer = await client.request(route.method, route.path, route.body, { headers: { authorization: `Bearer ${token}` } });
            assert.equal(answer.status, 401, name);
        }
        const basic = await client.request(route.method, route.path, route.body, { headers: { authorization: 'Basic YTpi' } });
        assert.equal(basic.status, 401);
    });
}

for (const route of routes) {
    test(`${nameOf(route)}: only ${route.access}`, async () => {
        for (const role of roles) {
            const { status } = await people[role][route.service].request(route.method, route.path, route.body, {
                headers: { 'idempotency-key': `${role} ${nameOf(route)}` },
            });
            const refused = !letIn[route.access].includes(role);
            if (refused) assert.equal(status, 403, role);
            else assert.ok(![403, 405].includes(status) && (status !== 401 || route.path === '/login'), `${role}: ${status}`);
        }
    });
}

test('nobody makes themself more than they are', async () => {
    const client = boxoffice.client('user');
    for (const extra of [{ role: 'admin' }, { id: people.admin.id }, { is_admin: true }]) {
        assert.equal((await client.post('/signup', { name: 'A Name', email: 'climber@example.org', password, ...extra })).status, 422);
    }
    for (const extra of [{ role: 'admin' }, { email: 'other@example.org' }]) {
        assert.equal((await people.attendee.user.put('/user', extra)).status, 422);
    }
    const event = await createEvent(people.organizer);
    const other = await people.attendee.booking.post('/', { event_id: event.id, tickets: 1, user_id: people.organizer.id });
    assert.equal(other.status, 403);
    for (const extra of [{ amount: 1 }, { status: 'CONFIRMED' }, { price: 0 }]) {
        assert.equal((await people.attendee.booking.post('/', { event_id: event.id, tickets: 1, ...extra })).status, 422);
    }
    const { body: booking } = await people.attendee.booking.post('/', { event_id: event.id, tickets: 1 });
    assert.equal((await people.attendee.booking.put(`/${booking.id}`, { amount: 1 })).status, 422);
    assert.equal((await people.attendee.booking.get(`/?user_id=${people.organizer.id}`)).body?.data?.length ?? 0, 0);
});

test('an admin books for someone else, whose booking it is', async () => {
    const event = await createEvent(people.organizer);
    const { status, body } = await people.admin.booking.post('/', { event_id: event.id, tickets: 1, user_id: people.attendee.id });
    assert.equal(status, 201);
    assert.equal(body.user_id, people.attendee.id);
    assert.equal((await people.attendee.booking.get(`/${body.id}`)).status, 200);
});

test('an organizer changes only events that are theirs', async () => {
    const event = await createEvent(people.organizer);
    const other = await boxoffice.people.organizer('Another Organizer');
    assert.equal((await other.event.put(`/${event.id}`, { name: 'Mine' })).status, 403);
    assert.equal((await other.event.delete(`/${event.id}`)).status, 403);
    assert.equal((await people.admin.event.put(`/${event.id}`, { name: 'By an Admin' })).status, 200);
});

test('after signing out the token ends in every service within a second', async () => {
    const person = await boxoffice.people.organizer('Soon Gone');
    const paths = { user: '/user', event: '/', booking: '/' };
    assert.equal((await person.booking.get('/')).status, 200);
    assert.equal((await person.user.post('/logout')).status, 204);
    await eventually(async () => {
        assert.equal((await person.user.get(paths.user)).status, 401);
        assert.equal((await person.booking.get(paths.booking)).status, 401);
        assert.equal((await person.event.post('/', {})).status, 401);
        assert.equal((await person.payment.get('/payments')).status, 401);
        assert.equal((await person.notification.get('/notifications')).status, 401);
    }, { within: 1000 });
});

test('a role that was taken away ends within a second', async () => {
    const person = await boxoffice.people.organizer('No Longer');
    await createEvent(person);
    assert.equal((await people.admin.user.put(`/users/${person.id}`, { role: 'attendee' })).status, 200);
    await eventually(async () => {
        const { status } = await person.event.post('/', { name: 'A Name', starts_at: '2035-01-01T10:00:00Z', capacity: 1, price: 1, currency: 'EUR' });
        assert.ok(status === 401 || status === 403, String(status));
    }, { within: 1000 });
});

test('a changed password ends the old one', async () => {
    const person = await boxoffice.people.attendee('Careful');
    const wrong = await person.user.put('/user', { password: 'another long password', current_password: 'not this one at all' });
    assert.ok(wrong.status >= 400, wrong.text);
    assert.equal((await person.user.put('/user', { password: 'another long password', current_password: password })).status, 200);
    assert.equal((await boxoffice.client('user').post('/login', { email: person.email, password })).status, 401);
    await boxoffice.people.signIn(person.email, 'another long password');
});

test('guessing passwords is throttled', async () => {
    const person = await boxoffice.people.attendee('Target');
    const client = boxoffice.client('user');
    const statuses = [];
    for (let attempt = 0; attempt < 11; ++attempt) {
        statuses.push((await client.post('/login', { email: person.email, password: `wrong guess ${attempt}` })).status);
    }
    assert.deepEqual(statuses, [...Array(10).fill(401), 429]);
});

test('no secret is in the log', async () => {
    const told = JSON.stringify(boxoffice.log());
    for (const hidden of [password, secret, people.attendee.token, boxoffice.environment.BOXOFFICE_ADMIN_PASSWORD]) {
        assert.ok(!told.includes(hidden));
    }
    assert.ok(services.every((service) => told.includes(`"service":"${service}"`)));
});
