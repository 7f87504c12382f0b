// Tickets that do not add up: sales of the event stop by themselves, and go on when an operator has seen to it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Boxoffice, unguardedProgram } from './lib/boxoffice.js';
import { eventually } from './lib/eventually.js';
import { createEvent } from './lib/people.js';

const everySecond = { CONSERVATION_CHECK_SECONDS: '1' };
const book = (person, event) => person.booking.post('/', { event_id: event.id, tickets: 1 });

/** Changes what the event's pool says is sold, behind the program's back. */
async function addToSold(program, event, count) {
    if (program.engines) {
        const { modifiedCount } = await program.engines.mongo((database) => database.collection('inventories').updateOne({ _id: event.id }, { $inc: { 'pools.all.sold': count } }));
        return assert.equal(modifiedCount, 1);
    }
    const change = `UPDATE pool SET sold = sold + ${count} WHERE inventory_id = x'${event.id.replaceAll('-', '')}'`;
    const { stdout } = await promisify(execFile)('sqlite3', ['-cmd', '.timeout 10000', join(program.folder, 'event.sqlite'), `${change}; SELECT changes()`]);
    assert.equal(stdout.trim(), '1');
}

const metric = async (program, name) => {
    const text = await (await fetch(`${program.urls.event}/metrics`)).text();
    return Number(new RegExp(`^${name}\\{service="event"\\} (\\d+)`, 'm').exec(text)?.[1]);
};
const statusOf = async (person, event) => (await person.event.get(`/${event.id}`)).body.status;
const linesAbout = (program, event, message) => program.log().filter((line) => line.message.startsWith(message) && line.event_id === event.id);

test('an event that does not add up is not sold on until it does', async () => {
    const boxoffice = await Boxoffice.start(everySecond);
    try {
        const organizer = await boxoffice.people.organizer();
        const attendee = await boxoffice.people.attendee();
        const [event, other] = [await createEvent(organizer), await createEvent(organizer)];
        const { body: booking } = await book(attendee, event);
        assert.equal((await book(attendee, event)).status, 201);
        await addToSold(boxoffice, event, 1);

        await eventually(async () => assert.equal(await statusOf(attendee, event), 'SUSPENDED'));
        const refused = await eventually(async () => {
            const answer = await book(attendee, event);
            assert.equal(answer.body.code, 'sales_suspended', answer.text);
            return answer;
        });
        assert.equal(refused.status, 503);
        assert.ok(Number(refused.headers['retry-after']) > 0);
        assert.equal((await book(attendee, other)).status, 201, 'other events are sold');
        await eventually(async () => assert.equal(await metric(boxoffice, 'boxoffice_inventory_imbalances'), 1));
        await eventually(() => assert.equal(linesAbout(boxoffice, event, 'sales are suspended').length, 1));
        assert.ok(linesAbout(boxoffice, event, 'an inventory differs from its registers').length >= 1);

        assert.equal((await attendee.booking.delete(`/${booking.id}`)).status, 204, 'what ends bookings goes on');
        await eventually(async () => assert.equal((await attendee.booking.get(`/${booking.id}`)).body.status, 'REFUNDED'));
        const red = await boxoffice.command('doctor');
        assert.equal(red.code, 1);
        assert.match(red.stdout, /BROKEN .*pools and registers agree/);
        assert.equal((await organizer.event.put(`/${event.id}`, { status: 'PUBLISHED' })).status, 409);
        const stays = await boxoffice.command('admin', 'resume-sales', event.id);
        assert.equal(stays.code, 1);
        assert.match(stays.stderr, /stay suspended: .*do not add up/);

        await addToSold(boxoffice, event, -1);
        const resumed = await boxoffice.command('admin', 'resume-sales', event.id);
        assert.equal(resumed.code, 0, resumed.stderr);
        assert.match(resumed.stdout, /go on/);
        await eventually(async () => assert.equal((await book(attendee, event)).status, 201));
        const green = await boxoffice.command('doctor');
        assert.equal(green.code, 0, green.stdout);
        assert.equal((await boxoffice.command('admin', 'resume-sales', event.id)).code, 1, 'nothing is suspended any more');
    } finally {
        await boxoffice.stop();
    }
});

test('control: without the check an event that does not add up is sold on', async () => {
    const broken = await Boxoffice.start({ ...everySecond, LEAVE_OUT_GUARDS: 'conservation' }, [], { executable: unguardedProgram });
    try {
        const attendee = await broken.people.attendee();
        const event = await createEvent(await broken.people.organizer());
        assert.equal((await book(attendee, event)).status, 201);
        await addToSold(broken, event, 1);
        await eventually(() => assert.ok(linesAbout(broken, event, 'an inventory differs from its registers').length >= 2));
        assert.equal(await statusOf(attendee, event), 'PUBLISHED');
        assert.equal((await book(attendee, event)).status, 201);
    } finally {
        await broken.stop();
    }
});
