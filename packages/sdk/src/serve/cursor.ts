import { createHash } from 'node:crypto';
import { canonicalJson } from '../bundle/digest.ts';
import { RolekitError } from '../errors.ts';

/** Where the next page starts: the vendor's page and how many of its rows were already returned. */
export interface Position {
  vendor: string | undefined;
  skip: number;
}

const VERSION = 1;

/** An opaque cursor, bound to the tool and its other arguments. */
export function encodeCursor(tool: string, args: Record<string, unknown>, position: Position): string {
  const body = JSON.stringify([VERSION, bindingOf(tool, args), position.vendor ?? null, position.skip]);
  return Buffer.from(body + checksum(body)).toString('base64url');
}

/** @throws RK_INVALID_REQUEST for a cursor of another call, another version, or one that was changed */
export function decodeCursor(tool: string, args: Record<string, unknown>, cursor: string): Position {
  const refuse = (reason: string) =>
    new RolekitError('RK_INVALID_REQUEST', {
      reason: `cursor: ${reason}`,
      hint: 'Use `page.next` of the page before unchanged, with the same other arguments, or start again without a cursor.',
    });
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const body = text.slice(0, -CHECKSUM);
  if (checksum(body) !== text.slice(-CHECKSUM)) throw refuse('it is not one that this server gave out');
  const [version, binding, vendor, skip] = JSON.parse(body) as [number, string, string | null, number];
  if (version !== VERSION) throw refuse('it comes from another version');
  if (binding !== bindingOf(tool, args)) throw refuse('it belongs to a call with other arguments');
  return { vendor: vendor ?? undefined, skip };
}

const CHECKSUM = 12;

function checksum(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, CHECKSUM);
}

function bindingOf(tool: string, args: Record<string, unknown>): string {
  const { cursor: _, limit: __, ...rest } = args;
  return createHash('sha256')
    .update(canonicalJson([tool, rest]))
    .digest('hex')
    .slice(0, 16);
}
