import type { IncomingMessage } from 'node:http';
import { loopbackRefusal } from '../../loopback/index.ts';

const MAX_BYTES = 8192;

/** The fields of a form that a browser sends; undefined for whatever else it may be. */
export async function formOf(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  if (!/^application\/x-www-form-urlencoded(?:\s*;|$)/i.test(request.headers['content-type'] ?? '')) {
    request.resume();
    return undefined;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/** True for a request of another site's page. The name in `Host` was checked before; a proxy may have put its own in. */
export function isForeign(request: IncomingMessage, base: string): boolean {
  const origins = [new URL(base).origin, `http://${request.headers.host}`];
  return loopbackRefusal(request, { hosts: undefined, origins }) !== undefined;
}

/**
 * True for a form, where `isForeign` let the request through. Browsers say where a form comes from in `Origin`, and newer
 * ones in `Sec-Fetch-Site` too; a request that says neither comes from no form.
 */
export function isOwnForm({ headers }: IncomingMessage): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  return origin !== undefined && (site === undefined || site === 'same-origin');
}

/** A cookie's value. */
export function cookieOf({ headers }: IncomingMessage, name: string): string | undefined {
  for (const part of (headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}
