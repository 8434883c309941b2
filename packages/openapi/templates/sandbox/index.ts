import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tokenOf } from '@rolekit/sdk/authorization';
import { parseExact, writeExact } from '@rolekit/sdk/http';
import { loopbackHosts, loopbackRefusal } from '@rolekit/sdk/loopback';
import { AUTH, OPERATIONS, VALUES } from './operations.ts';
import { emptyPage, pageOf } from './pages.ts';
import { isObject, Store, shown } from './store.ts';
import type { Auth, Operation } from './types.ts';

const MAX_BODY_BYTES = 1024 * 1024;
const SIGN_IN = '/oauth/token';
const CONSENT = '/oauth/authorize';
const CLIENT = AUTH.find((one) => one.kind === 'client');

export interface SandboxOptions {
  /** @default any free port */
  port?: number;
  /** @default '127.0.0.1' */
  host?: string;
  /** Rows of a page at most: tests walk short lists over several pages with it. @default as many as is asked for */
  pageRows?: number;
}

/** Starts a server that answers as the API's description says, and keeps what is written to it. */
export async function startSandbox({
  port = 0,
  host = '127.0.0.1',
  pageRows = Number.POSITIVE_INFINITY,
}: SandboxOptions = {}) {
  const store = new Store();
  const stats = { reads: 0, writes: 0 };
  const server = createServer((request, response) => {
    answer(request, store, stats, pageRows).then(
      (one) => send(response, one),
      () => send(response, { status: 400, body: { error: 'The request could not be read.' } }),
    );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  const baseUrl = `http://${host}:${(server.address() as AddressInfo).port}`;
  const signIn = {
    ...(CLIENT ? { tokenUrl: baseUrl + SIGN_IN } : {}),
    ...(CLIENT?.refresh ? { authorizationUrl: baseUrl + CONSENT } : {}),
  };
  return {
    name: 'starter',
    baseUrl,
    environment: 'sandbox' as const,
    credentials: VALUES,
    /** The settings with which the connector reaches it. */
    values: { baseUrl, ...VALUES, ...signIn },
    stats: () => ({ ...stats }),
    faults: {
      isSignIn: ({ path }: { path: string }) => CLIENT !== undefined && path.startsWith(SIGN_IN),
      isPage: ({ method, path }: { method: string; path: string }) => {
        const operation = operationAt(method, new URL(path, 'http://sandbox').pathname);
        return operation?.role === 'list' && operation.paging !== undefined && operation.paging.kind !== 'none';
      },
      emptyPage: (page: unknown, { method, path, body }: { method: string; path: string; body: Buffer }) => {
        const url = new URL(path, 'http://sandbox');
        const operation = operationAt(method, url.pathname);
        return operation ? emptyPage(operation, page, url, parsed(body)) : page;
      },
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
  text?: boolean | undefined;
  body?: unknown;
  headers?: Record<string, string>;
}

async function answer(
  request: IncomingMessage,
  store: Store,
  stats: { reads: number; writes: number },
  pageRows: number,
): Promise<Answer> {
  // a page of another site in a browser gets nothing
  const { localPort = 0, localAddress = '' } = request.socket;
  if (loopbackRefusal(request, { hosts: loopbackHosts(localPort, localAddress) }))
    return { status: 403, body: { error: 'This request is not for the sandbox.' } };
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const { method = 'GET' } = request;
  const sent = await readBody(request);
  if (CLIENT && method === 'POST' && url.pathname === SIGN_IN) return signedIn(sent);
  if (CLIENT?.refresh && method === 'GET' && url.pathname === CONSENT) return consented(url);
  if (!isKnown(request, url)) return { status: 401, body: { error: 'Unknown credentials.' } };
  const operation = operationAt(method, url.pathname);
  if (!operation) return { status: 404, body: { error: `There is no ${method} ${url.pathname}.` } };
  const given = act(operation, url, sent, store, pageRows);
  if (given.status < 400) stats[operation.reads ? 'reads' : 'writes'] += 1;
  return { ...given, text: operation.text };
}

function operationAt(method: string, pathname: string): Operation | undefined {
  return OPERATIONS.filter((one) => one.method === method && patternOf(one.path).test(pathname)).sort(
    (a, b) => a.path.split('{').length - b.path.split('{').length || fixedLength(b.path) - fixedLength(a.path),
  )[0];
}

function act(operation: Operation, url: URL, sent: unknown, store: Store, pageRows: number): Answer {
  const { role, status, id, sample, answer: fixed } = operation;
  const path = url.pathname.replace(/\/$/, '');
  const collection = path.slice(0, path.lastIndexOf('/'));
  const facts = isObject(sent) ? sent : {};
  const missing = { status: 404, body: { error: 'There is no such thing.' } };
  switch (role) {
    case 'list': {
      const rows = [...store.items(path).values()].map((item) => shown(sample, item, id));
      const distinct = new Set(rows.map((row) => writeExact(row))).size === rows.length ? rows : rows.slice(0, 1);
      return { status, ...pageOf(operation, distinct, url, sent, pageRows) };
    }
    case 'create': {
      const [, item] = store.create(path, facts);
      return { status, body: shown(sample, item, id) };
    }
    case 'get':
    case 'change':
    case 'remove': {
      const found = store.find(collection, decodeURIComponent(path.slice(path.lastIndexOf('/') + 1)));
      if (!found) return missing;
      const [key, item] = found;
      if (role === 'remove') store.items(collection).delete(key);
      if (role === 'change') store.items(collection).set(key, { ...item, ...facts, number: item.number });
      const now = role === 'change' ? { ...item, ...facts, number: item.number } : item;
      return { status, body: sample === undefined ? fixed : shown(sample, now, id) };
    }
    case 'fixed':
      return { status, body: fixed };
  }
}

function isKnown(request: IncomingMessage, url: URL): boolean {
  return AUTH.every((auth) => isSent(auth, request, url));
}

function isSent(auth: Auth, request: IncomingMessage, url: URL): boolean {
  switch (auth.kind) {
    case 'scheme':
      return tokenOf(request, auth.scheme) === auth.token;
    case 'header':
      return request.headers[auth.name.toLowerCase()] === auth.value;
    case 'query':
      return url.searchParams.get(auth.name) === auth.value;
    case 'cookie':
      return (request.headers.cookie ?? '').split('; ').includes(`${auth.name}=${auth.value}`);
    case 'client':
      return tokenOf(request, 'Bearer') === auth.token;
  }
}

/** Codes that were given out, each with the challenge that its owner has to answer (PKCE). */
const codes = new Map<string, string>();

/** Whoever asks consents: there is nobody to ask in a sandbox. */
function consented({ searchParams: asked }: URL): Answer {
  const back = asked.get('redirect_uri') ?? '';
  if (!CLIENT || asked.get('client_id') !== CLIENT.id || !URL.canParse(back))
    return { status: 400, body: { error: 'invalid_request' } };
  const code = randomUUID();
  codes.set(code, asked.get('code_challenge') ?? '');
  const to = new URL(back);
  to.searchParams.set('code', code);
  to.searchParams.set('state', asked.get('state') ?? '');
  return { status: 302, headers: { location: to.href } };
}

function signedIn(sent: unknown): Answer {
  const form = isObject(sent) ? sent : {};
  if (!CLIENT || form.client_id !== CLIENT.id || form.client_secret !== CLIENT.secret)
    return { status: 400, body: { error: 'invalid_client' } };
  if (CLIENT.refresh !== undefined && !isGranted(form, CLIENT.refresh))
    return { status: 400, body: { error: 'invalid_grant' } };
  const granted = { access_token: CLIENT.token, token_type: 'Bearer', expires_in: 3600 };
  return { status: 200, body: CLIENT.refresh === undefined ? granted : { ...granted, refresh_token: CLIENT.refresh } };
}

function isGranted(form: Record<string, unknown>, refresh: string): boolean {
  if (form.grant_type === 'refresh_token') return form.refresh_token === refresh;
  const code = String(form.code);
  const challenge = codes.get(code);
  codes.delete(code);
  return challenge === createHash('sha256').update(String(form.code_verifier)).digest('base64url');
}

/** Of two paths that fit, the one that says more: `/pets/{id}:feed` before `/pets/{id}`. */
function fixedLength(path: string): number {
  return path.replace(/\{[^}]*\}/g, '').length;
}

const patterns = new Map<string, RegExp>();

function patternOf(path: string): RegExp {
  const known = patterns.get(path);
  if (known) return known;
  const text = path
    .split(/(\{[^}]*\})/)
    .map((part) => (part.startsWith('{') ? '[^/]+' : part.replace(/[\\^$.|?+*()[\]{}]/g, '\\$&')))
    .join('');
  const pattern = new RegExp(`^${text}/?$`);
  patterns.set(path, pattern);
  return pattern;
}

/** What a request sent, when that is JSON. */
function parsed(body: Buffer): unknown {
  try {
    return parseExact(body.toString());
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
  }
  if (size === 0) return undefined;
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (/form-urlencoded/.test(type)) return Object.fromEntries(new URLSearchParams(bytes.toString()));
  if (/form-data/.test(type)) {
    const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
    return Object.fromEntries([...form].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]));
  }
  return /\bjson\b/.test(type) ? parseExact(bytes.toString()) : undefined;
}

function send(response: ServerResponse, { status, body, headers, text }: Answer): void {
  if (body === undefined) response.writeHead(status, headers).end();
  else if (text) response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(String(body));
  else response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(writeExact(body));
}
