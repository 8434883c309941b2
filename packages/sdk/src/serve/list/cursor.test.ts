import { createHmac } from 'node:crypto';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { userKey } from './cursor-key.ts';

const key = Buffer.alloc(32, 1);
const call = { key, principal: 'local:ada', tool: 'shop_list_orders', args: { status: 'open', limit: 5 } };
const cursor = encodeCursor(call, { vendor: 'v1', skip: 3 });

describe('a cursor', () => {
  it.each([
    ['of another key', { ...call, key: Buffer.alloc(32, 2) }, 'not one that this server gave out'],
    ['of another principal', { ...call, principal: 'http:bob' }, 'other arguments'],
    ['of another tool', { ...call, tool: 'shop_list_items' }, 'other arguments'],
    ['of other arguments', { ...call, args: { status: 'closed' } }, 'other arguments'],
  ])('%s is refused', (_, other, message) => {
    expect(() => decodeCursor(other, cursor)).toThrow(message);
  });

  it('is refused when any of its bytes is changed, or it is none', () => {
    const bytes = Buffer.from(cursor, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => decodeCursor(call, changed.toString('base64url'))).toThrow('not one that this server gave out');
    }
    for (const text of ['', 'x', 'WzEsIiJd', '💥']) expect(() => decodeCursor(call, text)).toThrow('not one that');
  });

  it('of another version is refused, though it is signed', () => {
    const [, binding] = JSON.parse(Buffer.from(cursor, 'base64url').subarray(16).toString('utf8'));
    const body = JSON.stringify([1, binding, 'v1', 3]);
    const mac = createHmac('sha256', key).update('cursor\n').update(body).digest().subarray(0, 16);
    const older = Buffer.concat([mac, Buffer.from(body)]).toString('base64url');
    expect(() => decodeCursor(call, older)).toThrow('it comes from another version');
  });

  it('goes on whatever the limit is now', () => {
    expect(decodeCursor({ ...call, args: { limit: 50, cursor, status: 'open' } }, cursor)).toEqual({
      vendor: 'v1',
      skip: 3,
    });
  });
});

describe('the key of a user', () => {
  it('is one for processes that start at once, private, and made anew when it is broken', async () => {
    const home = temporaryFolder();
    onTestFinished(() => rm(home, { recursive: true, force: true }));
    const keys = await Promise.all(Array.from({ length: 8 }, () => userKey(home)));
    expect(new Set(keys.map((buffer) => buffer.toString('hex'))).size).toBe(1);
    const path = join(home, '.rolekit/key');
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    await writeFile(path, 'short');
    expect((await userKey(home)).byteLength).toBe(32);
    expect(await userKey(home)).toEqual(await userKey(home));
  });
});
