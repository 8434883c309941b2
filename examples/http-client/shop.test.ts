import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectSandbox, type InMemoryHost } from '@rolekit/sdk/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import shop from './shop.ts';

const calls: string[] = [];
const keys: (string | undefined)[] = [];
let handle: (path: string, request: IncomingMessage) => [status: number, body: unknown, headers?: object];
const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  calls.push(`${request.method} ${request.url}`);
  request.resume();
  const token = request.url === '/oauth/token';
  const [status, body, headers] = token ? [200, { access_token: 'a' }] : handle(request.url ?? '', request);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
});

let host: InMemoryHost;
beforeEach(async () => {
  calls.length = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const values = { baseUrl, clientId: 'id', refreshToken: 'r1' };
  host = await connectSandbox(shop, { baseUrl, values }, { approve: 'accept' });
});
afterEach(async () => {
  await host.close();
  server.closeAllConnections();
  server.close();
});

test('a limit that the vendor signals in its own way is waited for', async () => {
  handle = () =>
    calls.length < 3
      ? [403, { error: { code: 'RATE_LIMIT' } }, { 'x-reset': '1' }]
      : [200, { orders: [{ id: 'o1', total: 3 }], total: 1 }];
  expect((await host.call('shop_list_orders')).structured).toMatchObject({ items: [{ id: 'o1' }] });
});

test('a limit that is named with an answer holds the next call back', async () => {
  handle = () => [200, { orders: [] }, { 'x-remaining': '0', 'x-reset-after': '300' }];
  expect((await host.call('shop_list_orders')).structured).toMatchObject({ items: [] });
  expect((await host.call('shop_list_orders')).structured).toMatchObject({ error: { kind: 'rate_limited' } });
  expect(calls).toEqual(['POST /oauth/token', 'GET /orders?limit=50']);
});

test('what is no error to this vendor is an empty list', async () => {
  handle = () => [404, { error: { code: 'NO_ORDERS' } }];
  expect((await host.call('shop_list_orders')).structured).toMatchObject({ items: [] });
});

test('a refusal says its code, its words, the field and what to do', async () => {
  const error = { code: 'TOO_MUCH', message: 'Too much for one order.', details: [{ field: 'total' }] };
  handle = () => [400, { error }];
  expect((await host.call('shop_list_orders')).structured).toMatchObject({
    error: {
      code: 'RK_INVALID_REQUEST',
      message: 'TOO_MUCH: Too much for one order. (total)',
      next: 'Split the order.',
    },
  });
});

test('a lost cursor says to start again', async () => {
  handle = () => [410, {}];
  expect((await host.call('shop_list_orders')).structured).toMatchObject({
    error: { code: 'RK_PAGES_RESET', next: 'Start again without a cursor; some rows may repeat.' },
  });
});

test('pages are walked by cursor', async () => {
  handle = (path) =>
    path.includes('after=c2')
      ? [200, { orders: [{ id: 'o2', total: 4 }], total: 2 }]
      : [200, { orders: [{ id: 'o1', total: 3 }], total: 2, next: 'c2' }];
  const first = (await host.call('shop_list_orders', { limit: 1 })).structured as { page: { next: string } };
  const second = await host.call('shop_list_orders', { limit: 1, cursor: first.page.next });
  expect(second.structured).toMatchObject({ items: [{ id: 'o2' }], page: { total: 2, truncated: false } });
});

test('a job is asked until it is done', async () => {
  handle = (path) =>
    path === '/exports'
      ? [202, {}, { location: '/exports/1', 'retry-after': '0' }]
      : [200, { orders: [{ id: 'o1', total: 3 }] }];
  expect((await host.call('shop_export_orders', { year: 2026 })).structured).toMatchObject({ items: [{ id: 'o1' }] });
  expect(calls.slice(1)).toEqual(['POST /exports', 'GET /exports/1']);
});

test('a write with a key is repeated with the same key', async () => {
  handle = (_, request) => {
    keys.push(String(request.headers['idempotency-key']));
    return keys.length < 2 ? [503, {}, { 'retry-after': '0' }] : [200, { id: 'o9', total: 5 }];
  };
  expect((await host.call('shop_create_order', { total: 5 })).structured).toMatchObject({ item: { id: 'o9' } });
  expect(keys[0]).toBe(keys[1]);
});
