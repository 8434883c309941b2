import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLockFile } from '../../files/lock-file.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { openKeychain } from './keychain.ts';
import { keychainError } from './keychain-program.ts';
import type { Keychain, KeychainOptions } from './keychain-type.ts';
import { KEY_BYTES } from './seal.ts';

export interface NamedKey {
  id: string;
  key: Buffer;
}

/** Keys that this process has read, or is reading: the keychain is asked once. */
const known = new Map<string, Promise<Buffer | undefined>>();

/** A key of the keychain; undefined when it is not there any more. @throws RK_KEYCHAIN */
export async function keychainKey(id: string, options: KeychainOptions): Promise<Buffer | undefined> {
  const reading = known.get(id) ?? readKey(id, options);
  known.set(id, reading);
  try {
    const key = await reading;
    if (key === undefined) known.delete(id);
    return key;
  } catch (error) {
    // it may be unlocked by the next time
    known.delete(id);
    throw error;
  }
}

/** Forgets what was read, as a new process has. */
export function forgetKeys(): void {
  known.clear();
}

/**
 * The key that this home's profiles are sealed with from now on. The first caller makes it, also among processes; one that
 * was deleted from the keychain is replaced, and what it sealed stays closed.
 *
 * @throws RK_KEYCHAIN
 */
export async function currentKey(options: KeychainOptions): Promise<NamedKey> {
  const folder = join(options.home, '.rolekit');
  return withLockFile(join(folder, 'run', 'keychain.lock'), async () => {
    const pointer = join(folder, 'keychain-key');
    const id = await readPointer(pointer);
    // not from memory: whether it is there is the question
    const key = id === undefined ? undefined : await readKey(id, options);
    if (id !== undefined && key !== undefined) return { id, key };
    const made = await makeKey(await openKeychain(options));
    await writeWhole(pointer, `${made.id}\n`);
    return made;
  });
}

async function makeKey(keychain: Keychain): Promise<NamedKey> {
  const id = randomBytes(8).toString('hex');
  const key = randomBytes(KEY_BYTES);
  await keychain.write(id, key.toString('base64url'));
  if ((await keychain.read(id)) !== key.toString('base64url')) {
    const hint = 'Use --store file or --store passphrase.';
    throw keychainError(`the ${keychain.name} does not give back what it was given`, hint);
  }
  return { id, key };
}

async function readKey(id: string, options: KeychainOptions): Promise<Buffer | undefined> {
  const keychain = await openKeychain(options);
  const text = await keychain.read(id);
  if (text === undefined) return undefined;
  const key = Buffer.from(text, 'base64url');
  if (key.byteLength === KEY_BYTES) return key;
  throw keychainError(`the item ${id} of the ${keychain.name} is not a key`, 'Remove that item and connect again.');
}

async function readPointer(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return /^[0-9a-f]{16}$/.exec(text.trim())?.[0];
}
