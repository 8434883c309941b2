import { expect, it } from 'vitest';
import { z } from 'zod';
import { servedFrom } from '../serve/plugin/served-connector.ts';
import { defineConnection, defineConnector } from './connector.ts';
import { outsideConnector } from './outside-connector.ts';
import { defineTool } from './tool.ts';

const connection = defineConnection({ config: {}, open: () => ({}) });
const shop = defineConnector({
  name: 'shop',
  title: 'Shop',
  version: '1.0.0',
  description: 'A shop.',
  connection,
  hosts: [],
  tools: [
    defineTool({
      connection,
      name: 'shop_get_day',
      title: 'Day',
      description: 'The day.',
      access: 'read',
      input: z.object({}),
      item: z.object({ day: z.string() }),
      handler: async () => ({ item: { day: 'today' } }),
    }),
  ],
});

it.each([undefined, null, 'shop', {}, { kind: 'tool' }, { kind: 'connector' }])('%j is no connector', (value) => {
  expect(outsideConnector(value)).toBeUndefined();
});

it('refuses the tools of SDK 0.1, which say no kind, and how to build them again', () => {
  const old = { ...shop, tools: { shop_get_day: { ...shop.tools.shop_get_day, kind: 'tool' } } };
  expect(() => outsideConnector(old)).toThrow(
    expect.objectContaining({
      message: 'connector shop: its tool shop_get_day was made by another version of the SDK',
      fix: 'Build it again with this version: `rolekit build <folder>`.',
    }),
  );
});

it('takes a connector of any copy of this version', () => {
  expect(outsideConnector({ ...shop })).toEqual(shop);
});

it('does not serve them either', () => {
  const old = { ...shop.tools.shop_get_day, kind: 'tool' } as never;
  expect(() => servedFrom({ ...shop, tools: { shop_get_day: old } })).toThrow(
    expect.objectContaining({ code: 'RK_DEFINITION' }),
  );
  expect(servedFrom(shop).description.name).toBe('shop');
});
