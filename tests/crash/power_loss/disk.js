// The disk after a loss of power, made from what disk_recorder.cpp wrote down of a program's life.
//
// Covered: what was written to a file and not synced since is gone, whole or in part: any of its sectors of 512 bytes may
// have come down, in any order, an older write of a sector in place of a newer one, and the file's size apart from its
// sectors. A name in a folder is there only once that folder was synced (or the whole file system): a file created,
// renamed, linked or removed before may be as it was, and with it whatever stands below a lost folder. A sync covers what
// was written before it began, and counts from when it ended. The memory of a mapped WAL index (-shm) is arbitrary.
// Stricter than the usual file systems: with them, a sync of a new file brings its name along, and names come down in order.
//
// Not covered: a disk that lies about syncs, that damages sectors which were not written, or tears one sector; other shared
// writable mappings (refused), and calls that the recorder does not know (a replay of all records would then differ from
// the real folder, which the tests compare).
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const kinds = [, 'root', 'create', 'make_folder', 'write', 'truncate', 'sync_begun', 'sync_ended', 'rename', 'link', 'remove', 'map_shared', 'answer'];
const headBytes = 25;
const sectorBytes = 512;

/** The records of a file: {kind, inode, number, path, target, data}. Where one stands in the list is its place in time. */
export function readRecording(file) {
    const bytes = readFileSync(file);
    const records = [];
    for (let at = 0; at < bytes.length;) {
        const end = at + 4 + bytes.readUInt32LE(at);
        const path = at + headBytes;
        const target = path + bytes.readUInt16LE(at + 21);
        const data = target + bytes.readUInt16LE(at + 23);
        records.push({
            kind: kinds[bytes[at + 4]], inode: bytes.readBigUInt64LE(at + 5), number: bytes.readBigUInt64LE(at + 13),
            path: bytes.toString('utf8', path, target), target: bytes.toString('utf8', target, data), data: bytes.subarray(data, end),
        });
        at = end;
    }
    return records;
}

/** Random numbers below one, the same for the same seed. */
export function randomFrom(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
}

class File {
    constructor() {
        this.bytes = Buffer.alloc(0);
        this.unsynced = [];
    }

    /** What is on the disk: the bytes synced, and of what came after them the part that `random` picks. */
    content(random) {
        return random ? apply(this.bytes, some(this.unsynced, this.bytes.length, random)) : this.bytes;
    }

    sync(until) {
        const covered = this.unsynced.findIndex(({ time }) => time >= until);
        const changes = this.unsynced.splice(0, covered < 0 ? this.unsynced.length : covered);
        this.bytes = apply(this.bytes, changes);
    }
}

/** Writes {at, data} and truncations {size} on top of the bytes. */
function apply(bytes, changes) {
    const largest = changes.reduce((most, { at, data, size }) => Math.max(most, size ?? at + data.length), bytes.length);
    const result = Buffer.alloc(largest);
    bytes.copy(result);
    let size = bytes.length;
    for (const change of changes) {
        if (change.size !== undefined) {
            result.fill(0, change.size);
            size = change.size;
        } else {
            change.data.copy(result, change.at);
            size = Math.max(size, change.at + change.data.length);
        }
    }
    return result.subarray(0, size);
}

/** Of every sector some version since the last sync, and some size that the file has had since. */
function some(changes, size, random) {
    const keeps = random();
    const versions = new Map();
    for (const { at, data } of changes) for (const sector of sectorsOf(at, data)) versions.set(sector, (versions.get(sector) ?? 0) + 1);
    const left = new Map([...versions].map(([sector, count]) => [sector, random() < keeps ? count : Math.floor(random() * (count + 1))]));
    const resizings = Math.floor(random() * (changes.length + 1));
    const kept = [];
    const sizes = [size];
    for (const [index, change] of changes.entries()) {
        if (index < resizings) sizes.push(change.size ?? Math.max(sizes.at(-1), change.at + change.data.length));
        if (change.size !== undefined && index < resizings) kept.push(change);
        for (const sector of sectorsOf(change.at, change.data)) {
            if (left.get(sector) === 0) continue;
            left.set(sector, left.get(sector) - 1);
            const from = Math.max(change.at, sector * sectorBytes);
            const to = Math.min(change.at + change.data.length, (sector + 1) * sectorBytes);
            kept.push({ at: from, data: change.data.subarray(from - change.at, to - change.at) });
        }
    }
    return [...kept, { size: sizes.at(-1) }];
}

