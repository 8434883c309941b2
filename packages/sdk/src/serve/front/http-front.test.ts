import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { shelf } from '../../testing/shelf-connector.ts';
import { clock, seen as ticks } from '../clock.fixture.ts';
import type { HttpServing } from '../endpoint/http-options.ts';
import { serveHttp } from '../endpoint/serve-http.ts';
import { serverFactory } from '../mcp/server-factory.ts';
import { PluginState } from '../plugin/plugin-state.ts';
import { createHttpFront } from './http-front.ts';

const MODERN = '2026-07-28';
const META = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

let serving: HttpServing;
let officialUrl: string;
let close: () => void;
const library = shelf();

beforeAll(async () => {
  const home = temporaryFolder();
  serving = await serveHttp(library.plugin, { home, env: {}, approvalPage: false });
  const official = toNodeHandler(createMcpHandler(serverFactory(new PluginState(library.plugin, { home, env: {} }))));
  const server = createServer((request, response) => void official(request as never, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  officialUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
  close = () => server.close();
});
afterAll(async () => {
  close();
  await serving.close();
});

interface Asked {
  method: string;
  params?: Record<string, unknown>;
  headers?: Record<string, string>;
  id?: unknown;
}

async function ask(
  url: string,
  { method, params, headers = {}, id = 7 }: Asked,
): Promise<{ status: number; message: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${serving.token}`,
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id, method, ...(params ? { params } : {}) }),
  });
  const text = await response.text();
  const message = text.startsWith('{') ? text : (/^data: (.*)$/m.exec(text)?.[1] ?? '{}');
  return { status: response.status, message };
}

/** The answer without the time at which it was given; otherwise byte for byte. */
function timeless({ status, message }: { status: number; message: string }) {
  return { status, message: message.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'now') };
}

const legacy = (method: string, params?: Record<string, unknown>, more: Partial<Asked> = {}): Asked => ({
  method,
  ...(params ? { params } : {}),
  ...more,
  headers: { 'mcp-protocol-version': '2025-11-25', ...more.headers },
});
const modern = (method: string, params: Record<string, unknown> = {}, more: Partial<Asked> = {}): Asked => ({
  method,
  ...more,
  params: { ...params, _meta: META },
  headers: {
    'mcp-protocol-version': MODERN,
    'mcp-method': method,
    ...(typeof params.name === 'string' ? { 'mcp-name': params.name } : {}),
    ...more.headers,
  },
});

const book = { name: 'shelf_get_book', arguments: { id: 'b2' } };
const CASES: [string, Asked][] = [
  ['a list', legacy('tools/list')],
  ['a list of 2026', modern('tools/list')],
  ['a list with a text id', legacy('tools/list', {}, { id: 'a"b' })],
  ['a call', legacy('tools/call', book)],
  ['a call of 2026', modern('tools/call', book)],
  ['a call that fails', legacy('tools/call', { ...book, arguments: { id: 'none' } })],
  ['a call that fails, of 2026', modern('tools/call', { ...book, arguments: { id: 'none' } })],
  ['a call with wrong arguments', modern('tools/call', { ...book, arguments: { ix: 'none' } })],
  ['a call without arguments', legacy('tools/call', { name: 'shelf_list_books' })],
  ['a call of an unknown tool', modern('tools/call', { name: 'shelf_get_books' })],
  [
    'a call of a write by a client that cannot be asked',
    modern('tools/call', { name: 'shelf_update_book', arguments: { id: 'b1', title: 'x' } }),
  ],
  ['an unknown version', legacy('tools/list', {}, { headers: { 'mcp-protocol-version': '1999-01-01' } })],
  ['no version', legacy('tools/list', {}, { headers: { 'mcp-protocol-version': '' } })],
  ['a method header that disagrees', modern('tools/list', {}, { headers: { 'mcp-method': 'tools/call' } })],
  ['a name header that disagrees', modern('tools/call', book, { headers: { 'mcp-name': 'shelf_list_books' } })],
  [
    'a 2026 header on a body without its envelope',
    legacy('tools/list', {}, { headers: { 'mcp-protocol-version': MODERN } }),
  ],
  ['arguments that are a list', legacy('tools/call', { ...book, arguments: [1] })],
  ['a name that is a number', legacy('tools/call', { name: 5 })],
  ['metadata of a vendor', legacy('tools/call', { ...book, _meta: { 'claudecode/toolUseId': 'x' } })],
  ['metadata that is wrong', legacy('tools/call', { ...book, _meta: { progressToken: {} } })],
  ['an id that is no id', legacy('tools/list', {}, { id: 1.5 })],
  ['parameters that are a list', legacy('tools/list', [] as never)],
  ['an Accept without event streams', legacy('tools/list', {}, { headers: { accept: 'application/json' } })],
  ['another content type', legacy('tools/list', {}, { headers: { 'content-type': 'text/plain' } })],
  ['a ping', legacy('ping')],
  ['an unknown method', modern('tools/paint')],
];

describe('the front answers as the official handler does', () => {
  it.each(CASES)('%s', async (_, asked) => {
    expect(timeless(await ask(serving.url, asked))).toEqual(timeless(await ask(officialUrl, asked)));
  });
});

it('the front itself answers lists and reads, and nothing else', async () => {
  const state = new PluginState(library.plugin, { env: {} });
  const front = await createHttpFront({ state, handler: createMcpHandler(serverFactory(state)) });
  const taken = ({ method, params, headers }: Asked) => {
    const response = { once() {}, writeHead() {}, end() {}, destroyed: false };
    const request = {
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    };
    const body = { jsonrpc: '2.0', id: 1, method, ...(params ? { params } : {}) };
    return front.answer(request as never, response as never, body, { principal: state.principal });
  };
  expect(taken(legacy('tools/list'))).toBe(true);
  expect(taken(modern('tools/list'))).toBe(true);
  expect(taken(modern('tools/call', book))).toBe(true);
  expect(taken(modern('tools/call', { name: 'shelf_update_book', arguments: {} }))).toBe(false);
  expect(taken(legacy('tools/call', { ...book, _meta: { progressToken: 1 } }))).toBe(false);
  expect(taken(legacy('tools/list', { cursor: 'x' }))).toBe(false);
  expect(taken(legacy('ping'))).toBe(false);
});

it('a client that goes away cancels its call', async () => {
  const abort = new AbortController();
  const { headers } = modern('tools/call', book);
  const asked = fetch(serving.url, {
    method: 'POST',
    signal: abort.signal,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${serving.token}`,
      ...headers,
      'mcp-name': 'shelf_get_book',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { ...book, arguments: { id: 'slow' }, _meta: META },
    }),
  });
  await expect.poll(() => library.seen.slow).toBe(1);
  abort.abort();
  await expect(asked).rejects.toThrow();
  await expect.poll(() => library.seen.cancelled).toBe(1);
});

it('a client with a session cancels by a message, also where it uses an id again', async () => {
  Object.assign(ticks, { started: 0, cancelled: 0 });
  const state = new PluginState(clock, { env: {} });
  const front = await createHttpFront({ state, handler: createMcpHandler(serverFactory(state)) });
  const post = (body: object) => {
    const answer = { text: '' };
    const response = { once() {}, writeHead() {}, end: (text: string) => Object.assign(answer, { text }) };
    const { headers } = legacy('tools/call');
    const request = {
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
        'mcp-session-id': 'one',
      },
    };
    front.answer(request as never, response as never, { jsonrpc: '2.0', ...body }, { principal: state.principal });
    return answer;
  };
  const wait = (ms: number) => ({ method: 'tools/call', params: { name: 'clock_wait_time', arguments: { ms } } });
  const first = post({ id: 7, ...wait(1) });
  const second = post({ id: 7, ...wait(600_000) });
  await expect.poll(() => [first.text === '', ticks.started]).toEqual([false, 2]);
  expect(second.text).toBe('');
  post({ method: 'notifications/cancelled', params: { requestId: 7 } });
  await expect.poll(() => ticks.cancelled).toBe(1);
});
