import { RolekitError } from '../errors.ts';

/** Reads a response body up to a limit of bytes; JSON is parsed, other text is returned as it is. */
export async function readBody(response: Response, maxBytes: number): Promise<unknown> {
  if (!response.body) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    // breaking out of the loop cancels the stream
    if (size > maxBytes)
      throw new RolekitError('RK_TOO_LARGE', {
        reason: `The answer is larger than ${maxBytes} bytes.`,
        hint: 'Ask for fewer rows or fields.',
      });
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  const text = Buffer.concat(chunks).toString('utf8');
  if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
      connector: new URL(response.url || 'http://unknown').host,
      reason: 'its answer is not valid JSON',
      hint: 'Try again; if it stays so, the service is broken.',
    });
  }
}
