import { z } from 'zod';
import { canonicalJson } from '../digest/canonical.ts';
import { RolekitError } from '../errors.ts';
import { type Envelope, openEnvelope, signEnvelope } from './envelope.ts';
import { type PublicKey, publicKeyOf, type Signer, shortKeyId } from './keys.ts';

/** A key of a registry, with the statement by which the one before named it. */
export interface ChainedKey extends PublicKey {
  /** Null for the first. */
  rotation: Envelope | null;
}

const ROTATION = 'application/vnd.rolekit.key-rotation+json';
const MAX_KEYS = 1000;
const rotation = z.object({ format: z.literal(1), from: z.string(), to: z.string(), at: z.string() });

/** States that one key follows another, signed by both: the old one says so, and the new one is there. */
export function rotationOf(from: Signer, to: Signer, at: string): Envelope {
  const payload = canonicalJson({ format: 1, from: from.keyid, to: to.keyid, at });
  return signEnvelope(ROTATION, Buffer.from(payload), [from, to]);
}

/**
 * The keys of a registry, the oldest first, after each is found to be named by the one before.
 *
 * @param what names the registry in an error
 * @throws RK_SIGNATURE_INVALID
 */
export function readKeyChain(entries: readonly ChainedKey[], what: string): PublicKey[] {
  if (entries.length > MAX_KEYS) throw broken(what, `it has more than ${MAX_KEYS} keys`);
  const keys: PublicKey[] = [];
  for (const entry of entries) {
    const key = publicKeyOf(entry.spki);
    if (key === undefined || key.keyid !== entry.keyid)
      throw broken(what, `${shortKeyId(entry.keyid)} is not the id of its key`);
    const before = keys.at(-1);
    if (before !== undefined) checkRotation(entry.rotation, before, key, what);
    keys.push(key);
  }
  return keys;
}

function checkRotation(envelope: Envelope | null, from: PublicKey, to: PublicKey, what: string): void {
  const step = `from ${shortKeyId(from.keyid)} to ${shortKeyId(to.keyid)}`;
  if (envelope === null) throw broken(what, `nothing says that it went ${step}`);
  const { payload, signedBy } = openEnvelope(envelope, {
    payloadType: ROTATION,
    keys: [from, to],
    what: `the change ${step}`,
  });
  const said = rotation.safeParse(parseJson(payload));
  const isRight = said.success && said.data.from === from.keyid && said.data.to === to.keyid;
  if (!isRight || !signedBy.includes(from.keyid) || !signedBy.includes(to.keyid))
    throw broken(what, `both keys have to sign that it went ${step}`);
}

export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

function broken(what: string, reason: string): RolekitError {
  return new RolekitError('RK_SIGNATURE_INVALID', {
    what: `the keys of ${what}`,
    reason,
    hint: 'Use nothing of it, and tell its operator.',
  });
}
