import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineBatchTool } from './batch.ts';
import { defineConnection, defineConnector } from './connector.ts';
import { field } from './field.ts';
import { defineTool } from './tool.ts';
import { inputSchemaOf } from './tool-schemas.ts';

const connection = defineConnection({
  config: {
    url: field(z.url(), { title: 'URL', description: 'Of the shop.', env: 'SHOP_URL' }),
    pageSize: field(z.coerce.number().default(20), { title: 'Page size', description: 'Rows.', env: 'SHOP_PAGE' }),
  },
  open({ config }) {
    const size: number = config.pageSize;
    // @ts-expect-error the connection has no such setting
    config.token;
    return { url: config.url, size, orders: async () => [{ id: 'o1', total: 3 }] };
  },
});

const order = z.object({ id: z.string(), total: z.number() });

const list = defineTool({
  connection,
  name: 'shop_list_orders',
  title: 'List orders',
  description: 'Orders.',
  access: 'read',
  input: z.object({ customer: z.string(), open: z.boolean().default(false) }),
  items: order,
  async handler({ input, connection }) {
    const customer: string = input.customer;
    const open: boolean = input.open;
    // @ts-expect-error the input has no such field
    input.customre;
    // @ts-expect-error what `open` returned has no such member
    connection.order;
    return { items: await connection.orders(), notes: [customer, String(open)] };
  },
});

// what follows is checked by the compiler only
export const wrong = () => [
  defineTool({
    connection,
    name: 'shop_get_order',
    title: 'Get an order',
    description: 'One order.',
    access: 'read',
    input: z.object({ id: z.string() }),
    item: order,
    // @ts-expect-error `total` is a number
    handler: async ({ input }) => ({ item: { id: input.id, total: '3' } }),
  }),
  defineTool({
    connection,
    name: 'shop_get_order',
    title: 'Get an order',
    description: 'One order.',
    access: 'read',
    input: z.object({ id: z.string() }),
    item: order,
    // @ts-expect-error `total` is missing, `totl` is not a field
    handler: async ({ input }) => ({ item: { id: input.id, totl: 3 } }),
  }),
  defineTool({
    connection,
    name: 'shop_get_order',
    title: 'Get an order',
    description: 'One order.',
    access: 'read',
    input: z.object({ id: z.string() }),
    item: order,
    // @ts-expect-error `totl` is not a field
    handler: async ({ input }) => ({ item: { id: input.id, total: 1, totl: 3 } }),
  }),
  defineTool({
    connection,
    name: 'shop_create_order',
    title: 'Create an order',
    description: 'Creates.',
    access: 'write',
    input: z.object({ id: z.string() }),
    item: order,
    // @ts-expect-error a write has `plan` and `apply`, not a handler
    handler: async () => ({ item: { id: '1', total: 1 } }),
  }),
  defineTool({
    connection,
    name: 'shop_list_orders',
    title: 'List orders',
    description: 'Orders.',
    access: 'read',
    input: z.object({ customer: z.string() }),
    // @ts-expect-error an example has to fit the input
    examples: [{ title: 'x', input: { custmer: 'c' } }],
    items: order,
    handler: async ({ connection }) => ({ items: await connection.orders() }),
  }),
];

export const wrongBatches = () => [
  defineBatchTool({
    connection,
    name: 'shop_create_orders',
    title: 'Create orders',
    description: 'Creates.',
    access: 'write',
    input: z.object({ totals: z.array(z.number()) }),
    chunk: 10,
    plan: async ({ input, connection }) => {
      const url: string = connection.url;
      const items = input.totals.map((total, index) => ({
        item: index + 1,
        key: `#${index}`,
        before: null,
        after: { total },
        sent: { total },
      }));
      return { summary: url, items };
    },
    apply: async ({ items }) => {
      const [first] = items;
      const total: number | undefined = first?.sent.total;
      // @ts-expect-error the plan sends no such thing
      first?.sent.totl;
      return [{ item: total ?? 1, outcome: 'done' }];
    },
  }),
  defineBatchTool({
    connection,
    name: 'shop_create_orders',
    title: 'Create orders',
    description: 'Creates.',
    access: 'write',
    input: z.object({}),
    chunk: 10,
    plan: async () => ({ summary: '', items: [] }),
    // @ts-expect-error there is no such outcome
    apply: async () => [{ item: 1, outcome: 'maybe' }],
  }),
  defineBatchTool({
    connection,
    name: 'shop_create_orders',
    title: 'Create orders',
    description: 'Creates.',
    // @ts-expect-error a batch writes
    access: 'read',
    input: z.object({}),
    chunk: 10,
    plan: async () => ({ summary: '', items: [] }),
    apply: async () => [],
  }),
];

