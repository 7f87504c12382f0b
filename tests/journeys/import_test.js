// Events from files, by the command line: once and again, with the program running and not.
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Boxoffice } from './lib/boxoffice.js';
import { everything } from './lib/people.js';

const calendar = (...entries) => ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//journey//EN',
    ...entries.flatMap((lines) => ['BEGIN:VEVENT', 'DTSTAMP:20260101T000000Z', ...lines, 'END:VEVENT']), 'END:VCALENDAR', ''].join('\r\n');
const oddities = calendar(
    ['UID:one@journey', 'DTSTART:20350301T090000Z', 'DTEND:20350301T170000Z', 'SUMMARY:One\\, and the first', 'LOCATION:Hall 1\\, Paris\\, France', 'CATEGORIES:music,jazz'],
    ['UID:two@journey', 'DTSTART;VALUE=DATE:20350302', 'DTEND;VALUE=DATE:20350304', 'SUMMARY:Zwei Tage in Zürich, gefaltet mi', ' tten im Wort', 'LOCATION:Zürich\\, Switzerland'],
    ['UID:three@journey', 'DTSTART;TZID=America/New_York:20350303T200000', 'SUMMARY:  Blanks around  ', 'DESCRIPTION:First line\\nSecond line'],
    ['UID:four@journey', 'DTSTART:20350304T090000Z', 'SUMMARY:The same name'],
    ['UID:five@journey', 'DTSTART:20350305T090000Z', 'SUMMARY:The same name'],
    ['UID:bad@journey', 'SUMMARY:Without a start'],
);
const table = ['name,starts_on,ends_on,city,country,online,url,topics',
    'Table One,2035-04-01,2035-04-02,Cape Town,South Africa,false,https://one.example.org,ruby',
    '"Comma, quoted ""twice""",2035-04-03,,,,true,https://two.example.org,"js,css"',
    'Bad Date,2035-13-01,,Rome,Italy,false,,go', ''].join('\n');

let boxoffice;
let organizer;
before(async () => {
    boxoffice = await Boxoffice.start();
    organizer = await boxoffice.people.organizer();
    writeFileSync(join(boxoffice.home, 'events.ics'), oddities);
    writeFileSync(join(boxoffice.home, 'events.csv'), table);
});
after(() => boxoffice.stop());

const importing = (...files) => boxoffice.command('import', ...files, '--organizer', organizer.email, '--capacity', '50', '--price', '1500', '--currency', 'EUR');
const events = () => everything(boxoffice.client('event'), '/');

test('good entries become events, bad ones are named', async () => {
    const { stdout, stderr } = await importing('events.ics', 'events.csv');
    const told = stdout + stderr;
    const names = (await events()).map(({ name }) => name);
    assert.deepEqual(names.sort(), ['Blanks around', 'Comma, quoted "twice"', 'One, and the first', 'Table One', 'The same name', 'The same name',
        'Zwei Tage in Zürich, gefaltet mitten im Wort'].sort(), told);
    assert.match(told, /events\.csv:4\b|line 4/, 'the bad row is named by its line');
    const [whole] = (await boxoffice.client('event').get('/?q=Zwei')).body.data;
    assert.equal(whole.all_day, true);
    const [blanks] = (await boxoffice.client('event').get('/?q=Blanks')).body.data;
    assert.equal(blanks.starts_at, '2035-03-04T01:00:00Z');
    assert.equal(blanks.time_zone, 'America/New_York');
    assert.equal(blanks.description, 'First line\nSecond line');
    assert.equal(blanks.organizer_id, organizer.id);
    assert.deepEqual([blanks.capacity, blanks.price, blanks.currency], [50, 1500, 'EUR']);
});

test('imported again, nothing is new and nothing changed', async () => {
    const before = await events();
    await importing('events.ics', 'events.csv');
    assert.deepEqual(await events(), before);
});

test('it works without the running program, too', async () => {
    const before = await events();
    await boxoffice.kill();
    writeFileSync(join(boxoffice.home, 'more.ics'), calendar(['UID:six@journey', 'DTSTART:20350601T090000Z', 'SUMMARY:While it was closed']));
    const { code, stdout, stderr } = await importing('more.ics', 'events.ics');
    assert.ok(code === 0 || /Without a start|bad@journey|events\.ics/.test(stdout + stderr), stdout + stderr);
    await boxoffice.restart();
    const now = await events();
    assert.equal(now.length, before.length + 1);
    assert.ok(now.some(({ name }) => name === 'While it was closed'));
});

test('what is missing or wrong is said', async () => {
    assert.notEqual((await importing('absent.ics')).code, 0);
    const nobody = await boxoffice.command('import', 'events.ics', '--organizer', 'nobody@example.org', '--capacity', '5', '--price', '0', '--currency', 'EUR');
    assert.notEqual(nobody.code, 0);
    assert.match(nobody.stderr + nobody.stdout, /nobody@example\.org/);
});

const samples = process.env.BOXOFFICE_SAMPLE_DATA;
test('the real calendars come in whole', { skip: samples && existsSync(samples) ? false : 'BOXOFFICE_SAMPLE_DATA is not set' }, async () => {
    const before = (await events()).length;
    const { code, stdout, stderr } = await importing(join(samples, 'conferences-2026.ics'));
    assert.equal(code, 0, stdout + stderr);
    assert.equal((await events()).length, before + 394);
});
