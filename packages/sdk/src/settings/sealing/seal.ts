import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { canonicalJson } from '../../digest/canonical.ts';

/** Bytes of a key. */
export const KEY_BYTES = 32;

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals text with AES-256-GCM under a fresh nonce: `v1.<nonce>.<content and tag>`. It opens with the same key and the same
 * `context` only, so that it is of no use in another place.
 */
export function seal(text: string, key: Buffer, context: unknown): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(contextBytes(context));
  const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [VERSION, nonce.toString('base64url'), content.toString('base64url')].join('.');
}

/** Opens what `seal` made; undefined when key, context or text is another one. */
export function unseal(sealed: string, key: Buffer, context: unknown): string | undefined {
  const [version, nonce, content, ...rest] = sealed.split('.');
  if (version !== VERSION || nonce === undefined || content === undefined || rest.length > 0) return undefined;
  const iv = Buffer.from(nonce, 'base64url');
  const bytes = Buffer.from(content, 'base64url');
  if (iv.byteLength !== NONCE_BYTES || bytes.byteLength < TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(contextBytes(context));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

function contextBytes(context: unknown): Buffer {
  return Buffer.from(canonicalJson([`rolekit sealed ${VERSION}`, context]), 'utf8');
}
