import { expect, test } from 'vitest';
import { z } from 'zod';
import { servedFrom } from '../serve/plugin/served-connector.ts';
import { defineConnection, defineConnector } from './connector.ts';
import { defineTool } from './tool.ts';

const connection = defineConnection({ config: {}, open: () => ({}) });
const list = defineTool({
  connection,
  name: 'shop_list_orders',
  title: 'List orders',
  description: 'Orders.',
  access: 'read',
  input: z.object({}),
  items: z.object({ id: z.string() }),
  handler: async () => ({ items: [] }),
});
const shop = defineConnector({
  name: 'shop',
  title: 'Shop',
  version: '1.0.0',
  description: 'A shop.',
  hosts: [],
  connection,
  tools: [list],
});

test('a connector of another copy of the SDK, whose tools have the form of 0.1, is not served', () => {
  const old = { ...list, kind: 'tool', shape: 'list' } as unknown as typeof list;
  expect(() => servedFrom({ ...shop, tools: { shop_list_orders: old } })).toThrow(
    expect.objectContaining({
      code: 'RK_DEFINITION',
      message: 'Connector shop: its tool shop_list_orders was made by another version of the SDK',
      fix: 'Build it again with this version: `rolekit build <folder>`.',
    }),
  );
  expect(servedFrom(shop).description.name).toBe('shop');
});
