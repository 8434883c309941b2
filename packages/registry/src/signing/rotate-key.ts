import { rename } from 'node:fs/promises';
import { writeWhole } from '@rolekit/sdk/internal';
import { newSigningKey, rotationOf, signerOf } from '@rolekit/sdk/internal/signing';
import { openStore, type Place } from '../store/open-store.ts';
import { type KeyPlace, keyPath, nextPath, openRegistryKey } from './registry-key.ts';

export interface KeyRotation {
  /** Ids of the keys. */
  from: string;
  to: string;
  /** File of the private key. */
  file: string;
}

/**
 * Gives a stopped registry a new key; the old one signs that it follows, so that clients that know the old one go along.
 *
 * @param by who does it, for the record
 * @throws RK_DATA_IN_USE while it runs, RK_SIGNING_KEY
 */
export async function rotateSigningKey(place: Place & KeyPlace, by: string): Promise<KeyRotation> {
  const store = await openStore(place);
  try {
    const { signingKeys } = store.catalogue;
    const path = keyPath(place);
    const from = await openRegistryKey(place, signingKeys);
    const pem = newSigningKey();
    const to = signerOf(pem, path);
    await writeWhole(nextPath(path), pem, { flush: true });
    const rotation = rotationOf(from, to, signingKeys.now().toISOString());
    await signingKeys.rotate(from.keyid, to.publicKey, rotation, by);
    await rename(nextPath(path), path);
    return { from: from.keyid, to: to.keyid, file: path };
  } finally {
    await store.close();
  }
}
