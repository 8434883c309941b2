import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../../..');
const CACHE = join(ROOT, 'node_modules/.cache');

const SHOP = `
import { defineConnection, field, secret } from '@rolekit/sdk';
import { bearer, byCursor } from '@rolekit/sdk/http';
import { z } from 'zod';
export const ORDER = z.object({ id: z.string(), name: z.string(), total: z.number(), note: z.string().optional() });
export const shop = defineConnection({
  config: { baseUrl: field(z.url(), 'Of the shop.'), apiKey: secret('Of your account.') },
  open: ({ config, http }) => http({ baseUrl: config.baseUrl, auth: bearer(config.apiKey) }),
});
export const id = z.string();
export const paging = byCursor({ at: 'next', param: 'after' });
`;
const IMPORTS = `
import { answer, changeOf, defineConnection, field } from '@rolekit/sdk';
import { byCursor, type ConnectorPolicy, path } from '@rolekit/sdk/http';
import { z } from 'zod';
import { id, ORDER, paging, shop } from './shop.ts';
`;
const GET = `name: 'shop_get_order', description: 'One order.', input: { id }, item: ORDER,`;
const LIST = `name: 'shop_list_orders', description: 'Orders.', items: ORDER,`;
const SET = `name: 'shop_set_order', description: 'Changes an order.', input: { id, total: z.number() }, item: ORDER,
  plan: async ({ id, total }, api) => changeOf(await api.get(path\`/orders/\${id}\`, ORDER), { total }),`;
const WIRE = `z.object({ key: z.string(), name: z.string(), total: z.number() })`;

