import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineConnection, defineConnector } from './connector.ts';
import { examineTools } from './examine.ts';

const shop = defineConnection({ config: {}, open: () => ({}) });

function fixesOf(items: z.ZodType<object>) {
  const tool = shop.list({ name: 'shop_list_orders', description: 'Orders.', items, handler: async () => [] });
  const about = { name: 'shop', title: 'Shop', version: '1.0.0', description: 'A shop.' };
  return examineTools(defineConnector({ ...about, connection: shop, hosts: [], tools: [tool] }) as never).map(
    ({ fix }) => fix,
  );
}

test('a schema that transforms is for answers of the vendor, and no form of a result', () => {
  expect(fixesOf(z.object({ at: z.string().transform((text) => text.length) }))).toEqual([
    'Give the tool a schema of its own, without `.transform`; transform in the one that parses the answer of the vendor.',
  ]);
  expect(fixesOf(z.object({ at: z.date() }))).toEqual([
    'Use what JSON has: texts, numbers, true and false, lists and objects.',
  ]);
});
