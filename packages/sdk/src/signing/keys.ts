import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { digestOf } from '../digest/digest.ts';
import { RolekitError } from '../errors.ts';

/** A public Ed25519 key, as it travels in JSON. */
export interface PublicKey {
  /** `sha256:<hex>` over the DER form. */
  keyid: string;
  /** SubjectPublicKeyInfo in DER, as base64. */
  spki: string;
}

/** What signs with one Ed25519 key. */
export interface Signer {
  keyid: string;
  publicKey: PublicKey;
  sign(bytes: Uint8Array): Uint8Array;
}

const MAX_KEY_CHARACTERS = 4096;

/** A new private key, as PKCS #8 in PEM: a secret. */
export function newSigningKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
}

/**
 * Signs with a private key in PEM.
 *
 * @param where names the key in an error: the path of its file
 * @throws RK_FILE when it is no Ed25519 key; the text never reaches the error
 */
export function signerOf(pem: string, where: string): Signer {
  const key = ed25519(pem, (text) => createPrivateKey({ key: text, format: 'pem' }));
  if (key === undefined) {
    throw new RolekitError('RK_FILE', {
      path: where,
      reason: 'is not an Ed25519 private key in PEM',
      hint: 'Make one with `openssl genpkey -algorithm ed25519`.',
    });
  }
  const publicKey = facts(createPublicKey(key));
  return { keyid: publicKey.keyid, publicKey, sign: (bytes) => sign(null, bytes, key) };
}

/** The key in this text, which is SubjectPublicKeyInfo as base64 of DER or as PEM; undefined when it is no Ed25519 key. */
export function publicKeyOf(text: string): PublicKey | undefined {
  const key = keyObjectOf(text);
  return key && facts(key);
}

/** The same as Node takes it. */
export function keyObjectOf(text: string): KeyObject | undefined {
  return ed25519(text.trim(), (key) =>
    key.startsWith('-----BEGIN PUBLIC KEY-----')
      ? createPublicKey({ key, format: 'pem' })
      : createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }),
  );
}

/** A key id short enough to read: `sha256:1f2e3d4c5b6a7988`. */
export function shortKeyId(keyid: string): string {
  return keyid.slice(0, 'sha256:'.length + 16);
}

function ed25519(text: string, read: (text: string) => KeyObject): KeyObject | undefined {
  if (text.length > MAX_KEY_CHARACTERS) return undefined;
  try {
    const key = read(text);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

function facts(key: KeyObject): PublicKey {
  const der = key.export({ format: 'der', type: 'spki' });
  return { keyid: digestOf(der), spki: der.toString('base64') };
}
