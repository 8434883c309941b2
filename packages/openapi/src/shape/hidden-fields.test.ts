// OpenAPI 3.0.4, Schema Object: `readOnly` "MAY be sent as part of a response but SHOULD NOT be sent as part of the
// request", and where it is in `required` that "will take effect on the response only"; `writeOnly` the other way round.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../sdk/test/folder.ts';
import { shownOf } from '../../templates/src/hidden.ts';
import { called, description, imported, ok } from '../../test/imported.ts';
import { Spec } from '../description/spec.ts';
import { jsonSchemaOf } from './shape.ts';
import { shapeOf } from './shape-of.ts';
import { writeOnlyOf } from './write-only.ts';

const id = { type: 'string', readOnly: true };
const secret = { type: 'string', writeOnly: true };
const name = { type: 'string' };
const ref = (of: string) => ({ $ref: `#/components/schemas/${of}` });
const ITEM = { type: 'object', required: ['id', 'secret', 'name'], properties: { id, secret, name } };

function specOf(schema: unknown): Spec {
  const path = join(temporaryFolder(), 'spec.json');
  const schemas = {
    Item: ITEM,
    Id: id,
    Secret: secret,
    Name: name,
    Stamp: { type: 'object', readOnly: true, properties: { at: name } },
    Tree: { type: 'object', properties: { name, secret, children: { type: 'array', items: ref('Tree') } } },
    Pair: { type: 'object', properties: { left: ref('Pair'), right: ref('Half') } },
    Half: { type: 'object', properties: { pair: ref('Pair'), secret } },
    Loop: { allOf: [ref('Loop'), { properties: { secret } }] },
  };
  writeFileSync(path, JSON.stringify({ openapi: '3.1.0', components: { schemas }, definitions: schemas, it: schema }));
  return new Spec(path);
}

/** Names of members, with `!` where they are required. */
function membersOf(schema: unknown, direction: 'input' | 'output'): unknown {
  const spec = specOf(schema);
  const named = (json: Record<string, unknown>): unknown => {
    if (json.items) return [named(json.items as Record<string, unknown>)];
    if (json.anyOf && !json.properties) return (json.anyOf as Record<string, unknown>[]).map(named);
    const required = (json.required ?? []) as string[];
    return Object.fromEntries(
      Object.entries((json.properties ?? {}) as Record<string, Record<string, unknown>>).map(([key, inner]) => [
        required.includes(key) ? `${key}!` : key,
        inner.properties || inner.items ? named(inner) : true,
      ]),
    );
  };
  return named(jsonSchemaOf(shapeOf(spec, spec.at(spec.root, 'it'), direction), direction));
}

const IN = { 'secret!': true, 'name!': true };
const OUT = { 'id!': true, 'name!': true };

it.each<[string, unknown, unknown, unknown]>([
  ['of an object', ITEM, IN, OUT],
  ['behind $ref', ref('Item'), IN, OUT],
  ['behind $ref of Swagger 2', { $ref: '#/definitions/Item' }, IN, OUT],
  ['of items', { type: 'array', items: ref('Item') }, [IN], [OUT]],
  [
    'of a nested object',
    { type: 'object', required: ['item'], properties: { item: ref('Item') } },
    { 'item!': IN },
    { 'item!': OUT },
  ],
  [
    'in a part',
    { allOf: [ref('Item'), { type: 'object', properties: { more: name } }] },
    { ...IN, more: true },
    { ...OUT, more: true },
  ],
  [
    'required by another part',
    { allOf: [{ required: ['id', 'secret'] }, { properties: { id, secret, name } }] },
    { 'secret!': true, name: true },
    { 'id!': true, name: true },
  ],
  [
    'by one of two parts',
    { allOf: [{ properties: { id, secret } }, { properties: { id: name, secret: name, name } }] },
    { secret: true, name: true },
    { id: true, name: true },
  ],
  [
    'by the other of two parts',
    { allOf: [{ properties: { id: name, secret: name, name } }, { properties: { id, secret } }] },
    { secret: true, name: true },
    { id: true, name: true },
  ],
  [
    'of a choice',
    { oneOf: [ref('Item'), { type: 'object', properties: { id }, required: ['id'] }] },
    [IN, {}],
    [OUT, { 'id!': true }],
  ],
  [
    'by what $ref names',
    { properties: { id: ref('Id'), secret: ref('Secret'), name } },
    { secret: true, name: true },
    { id: true, name: true },
  ],
  [
    'beside $ref',
    { properties: { id: { ...ref('Name'), readOnly: true }, secret: { ...ref('Name'), writeOnly: true } } },
    { secret: true },
    { id: true },
  ],
  [
    'in a part of a member',
    { properties: { id: { allOf: [ref('Secret'), { readOnly: true }] }, name } },
    { name: true },
    { name: true },
  ],
  [
    'of a list by its items',
    { required: ['stamps'], properties: { stamps: { type: 'array', items: ref('Stamp') }, name } },
    { name: true },
    { 'stamps!': [{ at: true }], name: true },
  ],
  ['of all members', { type: 'object', required: ['id'], properties: { id } }, {}, { 'id!': true }],
])('%s', (_, schema, input, output) => {
  expect([membersOf(schema, 'input'), membersOf(schema, 'output')]).toEqual([input, output]);
});

