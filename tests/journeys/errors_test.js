// Whatever is sent, each route answers with the problem that fits, and never with a fault of its own.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { Boxoffice, services } from './lib/boxoffice.js';
import { createEvent } from './lib/people.js';
import { absentId, everywhere, goodEvent, nameOf, routes } from './lib/routes.js';

let boxoffice;
let admin;
let organizer;
let anyone;
let present;
before(async () => {
    boxoffice = await Boxoffice.start();
    [admin, organizer] = [await boxoffice.people.admin(), await boxoffice.people.organizer()];
    anyone = boxoffice.clients();
    const event = await createEvent(organizer);
    const { body: booking } = await organizer.booking.post('/', { event_id: event.id, tickets: 1 });
    present = { event: event.id, booking: booking.id, user: organizer.id };
});
after(() => boxoffice.stop());

const clientOf = ({ service }) => admin[service];
/** A change is asked of something that is there: what may be in its body depends on that. */
const pathOf = ({ method, path, thing }) => method === 'PUT' ? path.replace(absentId, present[thing]) : path;
const ask = (route, body, options) => clientOf(route).request(route.method, pathOf(route), body, options);

/** Values of every other type than the given one; null in a change means no change. */
const otherTypes = (value, { method }) => [...(method === 'PUT' ? [] : [null]), true, 17, -1.5, 'text', [], {}, [value]].filter((other) =>
    typeof other !== typeof value || Array.isArray(other) || other === null);

