import { createHmac, timingSafeEqual } from 'node:crypto';
import { refusedResume } from './journal.ts';

const VERSION = 1;
const MAC_BYTES = 16;

/** What finishes a cut-off batch: signed, and good for one owner, whom it does not name. */
export function encodeResume(key: Uint8Array, owner: string, idempotencyKey: string): string {
  const body = JSON.stringify([VERSION, owner, idempotencyKey]);
  return Buffer.concat([mac(key, body), Buffer.from(body)]).toString('base64url');
}

/**
 * The idempotency key of the batch that it finishes.
 *
 * @throws RK_INVALID_REQUEST for one of another call or person, or one that was changed
 */
export function decodeResume(key: Uint8Array, owner: string, token: string): string {
  const bytes = Buffer.from(token, 'base64url');
  const body = bytes.subarray(MAC_BYTES);
  const given = bytes.subarray(0, MAC_BYTES);
  if (given.byteLength !== MAC_BYTES || !timingSafeEqual(given, mac(key, body)))
    throw refusedResume('it is not one that this server gave out');
  // signed: what follows is our own writing, if perhaps of another version
  const [version, of, idempotencyKey] = JSON.parse(body.toString('utf8')) as [number, string, string];
  if (version !== VERSION) throw refusedResume('it comes from another version');
  if (of !== owner) throw refusedResume('it belongs to other arguments, another connection or someone else');
  return idempotencyKey;
}

function mac(key: Uint8Array, body: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update('resume\n').update(body).digest().subarray(0, MAC_BYTES);
}
