import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RolekitError } from '../errors.ts';
import { bearer, byCursor, path } from '../http.ts';
import { undoableWrites, undoWrite } from '../serve/write/undo.ts';
import { connectSandbox } from '../testing/index.ts';
import { quotedName } from '../tree/hidden-characters.ts';
import { answer, changeOf } from './answer.ts';
import { type Standing, standingOf } from './batch-options.ts';
import { defineConnection, defineConnector } from './connector.ts';
import { describeTool } from './describe.ts';
import { field, secret } from './field.ts';
import { named } from './named-ids.ts';

const ORDER = z.object({ id: z.string(), name: z.string(), total: z.number(), note: z.string().optional() });
type Order = z.output<typeof ORDER>;

const shop = defineConnection({
  config: { baseUrl: field(z.url(), 'Of the shop.'), apiKey: secret('Of your account.') },
  open: ({ config, http }) => http({ baseUrl: config.baseUrl, auth: bearer(config.apiKey), attempts: 1 }),
  test: async (api) => (await api.get('/orders/o1', ORDER)).name,
});

const id = z.string().meta({ examples: ['o1'] });

const listOrders = shop.list({
  name: 'shop_list_orders',
  description: 'Orders.',
  input: { open: z.boolean().optional() },
  items: ORDER,
  handler: ({ open }, api) =>
    api.list('/orders', ORDER, {
      query: { open },
      rows: 'data.rows',
      paging: byCursor({ at: 'next', param: 'after' }),
    }),
});
const allOrders = shop.list({
  name: 'shop_all_orders',
  description: 'All orders, at once.',
  items: ORDER,
  handler: (_, api) =>
    api.all('/orders', ORDER, { rows: 'data.rows', paging: byCursor({ at: 'next', param: 'after' }) }),
});
const firstOrders = shop.list({
  name: 'shop_first_orders',
  description: 'Orders, each with the first of all.',
  items: ORDER,
  async handler(_, api) {
    const rows = { rows: 'data.rows', paging: byCursor({ at: 'next', param: 'after' }) };
    const first = await api.list('/orders', ORDER, { ...rows, cursor: undefined });
    const page = await api.list('/orders', ORDER, rows);
    return { ...page, items: page.items.map((order) => ({ ...order, note: first.items[0]?.id })) };
  },
});
const getOrder = shop.item({
  name: 'shop_get_order',
  description: 'One order.',
  input: { id },
  item: ORDER,
  handler: async ({ id }, api) => answer(await api.get(path`/orders/${id}`, ORDER), { notes: ['As of today.'] }),
});
const setOrder = shop.write({
  name: 'shop_set_order',
  description: 'Changes an order.',
  input: { id, total: z.number(), name: z.string().optional() },
  item: ORDER,
  plan: async ({ id, total }, api) => changeOf(await api.get(path`/orders/${id}`, ORDER), { total }),
  apply: ({ id, total }, api) => api.put(path`/orders/${id}`, ORDER, { json: { total } }),
  undo: 'restore',
});
const replaceOrder = shop.write({
  name: 'shop_replace_order',
  description: 'Replaces an order.',
  input: { id, total: z.number(), note: z.string().optional() },
  item: ORDER,
  plan: async ({ id, ...changes }, api) =>
    changeOf(await api.get(path`/orders/${id}`, ORDER), changes, { whole: ['total', 'note'] }),
  apply: ({ id, ...json }, api) => api.put(path`/orders/${id}`, ORDER, { json }),
  undo: 'restore',
});
const noteOrder = shop.write({
  name: 'shop_note_order',
  description: 'Notes something.',
  input: { id, note: z.string() },
  item: ORDER,
  plan: async ({ id, note }, api) => changeOf(await api.get(path`/orders/${id}`, ORDER), { note }),
  apply: ({ id, ...json }, api) => api.put(path`/orders/${id}`, ORDER, { json }),
  undo: 'restore',
});
const createOrder = shop.write({
  name: 'shop_create_order',
  description: 'Creates an order.',
  input: { name: z.string() },
  item: ORDER.pick({ id: true, name: true }),
  plan: async ({ name }) => ({ summary: `Create Order ${quotedName(name)}`, before: null, after: { name } }),
  apply: ({ name }, api) => api.put(path`/orders/new`, ORDER.pick({ id: true, name: true }), { json: { name } }),
  // #region undo
  undo: {
    async plan({ input, item: { id } }, api) {
      const { name } = await api.get(path`/orders/${id}`, ORDER);
      if (name !== input.name)
        throw new RolekitError('RK_CONFLICT', { reason: 'It was changed since; nothing was undone.' });
      return { summary: `Delete Order ${named(id, name)}`, before: { name }, after: null };
    },
    apply: ({ item }, api) => api.delete(path`/orders/${item.id}`),
  },
  // #endregion
});
const setOrders = shop.batch({
  name: 'shop_set_orders',
  description: 'Changes orders.',
  input: { totals: z.record(z.string(), z.number()) },
  examples: [{ title: 'One', input: { totals: { o1: 5 } } }],
  chunk: 1,
  async plan({ totals }, api) {
    const items = await Promise.all(
      Object.entries(totals).map(async ([id, after], index) => {
        const { total: before, name } = await api.get(path`/orders/${id}`, ORDER);
        const sent = { id, before, after };
        return { item: index + 1, key: id, title: name, before: { total: before }, after: { total: after }, sent };
      }),
    );
    return { summary: `Change ${items.length} orders`, items };
  },
  async readBack(items, api) {
    const standing = new Map<number, Standing>();
    for (const { item, sent } of items) {
      const { total } = await api.get(path`/orders/${sent.id}`, ORDER);
      if (total === sent.before) standing.set(item, 'before');
      if (total === sent.after) standing.set(item, 'after');
      if (!standing.has(item)) standing.set(item, { reason: `The total is ${total} now.` });
    }
    return standing;
  },
  async apply(items, api) {
    for (const { sent } of items) await api.put(path`/orders/${sent.id}`, ORDER, { json: { total: sent.after } });
    return items.map(({ item, sent }) => ({ item, id: sent.id, outcome: 'done' }));
  },
  undo: 'restore',
});

