import type { createHash, Hash } from 'node:crypto';
import { createRequire } from 'node:module';

let hash: typeof createHash | undefined;

/**
 * A sha256 of these bytes, or of this text as UTF-8; `digest` ends it. Node's cryptography is no import here: every server would
 * load it before its first call, and most calls hash nothing.
 */
export function sha256(data: string | Uint8Array): Hash {
  hash ??= (createRequire(import.meta.url)('node:crypto') as { createHash: typeof createHash }).createHash;
  return hash('sha256').update(data);
}
