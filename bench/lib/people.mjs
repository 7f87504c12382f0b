// Who buys: an administrator, and as many signed-in people as there are connections.
import fs from 'node:fs';
import { call, inParallel } from './wire.mjs';

export const admin = { email: 'admin@example.com', password: 'a long bench password' };
const atOnce = 4;

/** Signs people up and in at a user service; gives the admin's token and the file of theirs, one a line. */
export async function signIn(user, count, file) {
  const { token } = await call(`${user}/login`, { method: 'POST', body: admin });
  const tokens = await inParallel(Array.from({ length: count }), atOnce, async (_, i) => {
    const account = { email: `buyer-${i}@example.com`, password: 'a long bench password' };
    await call(`${user}/signup`, { method: 'POST', body: { name: 'Buyer', ...account } });
    return (await call(`${user}/login`, { method: 'POST', body: account })).token;
  });
  fs.writeFileSync(file, `${tokens.join('\n')}\n`);
  return { token, tokens: file };
}