const openOrders = shop.batch({
  name: 'shop_open_orders',
  description: 'Opens orders.',
  input: { names: z.array(z.string()) },
  examples: [{ title: 'One', input: { names: ['Oat'] } }],
  chunk: 5,
  plan: async ({ names }) => ({
    summary: `Open ${names.length} orders`,
    items: names.map((name, index) => {
      const after = { name, buyer: named('b1', 'Ann') };
      return { item: index + 1, key: `#${index + 1}`, title: name, before: null, after, sent: { name } };
    }),
  }),
  async apply(items, api) {
    for (const { item, sent } of items) await api.put(path`/orders/n${item}`, ORDER, { json: sent });
    return items.map(({ item }) => ({ item, id: `n${item}`, outcome: 'done' }));
  },
  undo: {
    turn: ({ sent: { name }, id = '' }) => ({ id, before: { name } }),
    summary: (items) => `Drop ${items.map(({ name }) => name).join(', ')}`,
    things: () => 'orders',
    async readBack(items, api) {
      const paging = byCursor({ at: 'next', param: 'after' });
      const now = await api.all('/orders', ORDER, { rows: 'data.rows', paging });
      return standingOf(items, new Map(now.map((order) => [order.id, order])));
    },
    async apply(items, api) {
      for (const { sent } of items) await api.delete(path`/orders/${sent.id}`);
      return items.map(({ item }) => ({ item, outcome: 'done' }));
    },
  },
});

const connector = defineConnector({
  name: 'shop',
  version: '0.1.0',
  description: 'A shop.',
  connection: shop,
  tools: [
    listOrders,
    allOrders,
    firstOrders,
    getOrder,
    setOrder,
    replaceOrder,
    noteOrder,
    createOrder,
    setOrders,
    openOrders,
  ],
});

