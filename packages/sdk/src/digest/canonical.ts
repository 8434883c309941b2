import canonicalize from 'canonicalize';
import { RolekitError } from '../errors.ts';

/**
 * RFC 8785: the one text of a JSON value.
 *
 * @throws RK_DEFINITION for what has no such text: a number that is not finite, half a surrogate pair, no value at all
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalOf(value);
  if (text === undefined) throw notCanonical('it has no JSON form');
  return text;
}

function canonicalOf(value: unknown): string | undefined {
  try {
    return canonicalize(value);
  } catch (cause) {
    throw notCanonical(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function notCanonical(reason: string, cause?: unknown): RolekitError {
  const data = { what: 'JSON value', reason, hint: 'Use finite numbers and well-formed text.' };
  return new RolekitError('RK_DEFINITION', data, { cause });
}
