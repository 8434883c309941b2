import {
  createServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  request as plainRequest,
  type ServerResponse,
} from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { loopbackNames, loopbackRefusal } from '../../loopback/index.ts';

export interface ProxyRequest {
  method: string;
  /** With its query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Aborted when the client goes away. */
  closed: AbortSignal;
}

export interface ProxyAnswer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

export type Handle = (
  request: ProxyRequest,
  forward: () => Promise<ProxyAnswer>,
  response: ServerResponse,
) => Promise<void>;

export interface Proxy {
  baseUrl: string;
  close(): Promise<void>;
}

const TEXT = /\b(?:json|xml|text|javascript|x-www-form-urlencoded)\b/;
/** Of one connection only, or no longer true once the body was read. */
const DROPPED = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding'];

/** A server on loopback before another one. What the other says of its own address is rewritten, so that links stay here. */
export async function startProxy(upstream: string, handle: Handle): Promise<Proxy> {
  const target = new URL(upstream);
  let own = '';
  const server = createServer((incoming, response) => {
    // passed on it would have the upstream's own name, and pass the check there
    if (loopbackRefusal(incoming, loopbackNames(own))) return response.writeHead(403).end();
    const closed = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) closed.abort();
    });
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request: ProxyRequest = {
        method: incoming.method ?? 'GET',
        path: incoming.url ?? '/',
        headers: incoming.headers,
        body: Buffer.concat(chunks),
        closed: closed.signal,
      };
      handle(request, () => forward(target, request, own), response).catch(() => response.destroy());
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseUrl: own,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(
  target: URL,
  { method, path, headers, body, closed }: ProxyRequest,
  own: string,
): Promise<ProxyAnswer> {
  const send = target.protocol === 'https:' ? tlsRequest : plainRequest;
  const { host: _, connection: __, 'transfer-encoding': ___, ...kept } = headers;
  return new Promise((resolve, reject) => {
    const request = send(
      target.origin + path,
      { method, headers: { ...kept, 'accept-encoding': 'identity', 'content-length': body.length }, signal: closed },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          try {
            const bytes = decoded(Buffer.concat(chunks), answer.headers['content-encoding']);
            resolve(rewritten(answer.statusCode ?? 502, answer.headers, bytes));
          } catch (error) {
            reject(error);
          }
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });

  function rewritten(status: number, given: IncomingHttpHeaders, bytes: Buffer): ProxyAnswer {
    const out: OutgoingHttpHeaders = {};
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined || DROPPED.includes(name)) continue;
      out[name] = typeof value === 'string' ? value.replaceAll(target.origin, own) : value;
    }
    const isText = TEXT.test(given['content-type'] ?? '');
    const text = isText ? bytes.toString('utf8').replaceAll(target.origin, own) : undefined;
    return { status, headers: out, body: text === undefined ? bytes : Buffer.from(text) };
  }
}

/** Some vendors compress whatever is asked for. */
function decoded(bytes: Buffer, encoding: string | undefined): Buffer {
  if (bytes.length === 0) return bytes;
  if (encoding === 'gzip') return gunzipSync(bytes);
  if (encoding === 'deflate') return inflateSync(bytes);
  return encoding === 'br' ? brotliDecompressSync(bytes) : bytes;
}
