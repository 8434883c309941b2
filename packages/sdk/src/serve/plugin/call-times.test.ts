import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineBatchTool } from '../../connector/batch.ts';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { field } from '../../connector/field.ts';
import { defineTool } from '../../connector/tool.ts';
import type { HttpClient } from '../../http/request/types.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectSandbox, type SandboxHost } from '../../testing/connect-sandbox.ts';
import { connectInMemory } from '../../testing/in-memory.ts';
import { servedFrom } from './served-connector.ts';

const connection = defineConnection({
  config: { url: field(z.url(), { title: 'URL', description: 'Of the shop.', env: 'SHOP_URL' }) },
  open: ({ config, http, clock }) => ({ http: http({ baseUrl: config.url }), openedAt: clock.today() }),
});
const base = { connection, description: 'Of the shop.' };
type Shop = { http: HttpClient; openedAt: string };
const ask = ({ http }: Shop, path: string, signal: AbortSignal) => http.request({ path, signal });

const listOrders = defineTool({
  ...base,
  name: 'shop_list_orders',
  title: 'List orders',
  access: 'read',
  handles: true,
  defaultLimit: 2,
  input: z.object({ asOf: z.string().optional() }),
  items: z.object({ id: z.int() }),
  async handler({ input, connection: shop, cursor, signal }) {
    const from = Number(cursor ?? 0);
    await ask(shop, '/orders', signal);
    const items = [1, 2, 3].map((id) => ({ id: from + id }));
    return { items, next: from < 6 ? String(from + 3) : undefined, asOf: input.asOf };
  },
});
const getDay = defineTool({
  ...base,
  name: 'shop_get_day',
  title: 'Get the day',
  access: 'read',
  input: z.object({ zone: z.string().optional() }),
  item: z.object({ today: z.string(), openedAt: z.string() }),
  async handler({ input, connection: shop, clock, signal }) {
    for (const path of ['/late', '/early', '/odd']) await ask(shop, path, signal);
    return { item: { today: clock.today(input.zone), openedAt: shop.openedAt } };
  },
});
const closeOrder = defineTool({
  ...base,
  name: 'shop_close_order',
  title: 'Close an order',
  access: 'write',
  input: z.object({ id: z.int() }),
  item: z.object({ closedOn: z.string() }),
  plan: async ({ input, clock }) => ({
    summary: `Close ${input.id}`,
    before: { closed: null },
    after: { closed: clock.today() },
  }),
  async apply({ connection: shop, clock, signal }) {
    await ask(shop, '/early', signal);
    return { item: { closedOn: clock.today() } };
  },
});
const closeOrders = defineBatchTool({
  ...base,
  name: 'shop_close_orders',
  title: 'Close orders',
  access: 'write',
  input: z.object({ ids: z.array(z.int()) }),
  chunk: 10,
  plan: async ({ input, clock }) => ({
    summary: 'Close orders',
    items: input.ids.map((id, index) => ({
      item: index + 1,
      key: String(id),
      before: { closed: null },
      after: { closed: clock.today() },
      sent: id,
    })),
  }),
  async apply({ connection: shop, clock, items, signal }) {
    await ask(shop, '/early', signal);
    return items.map(({ item }) => ({ item, outcome: 'done', id: clock.today() }));
  },
});
const shop = defineConnector({
  name: 'shop',
  title: 'Shop',
  version: '1.0.0',
  description: 'Orders.',
  connection,
  hosts: ['config:url'],
  tools: [listOrders, getDay, closeOrder, closeOrders],
});

