// The README's first booking, run as it stands there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Boxoffice } from './lib/boxoffice.js';

let boxoffice;
before(async () => { boxoffice = await Boxoffice.start({}, ['--examples']); });
after(() => boxoffice.stop());

test('the first booking of the README is confirmed', async () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const [, commands] = /```sh\n([\s\S]*?)```/.exec(readme);
    assert.ok(commands.includes('http://127.0.0.1:3000'));
    const here = commands.replaceAll('http://127.0.0.1:3000', boxoffice.urls.user);
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', here], { timeout: 20_000 });
    assert.match(stdout, /"status":\s*"CONFIRMED"/);
    assert.match(stdout, /"sold":\s*2/);
});

test('an empty folder gets the example events once', async () => {
    const count = async () => (await boxoffice.client('event').get('/?limit=500')).body.data.length;
    assert.equal(await count(), 8);
    await boxoffice.restart();
    assert.equal(await count(), 8);
});