const map = (values: object) => ({ type: 'object', additionalProperties: values });
const both = { secret: 's', name: 'n', more: 1 };
const left = { name: 'n', more: 1 };

it.each<[string, object, unknown, unknown]>([
  ['of an object', ITEM, both, left],
  ['behind $ref', ref('Item'), both, left],
  ['in a list', { type: 'array', items: ref('Item') }, [both, both], [left, left]],
  ['in lists of lists', { items: { items: ref('Item') } }, [[both], []], [[left], []]],
  ['of a tuple', { type: 'array', prefixItems: [{ type: 'string' }, ref('Item')] }, ['a', both], ['a', left]],
  ['in a member', { properties: { item: ref('Item') } }, { item: both, secret: 1 }, { item: left, secret: 1 }],
  ['of a list in a member', { properties: { data: { items: ref('Item') } } }, { data: [both] }, { data: [left] }],
  ['of a map', map(ref('Item')), { a: both, secret: both }, { a: left, secret: left }],
  ['of a map of lists', map({ items: ref('Item') }), { a: [both] }, { a: [left] }],
  ['in a part', { allOf: [ref('Item'), { properties: { more: name } }] }, both, left],
  ['that another part shows', { allOf: [{ properties: { secret: name } }, ref('Item')] }, both, left],
  ['of a choice', { oneOf: [ref('Item'), { type: 'string' }] }, both, left],
  ['that another choice shows', { anyOf: [ref('Item'), { properties: { secret: name } }] }, both, both],
  ['beside $ref', { properties: { pass: { ...ref('Name'), writeOnly: true } } }, { pass: 's', a: 1 }, { a: 1 }],
  ['beside a $ref to the rest', { ...ref('Name'), properties: { secret } }, { secret: 's', a: 1 }, { a: 1 }],
  [
    'of each level of a tree',
    ref('Tree'),
    { children: [{ children: [both] }], secret: 1 },
    { children: [{ children: [left] }] },
  ],
  [
    'round a circle',
    ref('Pair'),
    { left: { right: { pair: { right: both } } } },
    { left: { right: { pair: { right: left } } } },
  ],
  ['of what refers to itself', ref('Loop'), both, left],
  ['in null', { properties: { item: ref('Item') } }, { item: null }, { item: null }],
  ['of another form', ref('Item'), 'secret', 'secret'],
  ['that is in no schema', { properties: { name } }, both, both],
])('a member that is only taken is left out %s', (_, schema, sent, shown) => {
  const spec = specOf(schema);
  expect(shownOf(sent, writeOnlyOf(spec, spec.at(spec.root, 'it')))).toEqual(shown);
});

it('an API that is described without such members has no list of them', () => {
  const spec = specOf({ type: 'object', properties: { id, name, box: { properties: { name } } } });
  expect(writeOnlyOf(spec, spec.at(spec.root, 'it'))).toEqual([]);
});

it('what a server sends of them reaches no answer and no plan', { timeout: 60_000 }, async () => {
  const account = {
    type: 'object',
    properties: {
      id: name,
      name,
      secret,
      boxes: { type: 'array', items: { type: 'object', properties: { name, secret } } },
    },
  };
  const parameters = [{ name: 'id', in: 'path', required: true, schema: name }];
  const requestBody = { required: true, content: { 'application/json': { schema: account } } };
  const { dir, files } = await imported(
    description({
      'get /accounts': {
        operationId: 'listAccounts',
        responses: ok({ type: 'object', properties: { data: { type: 'array', items: account } } }),
      },
      'get /accounts/{id}': { operationId: 'getAccount', parameters, responses: ok(account) },
      'patch /accounts/{id}': { operationId: 'updateAccount', parameters, requestBody, responses: ok(account) },
      'delete /accounts/{id}': { operationId: 'deleteAccount', parameters, responses: ok(account) },
    }),
  );
  const sent = '{"id":"1","name":"a","secret":"hunter2","boxes":[{"name":"b","secret":"hunter2"}]}';
  const { results } = await called(
    dir,
    [
      ['list_accounts', {}],
      ['get_account', { id: '1' }],
      ['update_account', { id: '1', name: 'c', secret: 'new' }],
      ['delete_account', { id: '1' }],
    ],
    {
      'GET /accounts': { body: `{"data":[${sent}]}` },
      'GET /accounts/1': { body: sent },
      'PATCH /accounts/1': { body: sent },
      'DELETE /accounts/1': { body: sent },
    },
  );
  const shown = { id: '1', name: 'a', boxes: [{ name: 'b' }] };
  expect(results.map(({ structured }) => structured?.items ?? structured?.item)).toEqual([
    [shown],
    shown,
    shown,
    shown,
  ]);
  expect(JSON.stringify(results)).not.toContain('hunter2');
  expect(files.get('src/tools/tools.ts')?.match(/shownOf\(\s*await api\.get\(.*RECORD/g)).toHaveLength(2);
});
