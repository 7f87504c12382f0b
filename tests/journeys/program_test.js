// The program's other commands, its settings and its manners.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, readFileSync, writeFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import http from 'node:http';
import { Boxoffice } from './lib/boxoffice.js';
import { eventually } from './lib/eventually.js';
import { createEvent } from './lib/people.js';
import { absentId } from './lib/routes.js';

let boxoffice;
before(async () => { boxoffice = await Boxoffice.start(); });
after(() => boxoffice.stop());

test('the version and the settings are told, secrets masked', async () => {
    assert.match((await boxoffice.command('--version')).stdout, /\d+\.\d+\.\d+/);
    const { code, stdout } = await boxoffice.command({ BOXOFFICE_SERVICE_SECRET: 'do not show this' }, 'config');
    assert.equal(code, 0);
    assert.match(stdout, /BOXOFFICE_DATA/);
    assert.match(stdout, /PAYMENT_TIMEOUT_MS/);
    assert.doesNotMatch(stdout, /do not show this|correct horse battery/);
});

test('unknown words and bad settings are refused, with the reason', async () => {
    assert.notEqual((await boxoffice.command('nonsense')).code, 0);
    const folder = mkdtempSync(join(tmpdir(), 'boxoffice-journey-'));
    for (const [name, value] of [['HOLD_SECONDS', 'soon'], ['USER_PORT', '99999'], ['PAYMENT_TIMEOUT_MS', '-1']]) {
        const { code, stdout, stderr } = await boxoffice.command({ BOXOFFICE_DATA: folder, [name]: value }, 'serve');
        assert.notEqual(code, 0, name);
        assert.match(stdout + stderr, new RegExp(name));
    }
    writeFileSync(join(folder, 'settings.toml'), 'no_such_setting = 1\n');
    const { code, stdout, stderr } = await boxoffice.command({ BOXOFFICE_CONFIG: join(folder, 'settings.toml'), BOXOFFICE_DATA: folder }, 'serve');
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /no_such_setting/);
    rmSync(folder, { recursive: true });
});

test('a service alone refuses to start without its engine and names it', async () => {
    const { code, stdout, stderr } = await boxoffice.command({ POSTGRES_URL: '', MONGODB_URI: '', AMQP_URL: '' }, 'serve', 'booking');
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /MONGODB_URI/);
});

/** Each data folder is new, with stores of its own. */
async function refusedStart(settings, prepare = () => {}) {
    const folder = mkdtempSync(join(tmpdir(), 'boxoffice-journey-'));
    prepare(folder);
    const answer = await boxoffice.command({ POSTGRES_URL: '', MONGODB_URI: '', AMQP_URL: '', ...settings, BOXOFFICE_DATA: folder }, 'serve');
    rmSync(folder, { recursive: true });
    assert.equal(answer.code, 1, answer.stdout + answer.stderr);
    return answer.stderr;
}

test('a port that is taken is named, with its setting', async () => {
    const port = new URL(boxoffice.urls.user).port;
    for (const setting of ['USER_PORT', 'PAYMENT_PORT'])
        assert.match(await refusedStart({ [setting]: port }), new RegExp(`127\\.0\\.0\\.1:${port} .*${setting}.*in use`));
});

test('a file of the data folder that is no store is named', async () => {
    for (const file of ['booking.sqlite', 'notification.sqlite'])
        assert.match(await refusedStart({}, (folder) => writeFileSync(join(folder, file), 'x'.repeat(10_000))), new RegExp(`${file}: file is not a database`));
});

test('the data folder serves one program at a time', async () => {
    const { code, stdout, stderr } = await boxoffice.command('serve');
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /another|lock|in use|already/i);
});

test('what is secret in the data folder is for its owner alone', () => {
    assert.equal(statSync(boxoffice.folder).mode & 0o777, 0o700);
    const files = readdirSync(boxoffice.folder).filter((file) => /key|secret|password/.test(file));
    assert.ok(files.length > 0, 'keys are in the data folder');
    for (const file of files) assert.equal(statSync(join(boxoffice.folder, file)).mode & 0o077, 0, file);
});

