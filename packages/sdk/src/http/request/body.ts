import { RolekitError } from '../../errors.ts';
import { mediaTypeOf } from '../../header-fields.ts';
import { parseExact } from './exact-json.ts';
import { type Received, tooLarge } from './received-bytes.ts';

export interface BodyLimits {
  /** Bytes after decompression. */
  maxBytes: number;
  /** Times that a compressed body may grow, once it is larger than 1 MiB. */
  maxRatio: number;
}
/** Small answers of equal rows do shrink a thousand times. */
const RATIO_FROM = 1024 * 1024;

/**
 * A response's decompressed bytes, chunk by chunk; ends with an error at the limit, and cancels the rest.
 *
 * @param received how much of it came over the wire so far
 * @throws RK_TOO_LARGE
 */
export async function* limitedChunks(
  response: Response,
  { maxBytes, maxRatio }: BodyLimits,
  received: Received,
  count: (bytes: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  if (!response.body) return;
  // one layer inside another multiplies what a few bytes grow to
  if (/,/.test(response.headers.get('content-encoding') ?? '')) {
    await response.body.cancel();
    throw new RolekitError('RK_TOO_LARGE', {
      reason: 'The answer is compressed more than once.',
      hint: 'No working service does this; it is broken or hostile.',
    });
  }
  const isCompressed = response.headers.has('content-encoding');
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    count(chunk.byteLength);
    // leaving the loop cancels the stream
    if (size > maxBytes) throw tooLarge(maxBytes);
    if (isCompressed && size > RATIO_FROM && size > received.bytes * maxRatio)
      throw new RolekitError('RK_TOO_LARGE', {
        reason: `The answer grows more than ${maxRatio} times when it is decompressed.`,
        hint: 'Ask for less. If it fails again, the service is broken or hostile.',
      });
    yield chunk;
  }
}

/** Reads a response body whole. @throws RK_TOO_LARGE */
export async function readBytes(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

/** JSON is parsed, by `parseExact` unless `exact` is false; other text is returned as it is; undefined when there is none. @throws RK_UPSTREAM_UNAVAILABLE */
export function parseBody(bytes: Buffer, contentType: string | null, connector: string, exact = true): unknown {
  if (bytes.byteLength === 0) return undefined;
  const text = decoderOf(contentType).decode(bytes);
  if (!/[/+.-]json$/.test(mediaTypeOf(contentType))) return text;
  try {
    return exact ? parseExact(text) : JSON.parse(text);
  } catch {
    throw new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
      connector,
      reason: 'its answer is not valid JSON',
      hint: 'Try again. If it fails again, the service is broken.',
    });
  }
}

/** UTF-8, without its byte order mark, unless the type names another encoding that is known. */
export function decoderOf(contentType: string | null) {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? '')?.[1];
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
