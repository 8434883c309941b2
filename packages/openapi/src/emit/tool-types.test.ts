import type { ToolEntry } from '@rolekit/sdk/plugin';
import { expect, test } from 'vitest';
import { toolTypesSource } from './tool-types.ts';

const BANNER = '// Types.';

function tool(
  name: string,
  outputSchema?: Record<string, unknown>,
  inputSchema: Record<string, unknown> = {},
): ToolEntry {
  const definition = { name, description: 'Words.', inputSchema, ...(outputSchema ? { outputSchema } : {}) };
  return { access: 'read', enabled: true, definition, digest: '' };
}

const typesOf = (...tools: ToolEntry[]) => toolTypesSource(tools, BANNER);

test('a schema puts neither code nor files into the types', async () => {
  const source = await typesOf(
    tool('shop_get_order', {
      type: 'object',
      description: 'A */ export const evil = 1; /*',
      tsType: 'typeof evil',
      properties: {
        file: { $ref: '/etc/passwd' },
        page: { $ref: 'http://127.0.0.1:1/schema.json' },
        code: { type: 'string', tsType: 'typeof evil', enum: ["'; evil //"] },
        "x: evil; '": { type: 'number', tsEnumNames: ['evil'] },
      },
    }),
  );
  expect(source).not.toMatch(/typeof evil|\*\/ export/);
  expect(source).toContain('file?: unknown;');
  expect(source).toContain('page?: unknown;');
  expect(source).toContain(`code?: "'; evil //";`);
  expect(source).toContain(`"x: evil; '"?: number;`);
});

test('a schema that nests without end, or is none, ends in unknown', async () => {
  let deep: Record<string, unknown> = { type: 'string' };
  for (let level = 0; level < 500; level++) deep = { type: 'array', items: deep };
  const source = await typesOf(tool('shop_get_order', { properties: { deep, odd: 7, none: { type: 'odd' } } }));
  expect(source).toMatch(/deep\?: unknown(\[\])+;/);
  expect(source).toContain('odd?: unknown;');
  expect(source).toContain('none?: unknown;');
});

test('a tool that says nothing of its results still answers an object', async () => {
  const source = await typesOf(tool('shop_get_order'));
  expect(source).toMatch(/interface ShopGetOrderResult \{\n {2}\[k: string\]: unknown;\n\}/);
});

test('a type that holds itself is named', async () => {
  const node = { type: 'object', properties: { next: { $ref: '#/$defs/__schema0' } }, required: ['next'] };
  const source = await typesOf(
    tool('shop_get_tree', { properties: { item: { $ref: '#/$defs/__schema0' } }, $defs: { __schema0: node } }),
  );
  expect(source).toContain('item?: ShopGetTreeResultSchema0;');
  expect(source).toContain('next: ShopGetTreeResultSchema0;');
});

test('pages and sources are one type where they are alike, and not where they differ', async () => {
  const page = (more: object) => ({ properties: { page: { type: 'object', properties: { next: {}, ...more } } } });
  const source = await typesOf(
    tool('a_list_x', page({})),
    tool('b_list_x', page({})),
    tool('c_list_x', page({ all: {} })),
  );
  expect(source.match(/page\?: Page;/g)).toHaveLength(2);
  expect(source.match(/page\?: \{/g)).toHaveLength(1);
});

test('tools whose names meet in one type name keep two types, and the same tools give the same source', async () => {
  const tools = [tool('shop_get_order_2'), tool('shop_get_order2')];
  const source = await typesOf(...tools);
  expect(source).toContain('shop_get_order_2: {\n    input: ShopGetOrder2Input;');
  expect(source).toContain('shop_get_order2: {\n    input: ShopGetOrder2Input2;');
  expect(await typesOf(...tools)).toBe(source);
});
