import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { path } from '../../http/api/path.ts';
import { defineConnection, defineConnector, field } from '../../index.ts';
import { connectSandbox } from '../connect-sandbox.ts';
import { recordCalls } from './record-calls.ts';
import { startReplay } from './replay.ts';

const connection = defineConnection({
  config: { url: field(z.url(), { title: 'URL', description: 'Of the shop.', env: 'SHOP_URL' }) },
  open: ({ config, http }) => http({ baseUrl: config.url }),
});
const ORDER = z.object({ id: z.string() });
const listOverdue = connection.list({
  name: 'shop_list_overdue',
  title: 'List overdue orders',
  description: 'Orders that are due before today.',
  items: ORDER,
  examples: [{ title: 'All', input: {} }],
  handler: (_, api, { clock }) => api.list(path`/orders/${clock.today()}`, ORDER, { rows: 'orders' }),
});
const shop = defineConnector({
  name: 'shop',
  title: 'Shop',
  version: '1.0.0',
  description: 'Orders.',
  connection,
  hosts: ['config:url'],
  tools: [listOverdue],
});

it('keeps the present of the calls: a replay on another day is of the same instant', async () => {
  const asked = new Set<string | undefined>();
  const api = createServer((request, response) => {
    asked.add(request.url);
    response.setHeader('content-type', 'application/json').end('{"orders":[{"id":"o1"}]}');
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const now = '2026-11-20T12:00:00Z';
  const recording = await recordCalls(shop, { baseUrl: url, values: { url }, now, allow: ['orders.*.id'] });
  api.close();
  expect(recording.now).toBe(now);
  expect([...asked]).toEqual(['/orders/2026-11-20']);

  const replay = await startReplay(recording);
  const host = await connectSandbox(shop, replay, { clock: () => new Date('2027-02-14T00:00:00Z') });
  const { items, source } = await host.list('shop_list_overdue', {});
  await host.close();
  await replay.close();
  expect(replay.missed()).toEqual([]);
  expect(items).toEqual([{ id: 'o1' }]);
  expect(source).toMatchObject({ asOf: '2026-11-20T12:00:00.000Z', retrievedAt: '2027-02-14T00:00:00.000Z' });
});