let orders: Map<string, Order>;
/** The vendor replaces whole orders, and rounds their totals. */
let rounds = false;
let onRequest: ((method: string, url: string) => void) | undefined;
const server = createServer(async (request, response) => {
  onRequest?.(request.method ?? '', request.url ?? '');
  let body = '';
  for await (const chunk of request) body += chunk;
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://shop');
  if (request.method === 'DELETE') orders.delete(pathname.split('/').at(-1) ?? '');
  if (request.method === 'DELETE') return void response.writeHead(204).end();
  if (pathname === '/orders/new' && !orders.has('new')) orders.set('new', { id: 'new', name: '', total: 0 });
  const order = orders.get(pathname.split('/').at(-1) ?? '');
  if (request.method === 'PUT' && order) {
    if (rounds) delete order.note;
    Object.assign(order, JSON.parse(body));
    if (rounds) order.total = Math.floor(order.total);
  }
  if (request.method === 'DELETE') orders.delete(order?.id ?? '');
  const rows = [...orders.values()];
  const at = Number(searchParams.get('after') ?? 0);
  const list = { data: { rows: rows.slice(at, at + 1) }, next: at + 1 < rows.length ? String(at + 1) : null };
  const status = pathname === '/orders' || order ? 200 : 404;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(status === 404 ? { error: { message: 'no such order' } } : (order ?? list)));
});

let sandbox: { baseUrl: string; values: Record<string, string> };
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  sandbox = { baseUrl, values: { baseUrl, apiKey: 'k' } };
});
afterAll(() => void server.close());
beforeEach(() => {
  onRequest = undefined;
  rounds = false;
  orders = new Map([
    ['o1', { id: 'o1', name: 'Tea', total: 3 }],
    ['o2', { id: 'o2', name: 'Rye', total: 4 }],
  ]);
});

const home = () => mkdtemp(join(tmpdir(), 'shop-'));
const connected = async (approve: 'accept' | 'decline' = 'accept') => {
  const folder = await home();
  const host = await connectSandbox(connector, sandbox, { home: folder, approve });
  const questions: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    return 'accept' as const;
  };
  const undo = async () => {
    const [write] = await undoableWrites(folder);
    if (!write) throw new Error('Nothing can be undone.');
    const signal = AbortSignal.timeout(30_000);
    return undoWrite(connector, write, { home: folder, env: {}, signal, ask });
  };
  return { host, folder, undo, questions };
};

describe('what is left out', () => {
  it('is said by the name', () => {
    expect(connector.title).toBe('Shop');
    expect(connector.hosts).toEqual(['config:baseUrl']);
    expect(connector.connection.config).toMatchObject({
      baseUrl: { title: 'Base URL', env: 'SHOP_BASE_URL', secret: false },
      apiKey: { title: 'API key', env: 'SHOP_API_KEY', secret: true },
    });
    expect([listOrders.title, getOrder.title]).toEqual(['List orders', 'Get order']);
  });

  it('is an example that the schemas have, or one without arguments', () => {
    expect(listOrders.examples).toEqual([{ title: 'List orders', input: {} }]);
    expect(getOrder.examples).toEqual([{ title: 'Get order', input: { id: 'o1' } }]);
    expect(setOrder.examples).toEqual([]);
  });

  it('is read-only, a write, or destructive', () => {
    const annotations = (tool: typeof getOrder) => describeTool(tool as never).definition.annotations;
    expect(annotations(getOrder)).toMatchObject({ readOnlyHint: true });
    expect(annotations(setOrder as never)).toMatchObject({ readOnlyHint: false, destructiveHint: false });
    const drop = shop.write({
      name: 'shop_drop_order',
      description: 'Deletes an order.',
      destructive: true,
      input: { id },
      item: z.object({}),
      plan: async () => ({ before: {}, after: null }),
      apply: async () => ({}),
    });
    expect(drop.access).toBe('destructive');
  });
});

it('pages, parses and names what it answers', async () => {
  const { host } = await connected();
  expect((await host.all('shop_list_orders', {})).map(({ id }) => id)).toEqual(['o1', 'o2']);
  const { structured } = await host.call('shop_all_orders', {});
  expect(structured).toMatchObject({ items: [{ id: 'o1' }, { id: 'o2' }], page: { returned: 2, total: 2 } });
  const one = await host.call('shop_get_order', { id: 'o1' });
  expect(one.structured).toMatchObject({ item: { id: 'o1', total: 3 }, notes: ['As of today.'] });
  await host.close();
});

