import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from '../../digest/canonical.ts';
import { RolekitError } from '../../errors.ts';

/** Where the next page starts: the vendor's page and how many of its rows were already returned. */
export interface Position {
  vendor: string | undefined;
  skip: number;
  /** Of the last row that was returned, where a page was cut: shows whether the page is the same when it is fetched again. */
  last?: string;
}

/** What a cursor belongs to. */
export interface CursorCall {
  /** Of the user; see `userKey`. */
  key: Uint8Array;
  principal: string;
  tool: string;
  args: Record<string, unknown>;
}

const VERSION = 2;
const MAC_BYTES = 16;

/** An opaque cursor, signed and bound to its principal, its tool and the tool's other arguments. */
export function encodeCursor(call: CursorCall, position: Position): string {
  const body = JSON.stringify([VERSION, bindingOf(call), position.vendor ?? null, position.skip, position.last]);
  return Buffer.concat([mac(call.key, body), Buffer.from(body)]).toString('base64url');
}

/** @throws RK_INVALID_REQUEST for a cursor of another call, another version, or one that was changed */
export function decodeCursor(call: CursorCall, cursor: string): Position {
  const refuse = (reason: string) =>
    new RolekitError('RK_INVALID_REQUEST', {
      reason: `cursor: ${reason}`,
      hint: 'Use `page.next` of the page before unchanged, with the same other arguments, or start again without a cursor.',
    });
  const bytes = Buffer.from(cursor, 'base64url');
  const body = bytes.subarray(MAC_BYTES).toString('utf8');
  const given = bytes.subarray(0, MAC_BYTES);
  if (given.byteLength !== MAC_BYTES || !timingSafeEqual(given, mac(call.key, body)))
    throw refuse('it is not one that this server gave out');
  // signed: what follows is our own writing, if perhaps of another version
  const [version, binding, vendor, skip, last] = JSON.parse(body) as [
    number,
    string,
    string | null,
    number,
    (string | null)?,
  ];
  if (version !== VERSION) throw refuse('it comes from another version');
  if (binding !== bindingOf(call)) throw refuse('it belongs to a call with other arguments');
  return { vendor: vendor ?? undefined, skip, ...(last ? { last } : {}) };
}

/** What tells a row from others, for `Position.last`. */
export function rowMark(row: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(row) ?? '')
    .digest('base64url')
    .slice(0, 8);
}

/** Keys as the signing wants them: making one takes longer than signing. */
const prepared = new WeakMap<Uint8Array, KeyObject>();

function mac(key: Uint8Array, body: string): Buffer {
  const known = prepared.get(key) ?? createSecretKey(key);
  prepared.set(key, known);
  return createHmac('sha256', known).update('cursor\n').update(body).digest().subarray(0, MAC_BYTES);
}

function bindingOf({ principal, tool, args }: CursorCall): string {
  const { cursor: _, limit: __, ...rest } = args;
  return createHash('sha256')
    .update(canonicalJson([principal, tool, rest]))
    .digest('hex')
    .slice(0, 16);
}
