import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { RolekitError } from '../errors.ts';
import type { ToolDefinition, ToolEntry } from '../plugin/types.ts';

/** `sha256:<hex>` of bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

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

/** `sha256:<hex>` over the canonical JSON of one full tool definition. */
export function toolDigest(definition: ToolDefinition): string {
  return digestOf(Buffer.from(canonicalJson(definition)));
}

/** `sha256:<hex>` over the sorted list of (name, digest) of all tools, also those switched off. */
export function toolsetDigest(entries: readonly Pick<ToolEntry, 'definition' | 'digest'>[]): string {
  const pairs = entries.map(({ definition, digest }) => [definition.name, digest] as const);
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return digestOf(Buffer.from(canonicalJson(pairs)));
}
