// OpenAPI 3.0.4, Schema Object: `readOnly` "MAY be sent as part of a response but SHOULD NOT be sent as part of the
// request", and where it is in `required` that "will take effect on the response only"; `writeOnly` the other way round.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/workspace.ts';
import { jsonSchemaOf } from './shape.ts';
import { shapeOf } from './shape-of.ts';
import { Spec } from './spec.ts';

const id = { type: 'string', readOnly: true };
const secret = { type: 'string', writeOnly: true };
const name = { type: 'string' };
const ITEM = { type: 'object', required: ['id', 'secret', 'name'], properties: { id, secret, name } };

/** Names of members, with `!` where they are required. */
function membersOf(schema: unknown, direction: 'input' | 'output'): unknown {
  const path = join(temporaryFolder(), 'spec.json');
  const schemas = {
    Item: ITEM,
    Id: id,
    Secret: secret,
    Name: name,
    Stamp: { type: 'object', readOnly: true, properties: { at: name } },
  };
  writeFileSync(path, JSON.stringify({ openapi: '3.1.0', components: { schemas }, definitions: schemas, it: schema }));
  const spec = new Spec(path);
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

const ref = (of: string) => ({ $ref: `#/components/schemas/${of}` });
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