it('begins another list at its first page', async () => {
  const { host } = await connected();
  expect((await host.all('shop_first_orders', {})).map(({ id, note }) => [id, note])).toEqual([
    ['o1', 'o1'],
    ['o2', 'o1'],
  ]);
  await host.close();
});

it('reads a list whole for the connector itself, and notices a row that comes twice', async () => {
  const { host } = await connected();
  const { structured } = await host.call('shop_all_orders', {});
  expect((structured.items as Order[]).map(({ id }) => id)).toEqual(['o1', 'o2']);
  orders.set('o3', { id: 'o1', name: 'Tea', total: 3 });
  expect((await host.error('shop_all_orders', {})).message).toContain('it sent a row a second time');
  await host.close();
});

it('gives the words of the API, and never a path that leads elsewhere', async () => {
  const { host } = await connected();
  expect((await host.call('shop_get_order', { id: 'o9' })).text).toContain('no such order');
  expect(await host.error('shop_get_order', { id: '..' })).toMatchObject({ kind: 'invalid_request' });
  orders.set('o1', { id: 'o1', name: 'Tea', total: '3' } as never);
  expect((await host.error('shop_get_order', { id: 'o1' })).kind).toBe('upstream_unavailable');
  await host.close();
});

describe('a write', () => {
  it('asks with the name of the record, and is undone with the values before', async () => {
    const { host, undo } = await connected();
    await host.item('shop_set_order', { id: 'o1', total: 9 });
    expect(host.questions).toEqual(['Set order: o1 "Tea"\nin Shop (sandbox, demo data):\n  total: 3 → 9']);
    expect(orders.get('o1')?.total).toBe(9);
    expect(await undo()).toMatchObject({ summary: 'Set back: Set order: o1 "Tea"' });
    expect(orders.get('o1')?.total).toBe(3);
    await host.close();
  });

  it('is not undone when it was changed again', async () => {
    const { host, undo } = await connected();
    await host.item('shop_set_order', { id: 'o1', total: 9 });
    orders.set('o1', { id: 'o1', name: 'Tea', total: 10 });
    await expect(undo()).rejects.toMatchObject({ code: 'RK_CONFLICT' });
    expect(orders.get('o1')?.total).toBe(10);
    await host.close();
  });

  it('writes nothing over a change made while the person was asked', async () => {
    const { host } = await connected();
    let reads = 0;
    onRequest = (method) => {
      if (method === 'GET' && ++reads === 2) orders.set('o1', { id: 'o1', name: 'Tea', total: 7 });
    };
    expect(await host.error('shop_set_order', { id: 'o1', total: 9 })).toMatchObject({ kind: 'conflict' });
    expect(orders.get('o1')?.total).toBe(7);
    await host.close();
  });
});

it('is not undone where the tool cannot write the value before', async () => {
  const { host, undo } = await connected();
  await host.item('shop_note_order', { id: 'o1', note: 'new' });
  expect(host.questions[0]).toContain('note: nothing → new');
  await expect(undo()).rejects.toThrow('The values before cannot be written with this tool.');
  await host.close();
});

it('that replaces a whole is undone with all of its values, also where the vendor made another value of it', async () => {
  const { host, undo } = await connected();
  rounds = true;
  orders.set('o1', { id: 'o1', name: 'Tea', total: 3, note: 'n' });
  await host.item('shop_replace_order', { id: 'o1', total: 9.4 });
  expect(orders.get('o1')).toEqual({ id: 'o1', name: 'Tea', total: 9 });
  await undo();
  expect(orders.get('o1')).toEqual({ id: 'o1', name: 'Tea', total: 3, note: 'n' });
  await host.close();
});

