import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { called, description, imported, ok } from '../../test/imported.ts';
import { importOpenApi } from '../import.ts';

const FIXTURES = fileURLToPath(new URL('../../test/fixtures', import.meta.url));
const ALL = { tags: [], paths: [], operations: [] };

it('is what docs/connectors.md shows of an import', async () => {
  const { files } = await importOpenApi(join(FIXTURES, 'shop.yaml'), { name: 'shop', title: 'Shop' }, ALL);
  const [list = '', update = ''] = (await readFile(join(FIXTURES, 'shop-tools.txt'), 'utf8')).trim().split('\n\n');
  expect(files.get('src/tools/orders.ts')).toContain(list);
  expect(files.get('src/tools/orders.ts')).toContain(update);
});

it('has no file that it does not need', async () => {
  const { files } = await importOpenApi(join(FIXTURES, 'shop.yaml'), { name: 'shop', title: 'Shop' }, ALL);
  const sources = [...files.keys()].filter((file) => file.startsWith('src/')).sort();
  expect(sources).toEqual([
    'src/answers.ts',
    'src/api.ts',
    'src/index.ts',
    'src/tools/customers.ts',
    'src/tools/orders.ts',
    'src/types.ts',
  ]);
});

it('names a connection otherwise where its connector is called like a word of the language', async () => {
  const { files } = await importOpenApi(join(FIXTURES, 'shop.yaml'), { name: 'new', title: 'New' }, ALL);
  expect(files.get('src/api.ts')).toContain('export const connection = defineConnection({');
  expect(files.get('src/index.ts')).toContain('  connection,\n');
});

it('takes arguments that are called like words of the language, of its imports and of its own', {
  timeout: 60_000,
}, async () => {
  const names = ['class', 'path', 'api', 'DONE', 'changeOf', 'json', 'query', 'depot'];
  const string = { type: 'string' };
  const parameters = names.map((name) => ({ name, in: 'query', schema: string }));
  const members = Object.fromEntries(['record', 'status', 'a', 'b', 'c-d'].map((name) => [name, string]));
  const schema = { type: 'object', properties: members };
  const { dir } = await imported(
    description({
      'post /{await}/parcels': {
        operationId: 'createParcel',
        parameters: [{ name: 'await', in: 'path', required: true, schema: string }, ...parameters],
        requestBody: { required: true, content: { 'application/json': { schema } } },
        responses: { 204: { description: 'Done.' } },
      },
      'get /parcels': {
        operationId: 'listParcels',
        parameters,
        responses: ok({ type: 'array', items: { type: 'object', properties: { id: string } } }),
      },
    }),
  );
  const values = Object.fromEntries(names.map((name) => [name, name]));
  const { seen } = await called(
    dir,
    [
      ['create_parcel', { await: 'x', ...values, record: 'r', status: 's', a: '1', b: '2', c_d: '3' }],
      ['list_parcels', values],
    ],
    { 'GET /parcels': { body: '[]' } },
  );
  const query = 'class=class&path=path&api=api&DONE=DONE&changeOf=changeOf&json=json&query=query&depot=depot';
  expect(seen.map(({ call, body }) => `${call} ${body}`.trim())).toEqual([
    `POST /x/parcels?${query} {"record":"r","status":"s","a":"1","b":"2","c-d":"3"}`,
    `GET /parcels?${query}`,
  ]);
});
