import { RolekitError } from '../../errors.ts';
import { decoderOf } from './body.ts';
import { parseExact } from './exact-json.ts';

/** What the vendor documents of a body. */
export interface Declared {
  as: 'json' | 'text' | 'any';
  /** By `parseExact`. */
  exact?: boolean | undefined;
}

/**
 * A body by what is documented of it and what it is: many servers label JSON as text or HTML, and a proxy's page as JSON.
 * Undefined when it is empty.
 *
 * @throws RK_UPSTREAM_UNAVAILABLE that says what came instead, never its content
 */
export function readDeclared(
  bytes: Buffer,
  contentType: string | null,
  connector: string,
  { as, exact }: Declared,
): unknown {
  const text = decoderOf(contentType).decode(bytes);
  if (text.trim() === '') return as === 'text' && text !== '' ? text : undefined;
  const json = parsed(text, exact);
  if (as === 'json') {
    if (json) return json.value;
    throw unexpected(connector, text, contentType, 'JSON');
  }
  // a text that was written as JSON
  if (/\bjson\b/i.test(contentType ?? '') && json && (as === 'any' || typeof json.value === 'string'))
    return json.value;
  if (as === 'any' && json && typeof json.value === 'object') return json.value;
  if (isPage(text)) throw unexpected(connector, text, contentType, as === 'text' ? 'text' : 'data');
  return text;
}

function parsed(text: string, exact = false): { value: unknown } | undefined {
  try {
    return { value: exact ? parseExact(text) : JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function unexpected(connector: string, text: string, contentType: string | null, kind: string): RolekitError {
  const isWebPage = isPage(text);
  const came = isWebPage ? 'a web page' : /^\s*<[?!\w]/.test(text) ? 'XML' : 'other text';
  const type = /^[\w.+*-]+\/[\w.+*-]+/.exec(contentType?.trim() ?? '')?.[0].slice(0, 100);
  const label = type === undefined ? 'without a content type' : `labelled ${type}`;
  return new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
    connector,
    reason: `it answered with ${came}, ${label}, where ${kind} was expected`,
    hint: isWebPage
      ? 'Open the base URL of the connection in a browser to see what it says.'
      : 'Check the base URL of the connection; if it is right, try again later.',
  });
}

/** A sign-in or maintenance page, of the vendor or of a proxy on the way. */
function isPage(text: string): boolean {
  return /^\s*(?:<!--[^>]{0,500}-->\s*)?(?:<!doctype html|<html|<head|<body)\b/i.test(text);
}
