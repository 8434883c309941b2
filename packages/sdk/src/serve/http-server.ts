import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createFastPath } from './fast-path.ts';
import type { HttpOptions, HttpServing } from './http.ts';
import { HttpSessions } from './http-sessions.ts';
import { serverFactory } from './server.ts';
import { PluginState } from './state.ts';
import type { ServedPlugin } from './types.ts';

/** What `serveHttp` runs. */
export async function startHttpServer(plugin: ServedPlugin, options: HttpOptions): Promise<HttpServing> {
  const state = new PluginState(plugin, options);
  const factory = serverFactory(state);
  const handler = createMcpHandler(factory, { onerror: (error) => state.onProblem(error.message) });
  const official = toNodeHandler(handler);
  const fast = await createFastPath(state, handler);
  const sessions = new HttpSessions(factory);
  const token = options.token ?? randomBytes(24).toString('base64url');
  const host = options.host ?? '127.0.0.1';
  let hosts: string[] = [];
  let stopping = false;

  const server = createServer((request, response) => {
    const refusal = stopping ? STOPPING : refuse(request, hosts, token);
    if (refusal) return answer(response, ...refusal);
    const hasSession = request.headers['mcp-session-id'] !== undefined;
    const serve = async (body?: unknown) => {
      if (body !== undefined && (!hasSession || sessions.isPlain(request)) && fast(request, response, body)) return;
      if (await sessions.handle(request, response, body)) return;
      await official(request as OfficialRequest, response, body);
    };
    const failed = (error: unknown) => {
      state.onProblem(String(error));
      if (!response.headersSent) answer(response, 500, 'The server failed; its log says more.');
    };
    if (request.method !== 'POST') return void serve().catch(failed);
    readJson(request, (body) => {
      if (body instanceof BadBody) answer(response, body.status, body.message);
      else void serve(body).catch(failed);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  hosts = [
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    `[::1]:${port}`,
    `${host}:${port}`,
    ...(options.allowedHosts ?? []),
  ];
  return {
    url: `http://${host}:${port}/mcp`,
    token,
    async close({ graceMs = 0 } = {}) {
      stopping = true;
      await state.inFlight.settled(graceMs);
      await sessions.close();
      await handler.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        // answers on their way get a moment
        if (graceMs > 0) setTimeout(() => server.closeAllConnections(), 200).unref();
        else server.closeAllConnections();
      });
      await state.connections.close();
    },
  };
}

type OfficialRequest = Parameters<ReturnType<typeof toNodeHandler>>[0];

const STOPPING: [number, string] = [503, 'The server is stopping.'];

const MOST_BYTES = 4 * 1024 * 1024;

class BadBody {
  readonly status: number;
  readonly message: string;

  constructor(status: number, message: string) {
    this.status = status;
    this.message = message;
  }
}

function readJson(request: IncomingMessage, done: (body: unknown) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size > MOST_BYTES) {
      request.removeAllListeners('data').resume();
      done(new BadBody(413, `Too large: a request has at most ${MOST_BYTES} bytes.`));
    } else chunks.push(chunk);
  });
  request.on('end', () => {
    if (size > MOST_BYTES) return;
    let body: unknown;
    try {
      body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    } catch {
      body = new BadBody(400, 'Bad request: the body is not JSON.');
    }
    done(body);
  });
}

function refuse(request: IncomingMessage, hosts: string[], token: string): [number, string] | undefined {
  const { host, origin, authorization } = request.headers;
  if (!host || !hosts.includes(host)) return [403, 'Forbidden: unknown Host.'];
  if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`))
    return [403, 'Forbidden: foreign Origin.'];
  if (request.url?.split('?', 1)[0] !== '/mcp') return [404, 'Not found. The MCP endpoint is /mcp.'];
  const given = Buffer.from(authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return [401, 'Unauthorized: send the token that was printed when the server started.'];
  return undefined;
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  });
  response.end(`${text}\n`);
}
