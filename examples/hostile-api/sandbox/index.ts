import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tokenOf } from '@rolekit/sdk/authorization';
import type { RunningSandbox, SandboxOptions } from '@rolekit/sdk/testing';
import { demoOrders, type Order, STATUS } from './orders.ts';

/** Whatever `limit` asks for. */
const MAX_ROWS = 7;

export interface HostileOptions {
  /** A sign-in ends the session before it, as for personal access tokens of some vendors. @default false */
  oneSession?: boolean;
}

interface State {
  oneSession: boolean;
  orders: Map<string, Order>;
  created: Map<string, Order>;
  token: string;
  clientSecret: string;
  reads: number;
  writes: number;
}

interface Answer {
  status?: number;
  type?: string;
  body: unknown;
}

/**
 * A vendor that does what vendors do: caps pages without a word, says the total as text, sends
 * errors with status 200, JSON as plain text, amounts now as text and now as numbers, null for an empty list, absolute
 * links, and repeats credentials in its errors. The fault server before it adds the rest.
 */
export async function startSandbox({
  port = 0,
  host = '127.0.0.1',
  oneSession = false,
}: SandboxOptions & HostileOptions = {}): Promise<RunningSandbox> {
  const state: State = {
    oneSession,
    orders: demoOrders(),
    created: new Map(),
    token: newToken(),
    clientSecret: `sec-${randomBytes(12).toString('hex')}`,
    reads: 0,
    writes: 0,
  };
  let baseUrl = '';
  const server = createServer((request, response) => {
    readBody(request).then(
      (body) => send(response, answer(state, request, body, baseUrl)),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  baseUrl = `http://${host}:${(server.address() as AddressInfo).port}`;
  const values = { baseUrl, clientId: 'hostile-client', clientSecret: state.clientSecret };
  return {
    name: 'hostile',
    baseUrl,
    environment: 'sandbox',
    credentials: values,
    values,
    stats: () => ({ reads: state.reads, writes: state.writes }),
    faults: {
      isPage: ({ method, path }) => method === 'GET' && /^\/orders(?:\?|$)/.test(path),
      emptyPage: (body, { path }) => ({
        ...(body as object),
        data: [],
        next: `${baseUrl}${path}${path.includes('?') ? '&' : '?'}again=1`,
      }),
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(state: State, request: IncomingMessage, text: string, baseUrl: string): Answer {
  const url = new URL(request.url ?? '/', baseUrl);
  if (url.pathname === '/oauth/token') return signIn(state, text);
  if (tokenOf(request, 'Bearer') !== state.token)
    return {
      status: 401,
      body: { error: { code: 'BAD_TOKEN', message: `Not accepted: ${request.headers.authorization}` } },
    };
  const id = decodeURIComponent(url.pathname.split('/')[2] ?? '');
  if (request.method === 'POST' && url.pathname.endsWith('/seen')) {
    state.writes++;
    return { body: {} };
  }
  if (request.method === 'POST' && url.pathname === '/orders') return create(state, request, text);
  state.reads++;
  if (url.pathname === '/orders') return list(state, url, baseUrl);
  const order = state.orders.get(id);
  if (url.pathname.startsWith('/orders/') && order)
    return { type: 'text/plain', body: { order: { ...order, amount: String(order.amount) } } };
  return { body: { error: { code: 'NOT_FOUND', message: `No ${url.pathname} for ${request.headers.authorization}` } } };
}

function signIn(state: State, text: string): Answer {
  const form = new URLSearchParams(text);
  if (form.get('client_secret') !== state.clientSecret) return { status: 400, body: { error: 'invalid_client' } };
  if (state.oneSession) state.token = newToken();
  return { body: { access_token: state.token, token_type: 'bearer', expires_in: 3600 } };
}

const newToken = (): string => `tok-${randomBytes(12).toString('hex')}`;

function list(state: State, url: URL, baseUrl: string): Answer {
  const status = url.searchParams.get('status');
  if (status !== null && !STATUS.some((value) => value === status))
    return { body: { error: { code: 'UNKNOWN_EXCEPTION', message: 'An unexpected error occurred.' } } };
  const found = [...state.orders.values()].filter((order) => status === null || order.status === status);
  const position = Number(url.searchParams.get('after') ?? 0);
  const size = Math.min(Number(url.searchParams.get('limit') ?? MAX_ROWS) || MAX_ROWS, MAX_ROWS);
  const rows = found.slice(position, position + size);
  const reached = position + rows.length;
  const next = new URL('/orders', baseUrl);
  for (const [name, value] of url.searchParams) if (name !== 'again') next.searchParams.set(name, value);
  next.searchParams.set('after', String(reached));
  return {
    body: {
      data:
        rows.length === 0
          ? null
          : rows.map((order) => ({ ...order, amount: reached % 2 ? String(order.amount) : order.amount })),
      total: String(found.length),
      next: reached < found.length ? next.href : '',
    },
  };
}

function create(state: State, request: IncomingMessage, text: string): Answer {
  const key = String(request.headers['idempotency-key'] ?? '');
  const known = key === '' ? undefined : state.created.get(key);
  if (known) return { body: { order: known } };
  const { customer, amount } = JSON.parse(text) as Pick<Order, 'customer' | 'amount'>;
  const order: Order = { id: `o${state.orders.size + 1}`, customer, amount, status: 'open' };
  state.writes++;
  state.orders.set(order.id, order);
  if (key !== '') state.created.set(key, order);
  return { body: { order } };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function send(response: ServerResponse, { status = 200, type = 'application/json', body }: Answer): void {
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}
