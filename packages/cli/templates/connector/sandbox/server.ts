import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loopbackHosts, loopbackRefusal } from '@rolekit/sdk/loopback';

const MAX_BODY_BYTES = 64 * 1024;

export interface Answer {
  status: number;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface ServerOptions {
  /** @default any free port */
  port?: number | undefined;
  /** @default '127.0.0.1' */
  host?: string | undefined;
}

/** A server on this machine that answers each request with JSON, and gives a page of another site nothing. */
export async function startServer(
  { port = 0, host = '127.0.0.1' }: ServerOptions,
  answer: (request: IncomingMessage, url: URL) => Promise<Answer> | Answer,
): Promise<{ baseUrl: string; close(): Promise<void> }> {
  const guarded = async (request: IncomingMessage): Promise<Answer> => {
    const { localPort = 0, localAddress = '' } = request.socket;
    if (loopbackRefusal(request, { hosts: loopbackHosts(localPort, localAddress) }))
      return { status: 403, body: { error: 'This request is not for the sandbox.' } };
    return answer(request, new URL(request.url ?? '/', 'http://sandbox'));
  };
  const server = createServer((request, response) => {
    guarded(request).then(
      (given) => send(response, given),
      () => send(response, { status: 400, body: { error: 'The request could not be read.' } }),
    );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return {
    baseUrl: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The text of a body. @throws when it is too long */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new RangeError('The body is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
}
