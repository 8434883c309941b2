import { createHash, type ScryptOptions, scrypt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Sealed } from '../profiles.ts';
import { KEY_BYTES } from './seal.ts';

type Protected = Extract<Sealed, { by: 'passphrase' }>;

/** 128 MiB and about half a second: what OWASP names first for scrypt. */
export const COST: Protected['cost'] = { N: 2 ** 17, r: 8, p: 1 };

/** Characters; a shorter one is guessed by who has the file. */
export const MIN_PASSPHRASE_LENGTH = 12;

const derived = new Map<string, Promise<Buffer>>();

/** The key of a passphrase, derived once a process. */
export function passphraseKey(passphrase: string, { salt, cost }: Pick<Protected, 'salt' | 'cost'>): Promise<Buffer> {
  const id = createHash('sha256')
    .update(JSON.stringify([passphrase, salt, cost]))
    .digest('base64url');
  const known = derived.get(id) ?? derive(passphrase, Buffer.from(salt, 'base64url'), cost);
  derived.set(id, known);
  return known;
}

function derive(passphrase: string, salt: Buffer, { N, r, p }: Protected['cost']): Promise<Buffer> {
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  // keyboards compose letters in different ways
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

export type PassphraseFound = { passphrase: string } | { missing: string };

/**
 * The passphrase that a server was given: the file that the profile names, else `ROLEKIT_PASSPHRASE`, else the file that
 * `ROLEKIT_PASSPHRASE_FILE` names.
 */
export async function findPassphrase(named: string | undefined, env: NodeJS.ProcessEnv): Promise<PassphraseFound> {
  if (named !== undefined) return fromFile(named, `${named}, which the profile names,`);
  if (env.ROLEKIT_PASSPHRASE) return { passphrase: env.ROLEKIT_PASSPHRASE };
  const file = env.ROLEKIT_PASSPHRASE_FILE;
  if (file) return fromFile(file, `${file}, which ROLEKIT_PASSPHRASE_FILE names,`);
  return { missing: 'it takes a passphrase, and neither ROLEKIT_PASSPHRASE nor ROLEKIT_PASSPHRASE_FILE is set here' };
}

async function fromFile(path: string, what: string): Promise<PassphraseFound> {
  try {
    const passphrase = (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
    return passphrase === '' ? { missing: `${what} is empty` } : { passphrase };
  } catch (error) {
    return { missing: `${what} cannot be read (${String((error as { code?: unknown }).code)})` };
  }
}