describe('defineBatchTool', () => {
  const batch = {
    connection,
    name: 'shop_create_orders',
    title: 'Create orders',
    description: 'Creates.',
    access: 'write',
    input: z.object({}),
    chunk: 10,
    plan: async () => ({ summary: '', items: [] }),
    apply: async () => [],
  } as const;

  it('adds `resume`, and refuses an input of that name', () => {
    expect(Object.keys(inputSchemaOf(defineBatchTool(batch)).shape)).toEqual(['resume']);
    expect(() => defineBatchTool({ ...batch, input: z.object({ resume: z.string() }) })).toThrow(
      'a batch adds the input `resume`, which the tool already has',
    );
  });

  it('refuses chunks that hold nothing', () => {
    expect(() => defineBatchTool({ ...batch, chunk: 0 })).toThrow('its chunks have 0 items');
  });
});

describe('defineConnector', () => {
  const definition = {
    name: 'shop',
    title: 'Shop',
    version: '1.0.0',
    description: 'A shop.',
    connection,
    hosts: ['config:url'],
  };

  it('gives its tools by name, typed', () => {
    const shop = defineConnector({ ...definition, tools: [list] });
    expect(shop.tools.shop_list_orders.name).toBe('shop_list_orders');
    // @ts-expect-error there is no such tool
    expect(shop.tools.shop_list_order).toBeUndefined();
  });

  it('refuses a tool name that breaks the convention', () => {
    expect(() => defineConnector({ ...definition, name: 'store', tools: [list] })).toThrow('breaks the convention');
    expect(() =>
      defineConnector({ ...definition, tools: [{ ...list, name: 'shop-list' as 'shop_list_orders' }] }),
    ).toThrow('breaks the convention');
  });

  it('refuses two tools of one name, and a tool of another connection', () => {
    expect(() => defineConnector({ ...definition, tools: [list, list] })).toThrow(
      'two tools are named shop_list_orders',
    );
    const other = { ...connection, open: (...given: Parameters<typeof connection.open>) => connection.open(...given) };
    expect(() => defineConnector({ ...definition, connection: other, tools: [list] })).toThrow(
      'uses another connection',
    );
  });

  it.each([
    ['https://api.shop.example/v1', 'Write `api.shop.example`: lower case, without scheme, port and path.'],
    ['api.shop.example:8443', 'Write `api.shop.example`: lower case, without scheme, port and path.'],
    ['API.shop.example', 'Write `api.shop.example`: lower case, without scheme, port and path.'],
    ['bücher.example', 'Write `xn--bcher-kva.example`: lower case, without scheme, port and path.'],
    ['*.example', 'Write `api.example.com` or `*.example.com`: lower case, without scheme, port and path.'],
    ['*', 'Write `api.example.com` or `*.example.com`: lower case, without scheme, port and path.'],
  ])('refuses the host %s, which would match nothing or too much', (host, fix) => {
    expect(() => defineConnector({ ...definition, hosts: [host], tools: [list] })).toThrow(
      expect.objectContaining({ code: 'RK_DEFINITION', fix }),
    );
  });

  it('refuses a host or folder of a setting that there is not', () => {
    const wrong = (change: object) => () => defineConnector({ ...definition, ...change, tools: [list] });
    expect(wrong({ hosts: ['config:ulr'] })).toThrow(
      expect.objectContaining({
        message: 'connector shop: config:ulr names no setting',
        fix: 'Did you mean `url`?',
      }),
    );
    expect(wrong({ folders: [{ path: 'config:out', access: 'write' }] })).toThrow('config:out names no setting');
    expect(wrong({ hosts: ['api.shop.example', '*.shop.example', '10.0.0.1'] })).not.toThrow();
  });

  it('refuses more than twelve tools that are on by default', () => {
    const many = Array.from({ length: 13 }, (_, index) => ({
      ...list,
      name: `shop_list_${index}` as 'shop_list_orders',
    }));
    expect(() => defineConnector({ ...definition, tools: many })).toThrow('13 tools are switched on');
    expect(() =>
      defineConnector({ ...definition, tools: many.map((tool, index) => ({ ...tool, enabled: index < 12 })) }),
    ).not.toThrow();
  });
});
