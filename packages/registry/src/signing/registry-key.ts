import { link, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@rolekit/sdk/internal';
import { newSigningKey, type Signer, shortKeyId, signerOf } from '@rolekit/sdk/internal/signing';
import { RegistryError } from '../errors.ts';
import type { SigningKeys } from '../store/signing-keys.ts';

export interface KeyPlace {
  dataDir: string;
  /** The private key in PEM; in the data folder without it. */
  signingKeyFile?: string | undefined;
}

/**
 * The key that the registry signs with: made at the first start, or the one of a file. It has to be the one on record, so that
 * every replica signs with the same.
 *
 * @throws RK_SIGNING_KEY when it is missing or another one, RK_FILE when it is no key
 */
export async function openRegistryKey(place: KeyPlace, keys: SigningKeys): Promise<Signer> {
  const path = keyPath(place);
  const found = await readSigner(path);
  if (found === undefined && place.signingKeyFile !== undefined)
    throw refused(`there is no key at ${path}`, 'Name the file that holds it.');
  const current = (await keys.list()).at(-1);
  if (current === undefined) {
    const signer = found ?? (await makeKey(path));
    const recorded = await keys.recordFirst(signer.publicKey);
    if (recorded.keyid === signer.keyid) return signer;
    throw otherKey(signer, recorded.keyid, path);
  }
  if (found?.keyid === current.keyid) return found;
  const next = await readSigner(nextPath(path));
  if (next?.keyid === current.keyid) {
    await rename(nextPath(path), path);
    return next;
  }
  throw found === undefined
    ? refused(`its key ${shortKeyId(current.keyid)} is missing at ${path}`, 'Restore it from a backup.')
    : otherKey(found, current.keyid, path);
}

/** Where the private key lies. */
export function keyPath({ dataDir, signingKeyFile }: KeyPlace): string {
  return signingKeyFile ?? join(dataDir, 'signing-key.pem');
}

/** Where a new key waits until it is on record; a start after an interruption finds it there. */
export function nextPath(path: string): string {
  return `${path}.next`;
}

/** @returns undefined where there is no file */
export async function readSigner(path: string): Promise<Signer | undefined> {
  const pem = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  return pem === undefined ? undefined : signerOf(pem, path);
}

/** A new key that lies there whole, unless another process was faster: then that one's. */
async function makeKey(path: string): Promise<Signer> {
  const draft = `${path}.${process.pid}`;
  try {
    await writeWhole(draft, newSigningKey(), { flush: true });
    await link(draft, path).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return signerOf(await readFile(path, 'utf8'), path);
}

function otherKey(found: Signer, expected: string, path: string): RegistryError {
  return refused(
    `the key at ${path} is ${shortKeyId(found.keyid)}, and ${shortKeyId(expected)} is on record`,
    'Start it with the key on record; `rolekit registry rotate-key` replaces that one.',
  );
}

function refused(reason: string, hint: string): RegistryError {
  return new RegistryError('RK_SIGNING_KEY', { reason, hint });
}