test('bookings of the past that never were are alike in all embedded stores', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'boxoffice-journey-'));
    const embedded = { BOXOFFICE_DATA: folder, POSTGRES_URL: '', MONGODB_URI: '', AMQP_URL: '' };
    assert.equal((await boxoffice.command(embedded, 'bench', 'seed', '--bookings', '300')).code, 0);
    const { code, stdout, stderr } = await boxoffice.command(embedded, 'doctor');
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /750 tickets of 300 confirmed bookings are sold, and no others/);
    rmSync(folder, { recursive: true });
});

test('an admin grants a role from the command line', async () => {
    const person = await boxoffice.people.attendee();
    const { code, stdout, stderr } = await boxoffice.command('admin', 'grant', person.email, 'organizer');
    assert.equal(code, 0, stdout + stderr);
    await createEvent(await boxoffice.people.signIn(person.email));
});

test('the doctor finds it healthy', async () => {
    const { code, stdout, stderr } = await boxoffice.command('doctor');
    assert.equal(code, 0, stdout + stderr);
});

test('every line of the log has what it has to have', async () => {
    await eventually(() => assert.ok(boxoffice.log().length > 10));
    for (const line of boxoffice.log()) {
        for (const name of ['time', 'level', 'service', 'message']) assert.equal(typeof line[name], 'string', JSON.stringify(line));
        assert.match(line.time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
        assert.match(line.service, /^(user|event|booking|notification|payment)$/);
    }
});

test('an availability stream tells each change, and the present state to who comes again', async () => {
    const organizer = await boxoffice.people.organizer();
    const event = await createEvent(organizer, { capacity: 7 });
    const stream = listen(`${boxoffice.urls.user}/events/${event.id}/availability/stream`);
    const first = await stream.next();
    assert.deepEqual([first.data.available, first.data.capacity], [7, 7]);
    await organizer.booking.post('/', { event_id: event.id, tickets: 3 });
    let last = await stream.next();
    while (last.data.sold < 3) last = await stream.next();
    assert.equal(last.data.available, 4);
    stream.close();
    const again = listen(`${boxoffice.urls.event}/events/${event.id}/availability/stream`, { 'last-event-id': first.id });
    assert.equal((await again.next()).data.available, 4);
    again.close();
});

/** Reads Server-Sent Events: {next(), close()}. */
function listen(url, headers = {}) {
    const queue = [];
    const waiting = [];
    const give = (event) => waiting.length > 0 ? waiting.shift()(event) : queue.push(event);
    const request = http.get(url, { headers: { accept: 'text/event-stream', ...headers } }, (response) => {
        let text = '';
        response.on('error', () => {});
        response.on('data', (piece) => {
            text += piece;
            for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
                const fields = text.slice(0, end).split('\n');
                text = text.slice(end + 2);
                const field = (name) => fields.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim()).join('\n');
                if (field('data')) give({ id: field('id'), data: JSON.parse(field('data')) });
            }
        });
    });
    request.on('error', () => {});
    return {
        next: () => queue.length > 0 ? Promise.resolve(queue.shift()) : new Promise((resolve, reject) => {
            const timeout = setTimeout(() => reject(new Error('no event within 10 s')), 10_000);
            waiting.push((event) => {
                clearTimeout(timeout);
                resolve(event);
            });
        }),
        close: () => request.destroy(),
    };
}

test('SIGTERM ends it cleanly while a stream is open, and SIGHUP opens the log anew', async () => {
    const organizer = await boxoffice.people.organizer();
    const event = await createEvent(organizer);
    const stream = listen(`${boxoffice.urls.event}/events/${event.id}/availability/stream`);
    await stream.next();
    const log = join(boxoffice.folder, 'boxoffice.log');
    rmSync(log);
    boxoffice.signal('SIGHUP');
    await eventually(async () => {
        await boxoffice.client('event').get(`/${absentId}`);
        assert.ok(readFileSync(log, 'utf8').length > 0);
    });
    await boxoffice.restart();
    stream.close();
});