describe('a write with a way back of its own', () => {
  it('gets the arguments and what the write answered, and need not answer anything', async () => {
    const { host, undo } = await connected();
    await host.item('shop_create_order', { name: 'Oats' });
    expect(orders.get('new')?.name).toBe('Oats');
    expect(await undo()).toMatchObject({ summary: 'Delete Order new "Oats"', result: {} });
    expect(orders.has('new')).toBe(false);
    await host.close();
  });

  it('is left alone when it was changed since', async () => {
    const { host, undo } = await connected();
    await host.item('shop_create_order', { name: 'Oats' });
    orders.set('new', { id: 'new', name: 'Barley', total: 0 });
    await expect(undo()).rejects.toMatchObject({ code: 'RK_CONFLICT' });
    expect(orders.has('new')).toBe(true);
    await host.close();
  });

  it('is left alone when another version of the connector kept something else', async () => {
    const { host, folder, undo } = await connected();
    await host.item('shop_create_order', { name: 'Oats' });
    const audit = join(folder, '.rolekit', 'audit');
    const [month = ''] = await readdir(audit);
    const lines = await readFile(join(audit, month), 'utf8');
    await writeFile(join(audit, month), lines.replaceAll('"item":{"id":"new"', '"item":{"key":"new"'));
    await expect(undo()).rejects.toThrow('Another version of the connector wrote it');
    expect(orders.has('new')).toBe(true);
    await host.close();
  });
});

describe('a batch', () => {
  it('is refused where it would send its items back and cannot see what changed since', () => {
    const blind = { ...batchOf('restore'), readBack: undefined };
    expect(() => shop.batch(blind as never)).toThrow(
      expect.objectContaining({
        message: 'tool shop_a: `undo` sends its items back, and nothing reads what became of them',
        fix: 'Add `readBack`, or give `undo` a `plan` of its own.',
      }),
    );
    expect(() => shop.batch({ ...blind, undo: (sent: object) => sent } as never)).toThrow('nothing reads');
    expect(() => shop.batch({ ...blind, undo: undefined } as never)).not.toThrow();
  });

  it('is sent, read back and undone', async () => {
    const { host, undo } = await connected();
    expect(await host.item('shop_set_orders', { totals: { o1: 5, o2: 6 } })).toMatchObject({ done: 2, failed: 0 });
    orders.set('o2', { id: 'o2', name: 'Rye', total: 60 });
    const undone = await undo();
    expect(undone).toMatchObject({
      result: { done: 1 },
      notes: ['1 of the items are left alone: item 2: The total is 60 now.'],
    });
    expect([...orders.values()].map(({ total }) => total)).toEqual([3, 60]);
    await host.close();
  });

  it('of what is new is undone by deleting it, unless somebody changed it', async () => {
    orders.set('n1', { id: 'n1', name: '', total: 0 }).set('n2', { id: 'n2', name: '', total: 0 });
    const { host, undo, questions } = await connected();
    await host.item('shop_open_orders', { names: ['Oat', 'Fig'] });
    orders.set('n2', { id: 'n2', name: 'Fig jam', total: 0 });
    expect(await undo()).toMatchObject({
      summary: 'Drop Oat',
      result: { done: 1 },
      notes: ['1 of the orders are left alone: item 2: Changed by someone else: name.'],
    });
    expect([orders.has('n1'), orders.has('n2')]).toEqual([false, true]);
    expect(questions.at(-1)).toContain('n1 "Oat" - buyer: b1 "Ann" (is removed)');
    orders.set('n1', { id: 'n1', name: '', total: 0 });
    await host.item('shop_open_orders', { names: ['Oat'] });
    orders.set('n1', { id: 'n1', name: 'Oat milk', total: 0 });
    await expect(undo()).rejects.toMatchObject({
      code: 'RK_CONFLICT',
      message: expect.stringContaining('None of these orders is as it was written any more (item 1: Changed'),
    });
    await host.close();
  });

  it('does not send what changed meanwhile', async () => {
    const { host } = await connected();
    let reads = 0;
    onRequest = (method) => {
      if (method === 'GET' && ++reads === 3) orders.set('o1', { id: 'o1', name: 'Tea', total: 7 });
    };
    const result = await host.item('shop_set_orders', { totals: { o1: 5, o2: 6 } });
    expect(result).toMatchObject({ done: 1, failed: 1, items: [{ item: 1, reason: 'The total is 7 now.' }, {}] });
    await host.close();
  });
});

function batchOf(undo: unknown) {
  return {
    name: 'shop_a',
    description: '.',
    chunk: 1,
    plan: async () => ({ summary: '', items: [] }),
    apply: async () => [],
    readBack: async () => new Map(),
    undo,
  };
}