function sectorsOf(at, data) {
    if (!data || data.length === 0) return [];
    const [first, last] = [Math.floor(at / sectorBytes), Math.floor((at + data.length - 1) / sectorBytes)];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

class Folder {
    constructor() {
        this.names = new Map();   // as the program sees them
        this.synced = new Map();  // as the disk has them
    }
}

/** What a program did to a folder up to a time, and what of it a disk has. `foldersSync: false` forgets all folders' syncs. */
export class Disk {
    #nodes = new Map();
    #begun = new Map();
    #renamings = [];  // changes of names that no sync of their folder covers: {time, changes: [{folder, name, node}]}
    #time = 0;

    constructor({ foldersSync = true } = {}) {
        this.foldersSync = foldersSync;
    }

    /** The next record. */
    take(record) {
        this[record.kind](record);
        ++this.#time;
    }

    root({ path, inode }) {
        if (this.top) return;
        this.path = path;
        this.top = new Folder();
        this.#nodes.set(inode, this.top);
    }

    create({ path, inode }) { this.#name(path, this.#born(inode, new File())); }
    make_folder({ path, inode }) { this.#name(path, this.#born(inode, new Folder())); }
    write({ inode, number, data }) { this.#nodes.get(inode)?.unsynced.push({ time: this.#time, at: Number(number), data }); }
    truncate({ inode, number }) { this.#nodes.get(inode)?.unsynced.push({ time: this.#time, size: Number(number) }); }
    link({ path, target }) { this.#name(target, this.#find(path)); }
    remove({ path }) { this.#change([this.#place(path, undefined)]); }
    rename({ path, target }) { this.#change([this.#place(target, this.#find(path)), this.#place(path, undefined)]); }
    answer() {}

    map_shared({ inode }) {
        const node = this.#nodes.get(inode);
        if (node) node.mapped = true;
    }

    sync_begun({ number }) { this.#begun.set(number, this.#time); }

    sync_ended({ inode, number }) {
        const until = this.#begun.get(number);
        this.#begun.delete(number);
        for (const node of inode === 0n ? this.#nodes.values() : [this.#nodes.get(inode)]) {
            if (node instanceof File) node.sync(until);
            if (node instanceof Folder && this.foldersSync) this.#syncNames(node, until);
        }
    }

    #born(inode, node) {
        this.#nodes.set(inode, node);
        return node;
    }

    #name(path, node) { this.#change([this.#place(path, node)]); }

    #change(changes) {
        for (const { folder, name, node } of changes) {
            if (node) folder.names.set(name, node);
            else folder.names.delete(name);
        }
        this.#renamings.push({ time: this.#time, changes });
    }

    #syncNames(folder, until) {
        const covered = (one) => one.time < until && one.changes.some((change) => change.folder === folder);
        for (const { changes } of this.#renamings.filter(covered)) settle(changes);
        this.#renamings = this.#renamings.filter((one) => !covered(one));
    }

    #place(path, node) { return { folder: this.#find(dirname(path)), name: basename(path), node }; }

    #find(path) {
        const parts = relative(this.path, path).split('/').filter((part) => part !== '');
        return parts.reduce((folder, part) => folder?.names.get(part), this.top);
    }

    /** Writes what the program sees, as if nothing were lost. */
    saveEverything(folder) {
        save(this.top, folder, (node) => node.names, (file) => apply(file.bytes, file.unsynced));
    }

    /** Writes what is left after a loss of power now; with `random`, some of what was not synced is there all the same. */
    saveLoss(folder, random) {
        const lucky = random ? this.#renamings.filter(() => random() < 0.5) : [];
        const names = new Map();
        const namesOf = (node) => names.get(node) ?? names.set(node, new Map(node.synced)).get(node);
        for (const { changes } of lucky) settle(changes, namesOf);
        save(this.top, folder, namesOf, (file, name) => {
            assert.ok(!file.mapped || name.endsWith('-shm'), `${name} is written through a mapping, which is not recorded`);
            const content = file.content(random);
            return file.mapped && random ? Buffer.from(content.map(() => 256 * random())) : content;
        });
    }
}

function settle(changes, namesOf = (folder) => folder.synced) {
    for (const { folder, name, node } of changes) {
        if (node) namesOf(folder).set(name, node);
        else namesOf(folder).delete(name);
    }
}

function save(folder, path, namesOf, contentOf) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    for (const [name, node] of namesOf(folder)) {
        if (node instanceof Folder) save(node, join(path, name), namesOf, contentOf);
        else writeFileSync(join(path, name), contentOf(node, name), { mode: 0o600 });
    }
}
