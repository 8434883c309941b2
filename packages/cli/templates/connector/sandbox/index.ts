import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tokenOf } from '@rolekit/sdk/authorization';
import { loopbackHosts, loopbackRefusal } from '@rolekit/sdk/loopback';
import { demoNotes, NOW, type Note } from './notes.ts';

const API_KEY = 'sandbox-key';
const MAX_BODY_BYTES = 64 * 1024;

export interface SandboxOptions {
  /** @default any free port */
  port?: number;
  /** @default '127.0.0.1' */
  host?: string;
  /** Rows of a page at most: tests walk short lists over several pages with it. @default 100 */
  pageRows?: number;
}

/** Starts a server that speaks the API over demo data, for tests and for trying the connector. */
export async function startSandbox({ port = 0, host = '127.0.0.1', pageRows = 100 }: SandboxOptions = {}) {
  const notes = demoNotes();
  const stats = { reads: 0, writes: 0 };
  const server = createServer((request, response) => {
    answer(request, notes, stats, pageRows).then(
      ({ status, body }) => send(response, status, body),
      () => send(response, 400, { error: 'The request could not be read.' }),
    );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  const baseUrl = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    name: 'starter',
    baseUrl,
    environment: 'sandbox' as const,
    now: NOW,
    credentials: { apiKey: API_KEY },
    /** The settings with which the connector reaches it. */
    values: { baseUrl, apiKey: API_KEY },
    stats: () => ({ ...stats }),
    /** What tests have to know to repeat and empty pages. */
    faults: {
      isPage: ({ method, path }: { method: string; path: string }) => method === 'GET' && /^\/notes(\?|$)/.test(path),
      emptyPage: (page: unknown, { path }: { path: string }) => emptyPage(page as object, path),
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  status: number;
  body: unknown;
}

async function answer(
  request: IncomingMessage,
  notes: Map<string, Note>,
  stats: { reads: number; writes: number },
  pageRows: number,
): Promise<Answer> {
  // a page of another site in a browser gets nothing
  const { localPort = 0, localAddress = '' } = request.socket;
  if (loopbackRefusal(request, { hosts: loopbackHosts(localPort, localAddress) }))
    return { status: 403, body: { error: 'This request is not for the sandbox.' } };
  const url = new URL(request.url ?? '/', 'http://sandbox');
  if (tokenOf(request, 'Bearer') !== API_KEY) return { status: 401, body: { error: 'Unknown API key.' } };
  const [, collection, id, more] = url.pathname.split('/');
  const note = id === undefined ? undefined : notes.get(decodeURIComponent(id));
  const isNotes = collection === 'notes' && more === undefined;
  if (request.method === 'GET') {
    stats.reads += 1;
    if (url.pathname === '/me') return { status: 200, body: { name: 'Demo user' } };
    if (isNotes && id === undefined) return list([...notes.values()], url.searchParams, pageRows);
    if (isNotes && note) return { status: 200, body: note };
  }
  if (request.method === 'PATCH' && isNotes && note) {
    // each change is a moment later than the one before
    const changedAt = new Date(Date.parse(NOW) + stats.writes).toISOString();
    const changed = change(note, await readJson(request), changedAt);
    if (!changed) return { status: 400, body: { error: 'Send `title` (text) or `done` (true or false).' } };
    stats.writes += 1;
    notes.set(note.id, changed);
    return { status: 200, body: changed };
  }
  return { status: 404, body: { error: `There is no ${request.method} ${url.pathname}.` } };
}

function list(notes: Note[], query: URLSearchParams, pageRows: number): Answer {
  const text = query.get('text')?.toLowerCase() ?? '';
  const found = notes
    .filter((note) => note.title.toLowerCase().includes(text))
    .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
  const limit = Math.min(Number(query.get('limit') ?? 20), pageRows);
  const from = found.findIndex((note) => note.id === query.get('after')) + 1;
  const page = found.slice(from, from + limit);
  const last = page.at(-1);
  const next = last && from + page.length < found.length ? last.id : null;
  return { status: 200, body: { notes: page, total: found.length, next } };
}

/** A page without rows that leads to the one that was asked for. */
function emptyPage(page: object, path: string): object {
  return { ...page, notes: [], next: new URL(path, 'http://sandbox').searchParams.get('after') };
}

function change(note: Note, body: unknown, updatedAt: string): Note | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { title = note.title, done = note.done } = body as { title?: unknown; done?: unknown };
  if (typeof title !== 'string' || typeof done !== 'boolean') return undefined;
  return { ...note, title, done, updatedAt };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > MAX_BODY_BYTES) return undefined;
  }
  return JSON.parse(text);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