const DATES: Record<string, string> = {
  '/orders': 'Sat, 21 Nov 2026 08:00:00 GMT',
  '/late': 'Sun, 22 Nov 2026 08:00:10 GMT',
  '/early': 'Sun, 22 Nov 2026 08:00:05 GMT',
  '/odd': '2026-11-22',
};
let vendor: Server;
let url: string;
let host: SandboxHost<typeof shop>;
beforeEach(async () => {
  vendor = createServer((request, response) => {
    response.setHeader('date', DATES[request.url ?? ''] ?? '').end('{}');
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await host?.close();
  vendor.close();
});

let machine = '2026-11-30T09:00:00.000Z';
const open = async (now?: string, home?: string) => {
  machine = '2026-11-30T09:00:00.000Z';
  host = await connectSandbox(
    shop,
    { baseUrl: url, values: { url }, now },
    { clock: () => new Date(machine), approve: 'accept', ...(home ? { home } : {}) },
  );
};
const sourceOf = async (name: keyof typeof shop.tools, args: Record<string, unknown> = {}) => {
  const { structured, text, isError } = await host.call(name, args);
  expect(isError, text).toBe(false);
  const { asOf, retrievedAt } = structured.source as { asOf: string; retrievedAt: string };
  return { asOf, retrievedAt, structured, text };
};
const RETRIEVED = '2026-11-30T09:00:00.000Z';

describe('data that stands still', () => {
  const STANDS = '2026-11-20T12:00:00Z';
  const AS_OF = '2026-11-20T12:00:00.000Z';

  it.each([
    ['a list', 'shop_list_orders', {}],
    ['a list that says another instant', 'shop_list_orders', { asOf: '2026-11-25T00:00:00Z' }],
    ['a kept list', 'shop_list_orders', { keep: true }],
    ['an item', 'shop_get_day', {}],
    ['a write', 'shop_close_order', { id: 1 }],
    ['a batch', 'shop_close_orders', { ids: [1, 2] }],
  ] as const)('is of its instant, and read at the machine’s: %s', async (_, name, args) => {
    await open(STANDS);
    const { asOf, retrievedAt, text } = await sourceOf(name, args);
    expect({ asOf, retrievedAt }).toEqual({ asOf: AS_OF, retrievedAt: RETRIEVED });
    expect(text).toContain(`Source: shop SANDBOX (demo data), as of ${AS_OF}`);
  });

  it('is the present of whoever computes dates: reads, plans, writes and batches', async () => {
    await open(STANDS);
    expect(await host.item('shop_get_day', {})).toEqual({ today: '2026-11-20', openedAt: '2026-11-20' });
    expect(await host.item('shop_get_day', { zone: 'Pacific/Kiritimati' })).toMatchObject({ today: '2026-11-21' });
    expect(await host.item('shop_close_order', { id: 1 })).toEqual({ closedOn: '2026-11-20' });
    expect(host.questions.join()).toContain('closed: null → 2026-11-20');
    const { structured } = await sourceOf('shop_close_orders', { ids: [7] });
    expect(structured.item).toMatchObject({ items: [{ item: 1, outcome: 'done', id: '2026-11-20' }] });
  });
});

describe('live data', () => {
  it('is of the vendor’s first answer of the call, whatever it says later or cannot say', async () => {
    await open();
    expect(await sourceOf('shop_get_day')).toMatchObject({ asOf: '2026-11-22T08:00:05.000Z', retrievedAt: RETRIEVED });
    expect(await host.item('shop_get_day', {})).toEqual({ today: '2026-11-30', openedAt: '2026-11-30' });
  });

  it.each([
    ['in UTC', '2026-11-19T21:00:00Z', '2026-11-19T21:00:00.000Z'],
    ['in another zone', '2026-11-19T21:00:00+01:00', '2026-11-19T20:00:00.000Z'],
    ['as a day', '2026-11-19', '2026-11-19'],
    ['as what is none', 'yesterday', '2026-11-21T08:00:00.000Z'],
    ['as a day that does not exist', '2026-02-30', '2026-11-21T08:00:00.000Z'],
    ['without a zone', '2026-11-19T21:00:00', '2026-11-21T08:00:00.000Z'],
  ])('is of the instant that the handler says %s', async (_, given, asOf) => {
    await open();
    expect((await sourceOf('shop_list_orders', { asOf: given })).asOf).toBe(asOf);
  });

  it('is of now where the vendor says no date', async () => {
    await open();
    DATES['/orders'] = '';
    try {
      expect(await sourceOf('shop_list_orders')).toMatchObject({ asOf: RETRIEVED, retrievedAt: RETRIEVED });
    } finally {
      DATES['/orders'] = 'Sat, 21 Nov 2026 08:00:00 GMT';
    }
  });

  it('keeps its instants where the rest of a page is read later, and where kept rows are', async () => {
    await open();
    const first = await sourceOf('shop_list_orders', { limit: 2 });
    const { next } = first.structured.page as { next: string };
    const { kept } = (await sourceOf('shop_list_orders', { keep: true })).structured as { kept: { handle: string } };
    machine = '2026-11-30T09:05:00.000Z';
    const rest = await sourceOf('shop_list_orders', { limit: 2, cursor: next });
    const read = await sourceOf('shop_read_results' as never, { handle: kept.handle });
    const saved = await sourceOf('shop_save_results' as never, { handle: kept.handle, title: 'x', format: 'csv' });
    for (const { asOf, retrievedAt } of [first, rest, read, saved])
      expect({ asOf, retrievedAt }).toEqual({ asOf: '2026-11-21T08:00:00.000Z', retrievedAt: RETRIEVED });
    expect(read.text).toContain('Rows of shop_list_orders as of 2026-11-21T08:00:00.000Z.');
  });

  it('of one call says nothing of another at the same time', async () => {
    await open();
    const [orders, day] = await Promise.all([sourceOf('shop_list_orders'), sourceOf('shop_get_day')]);
    expect(orders.asOf).toBe('2026-11-21T08:00:00.000Z');
    expect(day.asOf).toBe('2026-11-22T08:00:05.000Z');
  });

  it('is of the machine’s clock where there is no vendor, or of the others’ day where they stand still', async () => {
    const pure = defineConnector({
      name: 'sum',
      title: 'Sum',
      version: '1.0.0',
      description: 'Adds.',
      hosts: [],
      connection: defineConnection({ config: {}, open: () => ({}) }),
      tools: [],
    });
    const tool = defineTool({
      connection: pure.connection,
      name: 'sum_get_zero',
      title: 'Zero',
      description: 'Zero.',
      access: 'read',
      input: z.object({}),
      item: z.object({ zero: z.int() }),
      handler: async () => ({ item: { zero: 0 } }),
    });
    const sum = servedFrom({ ...pure, tools: { sum_get_zero: tool } as never });
    const alone = await connectInMemory(
      { name: 'sum', version: '1.0.0', description: 'Adds.', connectors: [sum] },
      { clock: () => new Date('2026-12-24T18:00:00Z') },
    );
    const { structured } = await alone.call('sum_get_zero', {});
    await alone.close();
    const home = temporaryFolder();
    await open('2026-11-20T12:00:00Z', home);
    const beside = await connectInMemory(
      { name: 'both', version: '1.0.0', description: 'Both.', connectors: [servedFrom(shop), sum] },
      { home, clock: () => new Date('2026-12-24T18:00:00Z') },
    );
    await beside.call('shop_get_day', {});
    const after = await beside.call('sum_get_zero', {});
    await beside.close();
    await rm(home, { recursive: true });
    expect(after.structured.source).toMatchObject({
      asOf: '2026-11-20T12:00:00.000Z',
      retrievedAt: '2026-12-24T18:00:00.000Z',
    });
    expect(structured.source).toMatchObject({
      asOf: '2026-12-24T18:00:00.000Z',
      retrievedAt: '2026-12-24T18:00:00.000Z',
    });
  });
});