// what follows is checked by the compiler only
export const undone = [
  shop.write({
    name: 'shop_a',
    description: '.',
    input: { id, total: z.number() },
    item: ORDER,
    plan: async ({ total }) => ({ before: { total: 1 }, after: { total } }),
    apply: ({ id }, api) => api.put(path`/orders/${id}`, ORDER),
    undo: (input, before) => ({ ...input, total: Number(before.total) }),
  }),
  shop.write({
    name: 'shop_a',
    description: '.',
    item: ORDER,
    plan: async () => ({ before: null, after: {} }),
    apply: (_, api) => api.post('/orders', ORDER),
    undo: {
      plan: async ({ after }) => ({ before: after, after: null }),
      apply: async ({ undo }, api) => answer(await api.get(path`/orders/${String(undo.id)}`, ORDER), { notes: [] }),
    },
  }),
];

export const blind = () => [
  // @ts-expect-error nothing reads what became of its items
  shop.batch({
    name: 'shop_a',
    description: '.',
    input: { ids: z.array(id) },
    chunk: 1,
    plan: async ({ ids }) => ({
      summary: '',
      items: ids.map((sent, index) => ({ item: index, key: sent, before: null, after: null, sent: { id: sent } })),
    }),
    apply: async (items) => items.map(({ item }) => ({ item, outcome: 'done' as const })),
    undo: 'restore',
  }),
];

const NESTED = z.object({
  owner: z.object({ name: z.string(), mail: z.string().optional() }).nullable(),
  lines: z.array(z.object({ sku: z.string(), note: z.string().optional() })),
  other: z.record(z.string(), z.unknown()),
});

export const nested = () => [
  shop.item({
    name: 'shop_a',
    description: '.',
    item: NESTED,
    handler: async () => ({ owner: { name: '' }, lines: [{ sku: '', note: '' }], other: { any: { thing: 1 } } }),
  }),
  shop.item({
    name: 'shop_a',
    description: '.',
    item: NESTED,
    // @ts-expect-error `mial` is not a field of the owner
    handler: async () => ({ owner: { name: '', mial: '' }, lines: [], other: {} }),
  }),
  shop.list({
    name: 'shop_a',
    description: '.',
    items: NESTED,
    // @ts-expect-error `noet` is not a field of a line
    handler: async () => [{ owner: null, lines: [{ sku: '', noet: '' }], other: {} }],
  }),
  shop.list({
    name: 'shop_a',
    description: '.',
    items: NESTED,
    handler: (_, api) =>
      // @ts-expect-error `mial` is not a field of the owner
      api.list('/orders', ORDER, { rows: '', toRow: () => ({ owner: { name: '', mial: '' }, lines: [], other: {} }) }),
  }),
];

export const wrong = () => [
  // @ts-expect-error `total` is a number
  shop.item({ name: 'shop_a', description: '.', item: ORDER, handler: async () => ({ id: '', name: '', total: '3' }) }),
  shop.item({
    name: 'shop_a',
    description: '.',
    item: ORDER,
    // @ts-expect-error `totl` is not a field
    handler: async () => ({ id: '', name: '', total: 3, totl: 3 }),
  }),
  // @ts-expect-error `total` is missing
  shop.item({ name: 'shop_a', description: '.', item: ORDER, handler: async () => answer({ id: '', name: '' }, {}) }),
  // @ts-expect-error `total` is missing
  shop.list({ name: 'shop_a', description: '.', items: ORDER, handler: async () => [{ id: '', name: '' }] }),
  shop.list({
    name: 'shop_a',
    description: '.',
    items: ORDER,
    // @ts-expect-error the input has no such field
    handler: async ({ open }, api) => api.list('/orders', ORDER, { rows: '', query: { open } }),
  }),
  shop.write({
    name: 'shop_a',
    description: '.',
    input: { id },
    item: ORDER,
    // @ts-expect-error an order has no `stage`
    plan: async ({ id }, api) => changeOf(await api.get(path`/orders/${id}`, ORDER), { stage: 'won' }),
    apply: ({ id }, api) => api.put(path`/orders/${id}`, ORDER),
  }),
];