for (const route of routes.filter(({ body }) => body)) {
    describe(nameOf(route), () => {
        test('a body that is not JSON is 400', async () => {
            for (const text of ['', '{', 'null nonsense', '{"a":}', "{'a':1}", '[1,2', '{"a":1}{"b":2}', '\u0000', '{"a":"\\ud800"}', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
                `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, `${'['.repeat(100000)}`]) {
                const { status, body } = await ask(route, text, { headers: { 'content-type': 'application/json' } });
                assert.ok(status === 400 || (status === 422 && /5000|"a"/.test(text)), `${status} ${String(text).slice(0, 40)}`);
                assert.ok(['invalid_request', 'validation_failed'].includes(body.code), body.code);
            }
        });

        test('JSON that is no object is refused', async () => {
            for (const text of ['[]', '17', '"text"', 'null', 'true']) {
                const { status } = await ask(route, text, { headers: { 'content-type': 'application/json' } });
                assert.ok(status === 400 || status === 422, `${status} for ${text}`);
            }
        });

        test('another content type is 415, also when there is none', async () => {
            for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'nonsense', null]) {
                const { status } = await ask(route, JSON.stringify(route.body), { headers: { 'content-type': type } });
                assert.equal(status, 415, String(type));
            }
        });

        test('unknown and doubled members are refused', async () => {
            const unknown = await ask(route, { ...route.body, surprise: 1 });
            assert.equal(unknown.status, 422);
            assert.ok(unknown.body.errors.some(({ pointer }) => pointer === '/surprise'), unknown.text);
            const [name] = Object.keys(route.body);
            const text = JSON.stringify(route.body);
            const { status } = await ask(route, `${text.slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(route.body[name])}}`);
            assert.ok(status === 422 || status === 400, `doubled: ${status}`);
        });

        for (const name of Object.keys(route.body)) {
            test(`${name} of another type is 422 and named`, async () => {
                for (const value of otherTypes(route.body[name], route)) {
                    const answer = await ask(route, { ...route.body, [name]: value });
                    assert.equal(answer.status, 422, `${JSON.stringify(value)}: ${answer.text}`);
                    assert.ok(answer.body.errors.some(({ pointer }) => pointer.startsWith(`/${name}`)), answer.text);
                }
            });
        }

        test('every fault is told at once', async () => {
            const wrong = Object.fromEntries(Object.keys(route.body).map((name) => [name, {}]));
            const { status, body } = await ask(route, wrong);
            assert.equal(status, 422);
            assert.deepEqual(body.errors.map(({ pointer }) => pointer).sort(), Object.keys(wrong).map((name) => `/${name}`).sort());
        });

        test('texts with control characters, of great length or full of tricks do no harm', async () => {
            const texts = Object.keys(route.body).filter((name) => typeof route.body[name] === 'string');
            for (const name of texts) {
                for (const value of ['a\u0000b', 'a\u0007b', 'x'.repeat(300_000), "'; DROP TABLE users; --", '<script>alert(1)</script>', '../../etc/passwd', '%00', '{{x}}', '\u202egnp', '🎟️'.repeat(500), '']) {
                    const { status } = await ask(route, { ...route.body, [name]: value });
                    assert.ok(status < 500, `${name}=${value.slice(0, 20)}: ${status}`);
                }
            }
            for (const name of Object.keys(route.body).filter((member) => typeof route.body[member] === 'number')) {
                for (const value of [0, -1, 0.5, 1e300, 9007199254740993, 2 ** 31, -(2 ** 63)]) {
                    const { status } = await ask(route, { ...route.body, [name]: value });
                    assert.ok(status < 500, `${name}=${value}: ${status}`);
                }
            }
        });

        test('a body beyond the limit is 413', async () => {
            const answer = await ask(route, Buffer.alloc(2 * 1024 * 1024, ' '), { headers: { 'content-type': 'application/json' } });
            assert.equal(answer.status, 413);
        });
    });
}

for (const route of routes) {
    test(`${nameOf(route)}: another method is 405 and says which are allowed`, async () => {
        for (const method of ['PATCH', 'TRACE']) {
            const { status, headers } = await clientOf(route).request(method, route.path.split('?')[0]);
            assert.equal(status, 405);
            assert.ok(headers.allow.split(/,\s*/).includes(route.method), headers.allow);
        }
    });
}

for (const route of routes.filter(({ thing }) => thing)) {
    test(`${nameOf(route)}: what is not there and what is no id are the same 404`, async () => {
        for (const bad of [absentId, 'x', '17', 'null', '..%2f..', '%00', '%F0%9F%8E%9F', "1'%20OR%201=1", 'a'.repeat(300)]) {
            const inBody = route.path.includes(absentId) ? undefined : decodeURIComponent(bad);
            const body = inBody && route.body ? { ...route.body, event_id: inBody } : route.body;
            const { status, body: problem } = await clientOf(route).request(route.method, route.path.replace(absentId, bad), body);
            assert.ok(status === 404 || (inBody !== undefined && status === 422), `${bad}: ${status}`);
            // A NUL is no part of any path, so there the route is not found either.
            if (status === 404) assert.ok([`${route.thing}_not_found`, ...(bad === '%00' ? ['not_found'] : [])].includes(problem.code), `${bad}: ${problem.code}`);
        }
    });
}

for (const route of routes.filter(({ list }) => list)) {
    test(`${nameOf(route)}: bad limits, cursors and unknown parameters are 422`, async () => {
        for (const query of ['limit=0', 'limit=501', 'limit=x', 'limit=1&limit=2', 'limit=', 'cursor=nonsense', 'cursor=%FF', 'surprise=1', 'cursor=eyJhIjoxfQ']) {
            const { status, text } = await ask({ ...route, path: `${route.path}?${query}` });
            assert.ok(status === 422 || (query === 'limit=' && status === 200), `${query}: ${status} ${text}`);
        }
    });
}

test('a cursor of one list is none for another', async () => {
    for (let index = 0; index < 3; ++index) await createEvent(organizer);
    const { body } = await anyone.event.get('/?limit=1');
    assert.equal(body.data.length, 1);
    assert.equal((await anyone.event.get(`/?limit=1&cursor=${body.next_cursor}`)).status, 200);
    assert.equal((await admin.booking.get(`/?cursor=${body.next_cursor}`)).status, 422);
});

for (const service of services) {
    test(`${service}: what has no route is 404`, async () => {
        for (const path of ['/nothing/here/at/all', '//', '/./', '/../etc/passwd', '/%2e%2e/', '/healthz/', '/HEALTHZ/x']) {
            const { status } = await anyone[service].get(path, { unchecked: true });
            assert.equal(status, 404, path);
        }
    });

    test(`${service}: what every service has is there`, async () => {
        for (const path of everywhere) assert.equal((await anyone[service].get(path)).status, 200, path);
        const docs = await anyone[service].get('/docs', { headers: { accept: 'text/html' } });
        assert.equal(docs.status, 200);
        assert.match(docs.headers['content-type'], /text\/html/);
        const hosts = [...docs.text.matchAll(/(?:src|href)="(https?:)?\/\//g)];
        assert.equal(hosts.length, 0, 'nothing from other hosts');
        assert.doesNotMatch(docs.text, /<script>(?!<)/, 'no inline script');
    });

    test(`${service}: heads and targets beyond their limits are 431 and 414`, async () => {
        const long = await anyone[service].get(`/${'a'.repeat(9000)}`, { unchecked: true });
        assert.equal(long.status, 414);
        const many = await anyone[service].get('/healthz', { headers: { 'x-much': 'a'.repeat(15_000), 'x-more': 'b'.repeat(15_000) }, unchecked: true });
        assert.equal(many.status, 431);
    });

    test(`${service}: what is not HTTP is refused and cut, and others are served on`, async () => {
        for (const text of ['nonsense\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', 'GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
            'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', '\u0016\u0003\u0001\u0002\u0000']) {
            const answer = await raw(boxoffice.urls[service], text);
            assert.ok(answer === '' || /^HTTP\/1\.[01] (400|405|404|501|505|411|413|401|415)/.test(answer), `${JSON.stringify(text)} → ${answer.slice(0, 60)}`);
        }
        assert.equal((await anyone[service].get('/healthz')).status, 200);
    });
}

/** Sends the bytes and gives what comes back until the other side closes, or nothing comes for a while. */
function raw(url, text) {
    return new Promise((resolve) => {
        const { hostname, port } = new URL(url);
        const socket = net.connect(Number(port), hostname, () => socket.end(text, 'latin1'));
        let answer = '';
        socket.setTimeout(15_000, () => socket.destroy());
        socket.on('data', (piece) => { answer += piece; });
        socket.on('error', () => {});
        socket.on('close', () => resolve(answer));
    });
}

test('texts come back as they were sent, whatever they hold', async () => {
    for (const name of ["Robert'); DROP TABLE events;--", '<b>Bold</b> & "quoted"', 'Ünïcödé 日本語 🎟️', '{{mustache}} {{{raw}}}', '%s %n %x', "' OR '1'='1"]) {
        const event = await createEvent(organizer, { name, description: `${name}\n\tmore` });
        assert.equal(event.name, name);
        const read = await anyone.event.get(`/${event.id}`);
        assert.equal(read.body.name, name);
        assert.equal(read.body.description, `${name}\n\tmore`);
        const found = await anyone.event.get(`/?q=${encodeURIComponent(name)}&limit=500`);
        assert.equal(found.status, 200);
    }
});

test('an event is checked member by member', async () => {
    const wrong = [{ capacity: 0 }, { capacity: 10_000_001 }, { price: -1 }, { currency: 'EURO' }, { currency: 'eur' }, { name: '   ' }, { name: 'x'.repeat(201) },
        { starts_at: '2035-13-01T00:00:00Z' }, { starts_at: 'tomorrow' }, { time_zone: 'Mars/Olympus' }, { ends_at: '2034-01-01T00:00:00Z' },
        { description: 'x'.repeat(10_001) }, { name: 'two\nlines' }, { status: 'CANCELLED' }, { id: absentId }, { sold: 5 }, { organizer_id: absentId }];
    for (const change of wrong) {
        const { status, text } = await organizer.event.post('/', { ...goodEvent, ...change });
        assert.equal(status, 422, `${JSON.stringify(change).slice(0, 60)}: ${text}`);
    }
    assert.equal((await organizer.event.post('/', { ...goodEvent, name: 'é'.repeat(200) })).status, 201);
    assert.equal((await organizer.event.post('/', { ...goodEvent, capacity: 10_000_000 })).status, 201);
});

test('tickets are 1 to 10', async () => {
    const event = await createEvent(organizer);
    for (const tickets of [0, 11, -1, 1.5, 1e9]) {
        assert.equal((await organizer.booking.post('/', { event_id: event.id, tickets })).status, 422, String(tickets));
    }
    assert.equal((await organizer.booking.post('/', { event_id: event.id, tickets: 10 })).status, 201);
});

test('a key for repeating is 1 to 255 printable characters', async () => {
    const event = await createEvent(organizer);
    for (const key of ['x'.repeat(256), 'a\tb', 'ä']) {
        const { status } = await organizer.booking.post('/', { event_id: event.id, tickets: 1 }, { headers: { 'idempotency-key': key } });
        assert.ok(status === 400 || status === 422, `${JSON.stringify(key)}: ${status}`);
    }
    const longest = await organizer.booking.post('/', { event_id: event.id, tickets: 1 }, { headers: { 'idempotency-key': 'x'.repeat(255) } });
    assert.equal(longest.status, 201);
});
