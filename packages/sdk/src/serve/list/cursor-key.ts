import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CursorCall, decodeCursor, encodeCursor, type Position, rowMark } from './cursor.ts';

const BYTES = 32;

/** Makes and reads cursors with the user's key. */
export interface Cursors {
  encode(call: Omit<CursorCall, 'key'>, position: Position): string;
  /** @throws RK_INVALID_REQUEST */
  decode(call: Omit<CursorCall, 'key'>, cursor: string): Position;
  rowMark(row: unknown): string;
}

export function cursorsOf(key: Buffer): Cursors {
  return {
    encode: (call, position) => encodeCursor({ ...call, key }, position),
    decode: (call, cursor) => decodeCursor({ ...call, key }, cursor),
    rowMark,
  };
}

/** The user's key, or where none can be kept, one of this process. */
export async function signingKey(home: string, onProblem: (text: string) => void): Promise<Buffer> {
  return userKey(home).catch((error: { code?: unknown }) => {
    onProblem(`What this server signs will not outlive it: ${home}/.rolekit/key (${String(error.code)})`);
    return randomBytes(BYTES);
  });
}

/**
 * The key with which a user's servers sign what they give out and take back (cursors): `~/.rolekit/key`, private to the
 * user and the same for all processes, so that a cursor outlives the server that made it.
 */
export async function userKey(home: string): Promise<Buffer> {
  const folder = join(home, '.rolekit');
  const path = join(folder, 'key');
  const known = await readKey(path);
  if (known) return known;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeFile(draft, randomBytes(BYTES), { mode: 0o600, flag: 'wx' });
    // another process may be first: its key counts, and is whole
    await link(draft, path).catch((error: { code?: unknown }) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return (await readKey(path)) ?? replaceBroken(path);
}

async function readKey(path: string): Promise<Buffer | undefined> {
  const key = await readFile(path).catch((error: { code?: unknown }) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return key?.byteLength === BYTES ? key : undefined;
}

/** Cursors of before are refused then, which is what a broken key means anyway. */
async function replaceBroken(path: string): Promise<Buffer> {
  const key = randomBytes(BYTES);
  await rm(path, { force: true });
  await writeFile(path, key, { mode: 0o600, flag: 'wx' });
  return key;
}
