// The disk that the power losses stand on forgets what it says that it forgets.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Disk, randomFrom } from './power_loss/disk.js';

const [top, file, other] = [1n, 2n, 3n];
let syncs = 0n;
const syncOf = (inode) => {
    const number = ++syncs;
    return [{ kind: 'sync_begun', inode, number }, { kind: 'sync_ended', inode, number }];
};
const created = { kind: 'create', inode: file, path: '/home/a' };
const written = (text, at = 0, inode = file) => ({ kind: 'write', inode, number: BigInt(at), data: Buffer.from(text) });
const syncedFile = [created, written('old'), ...syncOf(file), ...syncOf(top)];

/** What is left of the files: a function from name to text, or undefined. */
function after(records, { random, ...options } = {}) {
    const disk = new Disk(options);
    for (const record of [{ kind: 'root', inode: top, path: '/home' }, ...records]) disk.take(record);
    const folder = mkdtempSync(join(tmpdir(), 'boxoffice-disk-'));
    disk.saveLoss(folder, random);
    const left = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'latin1') : undefined);
    const texts = Object.fromEntries(['a', 'b', 'c/d'].map((name) => [name, left(name)]));
    rmSync(folder, { recursive: true });
    return texts;
}

/** Every outcome that some seed gives. */
const outcomes = (records) => new Set(Array.from({ length: 200 }, (_, seed) => after(records, { random: randomFrom(seed) }).a));

test('what was synced, with its name, is there', () => {
    assert.equal(after(syncedFile).a, 'old');
});

test('what was written after the sync began is lost', () => {
    const [begun, ended] = syncOf(file);
    assert.equal(after([created, ...syncOf(top), written('a'), begun, written('b', 1), ended]).a, 'a');
    assert.equal(after([...syncedFile, written('new')]).a, 'old');
    assert.equal(after([...syncedFile, { kind: 'truncate', inode: file, number: 0n }]).a, 'old');
});

test('a sync that has not ended gives nothing', () => {
    assert.equal(after([...syncedFile, written('new'), syncOf(file)[0]]).a, 'old');
});

test('a file whose folder was not synced is gone, and so is one in a folder without a name', () => {
    assert.equal(after([created, written('old'), ...syncOf(file)]).a, undefined);
    const inside = [{ kind: 'make_folder', inode: other, path: '/home/c' }, { kind: 'create', inode: file, path: '/home/c/d' }, ...syncOf(file), ...syncOf(other)];
    assert.equal(after(inside)['c/d'], undefined);
    assert.equal(after([...inside, ...syncOf(top)])['c/d'], '');
    assert.equal(after([...inside, ...syncOf(top)], { foldersSync: false })['c/d'], undefined);
});

test('a name that was changed or removed is as it was until its folder is synced', () => {
    const renamed = { kind: 'rename', path: '/home/a', target: '/home/b' };
    assert.deepEqual(after([...syncedFile, renamed]), { a: 'old', b: undefined, 'c/d': undefined });
    assert.deepEqual(after([...syncedFile, renamed, ...syncOf(top)]), { a: undefined, b: 'old', 'c/d': undefined });
    assert.equal(after([...syncedFile, { kind: 'remove', path: '/home/a' }]).a, 'old');
});

test('a sync of everything is one of all files and folders', () => {
    assert.equal(after([created, written('all'), ...syncOf(0n)]).a, 'all');
});

test('of what was not synced any sectors may be there, of any age, and any size', () => {
    const [x, y, z] = ['x', 'y', 'z'].map((letter) => letter.repeat(512));
    const found = outcomes([created, written(x + x), ...syncOf(file), ...syncOf(top), written(y), written(z + z), written(x, 1024)]);
    for (const possible of [x + x, y + x, z + x, x + z, y + z, z + z, z + z + x, x + x + '\0'.repeat(512)]) assert.ok(found.has(possible), possible);
    assert.equal([...found].filter((text) => ![1024, 1536].includes(text.length)).length, 0, 'no other size');
});