/** What an author gets wrong, the code, and what the last lines of the compiler say. */
const MISTAKES: [mistake: string, code: string, says: RegExp][] = [
  [
    'a field that the item does not have',
    `shop.item({ ${GET} handler: async ({ id }) => ({ id, name: '', total: 3, totl: 3 }) })`,
    /Types of property 'totl' are incompatible/,
  ],
  [
    'a field that is missing',
    `shop.item({ ${GET} handler: async ({ id }) => ({ id, name: '' }) })`,
    /Property 'total' is missing/,
  ],
  [
    'a field that is missing beside notes',
    `shop.item({ ${GET} handler: async ({ id }) => answer({ id, name: '' }, { notes: [] }) })`,
    /Property 'total' is missing/,
  ],
  [
    'a field of another type',
    `shop.item({ ${GET} handler: async ({ id }) => ({ id, name: '', total: '3' }) })`,
    /'string' is not assignable to type 'number'/,
  ],
  [
    'a list in the place of an item',
    `shop.item({ ${GET} handler: (_, api) => api.list('/orders', ORDER, { paging }) })`,
    /Type 'ListPage<.*is missing the following properties .*, item$/,
  ],
  [
    'an item in the place of a list',
    `shop.list({ ${LIST} handler: (_, api) => api.get('/orders/1', ORDER) })`,
    /Property 'items' is missing/,
  ],
  [
    'rows of another schema',
    `shop.list({ ${LIST} handler: (_, api) => api.list('/orders', ${WIRE}, { paging }) })`,
    /Property 'id' is missing/,
  ],
  [
    'a row made with a field too many',
    `shop.list({ ${LIST} handler: (_, api) =>
      api.list('/orders', ${WIRE}, { paging, toRow: ({ key, ...row }) => ({ id: key, ...row, totl: 1 }) }) })`,
    /Types of property 'totl' are incompatible/,
  ],
  [
    'a misspelt option of a tool',
    `shop.item({ ${GET} titel: 'An order', handler: ({ id }, api) => api.get(path\`/orders/\${id}\`, ORDER) })`,
    /'titel' does not exist .*Did you mean to write 'title'\?/,
  ],
  [
    'an option that is missing',
    `shop.item({ name: 'shop_get_order', item: ORDER, handler: (_, api) => api.get('/orders/1', ORDER) })`,
    /Property 'description' is missing/,
  ],
  [
    'a misspelt option of a list',
    `shop.list({ ${LIST} handler: (_, api) => api.list('/orders', ORDER, { row: 'data', paging }) })`,
    /'row' does not exist .*Did you mean to write 'rows'\?/,
  ],
  [
    'an unknown option of the pages',
    `byCursor({ at: 'next', param: 'after', size: 'limit' })`,
    /'size' does not exist/,
  ],
  [
    'a misspelt setting',
    `defineConnection({ config: { baseUrl: field(z.url(), 'Of it.') }, open: ({ config, http }) => http({ baseUrl: config.baseUlr }) })`,
    /'baseUlr' does not exist .*Did you mean 'baseUrl'\?/,
  ],
  [
    'an argument that the tool does not have',
    `shop.item({ ${GET} handler: ({ order }, api) => api.get(path\`/orders/\${order}\`, ORDER) })`,
    /Property 'order' does not exist/,
  ],
  [
    'a placeholder of a path that may be missing',
    `shop.item({ ${GET.replace('{ id }', '{ id: id.optional() }')} handler: ({ id }, api) => api.get(path\`/orders/\${id}\`, ORDER) })`,
    /'undefined' is not assignable to type 'string \| number/,
  ],
  [
    'an example with another argument',
    `shop.item({ ${GET} examples: [{ title: 'One', input: { order: 'o1' } }], handler: ({ id }, api) => api.get(path\`/orders/\${id}\`, ORDER) })`,
    /'order' does not exist/,
  ],
  ['a write without `apply`', `shop.write({ ${SET} })`, /Property 'apply' is missing/],
  [
    'a write of a field that the record does not have',
    `shop.write({ ${SET.replace('{ total }),', '{ totl: total }),')} apply: ({ id }, api) => api.put(path\`/orders/\${id}\`, ORDER) })`,
    /'totl' does not exist/,
  ],
  [
    'a misspelt undo',
    `shop.write({ ${SET} apply: ({ id }, api) => api.put(path\`/orders/\${id}\`, ORDER), undo: 'restor' })`,
    /Did you mean '"restore"'\?/,
  ],
  [
    'an undo of what the write does not answer',
    `shop.write({ ${SET} apply: ({ id }, api) => api.put(path\`/orders/\${id}\`, ORDER), undo: {
      plan: async ({ item }) => changeOf(item, null), apply: ({ item }, api) => api.delete(path\`/orders/\${item.key}\`) } })`,
    /Property 'key' does not exist/,
  ],
  [
    'an unknown code of an error',
    `({ rules: [{ status: 404, action: 'fail', error: 'RK_NOTFOUND' }] } satisfies ConnectorPolicy)`,
    /Did you mean '"RK_NOT_FOUND"'\?/,
  ],
];

let folder: string;
let diagnostics: string[];
beforeAll(() => {
  mkdirSync(CACHE, { recursive: true });
  folder = mkdtempSync(join(CACHE, 'compiler-errors-'));
  const compilerOptions = { noEmit: true, customConditions: ['rolekit-source'], types: ['node'] };
  const config = { extends: '../../../tsconfig.base.json', compilerOptions, include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'shop.ts'), SHOP);
  for (const [index, [, code]] of MISTAKES.entries())
    writeFileSync(join(folder, `m${index}.ts`), `${IMPORTS}export const tool = ${code};\n`);
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' });
  diagnostics = stdout.split(/\n(?=\S)/);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('finds nothing wrong with the connection itself', () => {
  expect(diagnostics.filter((text) => !/m\d+\.ts\(/.test(text))).toEqual([]);
});

it.each(MISTAKES.map(([mistake, , says], index) => ({ mistake, says, index })))(
  'names $mistake, in ten lines at most',
  ({ says, index }) => {
    const found = diagnostics.filter((text) => text.includes(`m${index}.ts(`));
    expect(found).toHaveLength(1);
    const lines = found.join('').trim().split('\n');
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(lines.slice(-2).join(' ')).toMatch(says);
  },
);
