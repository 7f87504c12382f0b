// Disks that fail, and disks that are full.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const onFiles = new Set(['pwrite64', 'fsync', 'fdatasync', 'syncfs', 'rename', 'ftruncate', 'fallocate', 'unlink']);

/** What goes to files, and not to connections. */
export const onDisk = ({ thread, syscall }) => onFiles.has(syscall) || /^(log|mail)/.test(thread);

/**
 * The call fails with this error, once or (`lasting`) from then on until the disk is well again. No answer says what is
 * not so, nobody is left without one, the process lives and sells again; and it is all still there after kill -9.
 */
export function failAt(error, { lasting = false } = {}) {
    return async (stage, point) => {
        await stage.prepare(point.story);
        const tracer = await stage.inject({ ...point, n: lasting ? `${point.n}+` : point.n, what: `error=${error}` });
        await stage.play();
        const reached = await tracer.end();
        assert.ok(stage.process.alive, 'the process lives');
        for (const { status } of stage.wish.log) assert.notEqual(status, 0, `everybody is answered: ${stage.wish.story()}`);
        if (reached && /^(log|mail)/.test(point.thread)) assert.ok(stage.wish.happened.length > 0, `sold all the same: ${stage.wish.story()}`);
        await stage.check();
        await stage.process.kill();
        await stage.recover();
        return reached;
    };
}

/** A file system of so many MiB of its own, where this machine lets one be mounted: {folder, fill(), clear(), close()}. */
export class SmallDisk {
    static mount(mebibytes) {
        const disk = new SmallDisk(mkdtempSync(join(tmpdir(), 'boxoffice-disk-')));
        try {
            disk.#mount(mebibytes);
        } catch {
            disk.#remove();
            return undefined;
        }
        return disk;
    }

    constructor(home) {
        Object.assign(this, { home, folder: join(home, 'mounted'), image: join(home, 'image'), ballast: join(home, 'mounted', 'ballast') });
    }

    /** Until nothing more fits. */
    fill() {
        const file = openSync(this.ballast, 'a');
        const piece = Buffer.alloc(64 * 1024);
        try {
            for (let size = piece.length; size >= 1; size = Math.floor(size / 2)) {
                try {
                    for (;;) writeSync(file, piece, 0, size);
                } catch (error) {
                    assert.equal(error.code, 'ENOSPC');
                }
            }
        } finally {
            closeSync(file);
        }
    }

    clear() {
        rmSync(this.ballast, { force: true });
    }

    close() {
        execFileSync('umount', [this.folder]);
        this.#remove();
    }

    #mount(mebibytes) {
        mkdirSync(this.folder);
        const image = openSync(this.image, 'w');
        ftruncateSync(image, mebibytes * 1024 * 1024);
        closeSync(image);
        const quietly = { stdio: 'ignore' };
        try {
            execFileSync('mkfs.ext4', ['-q', '-m', '0', this.image], quietly);
            execFileSync('mount', ['-o', 'loop', this.image, this.folder], quietly);
            this.kind = 'ext4 on a loop device';
        } catch {
            execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', this.folder], quietly);
            this.kind = 'tmpfs';
        }
    }

    #remove() {
        rmSync(this.home, { recursive: true, force: true });
    }
}
