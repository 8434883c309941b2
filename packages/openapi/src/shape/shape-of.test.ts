// What schemas come down to, by the rules of JSON Schema 2020-12 and of OpenAPI 3.0 and 3.1, as a host gets them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../sdk/test/folder.ts';
import { Spec } from '../description/spec.ts';
import { jsonSchemaOf } from './shape.ts';
import { shapeOf } from './shape-of.ts';
import type { Direction } from './walk.ts';

const BOX = { type: 'object', required: ['side'], properties: { side: { type: 'number' } } };
const FIELDS = { type: 'object', properties: { weight: { type: 'number' }, street: { type: 'string' } } };

function schemaOf(schema: unknown, direction: Direction): Record<string, unknown> {
  const path = join(temporaryFolder(), 'spec.json');
  const components = { schemas: { Box: BOX, Fields: FIELDS, Nothing: { type: 'null' } } };
  writeFileSync(path, JSON.stringify({ openapi: '3.1.0', components, it: schema }));
  const spec = new Spec(path);
  return jsonSchemaOf(shapeOf(spec, spec.at(spec.root, 'it'), direction), direction);
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const takesNull = (schema: unknown, direction: Direction) =>
  JSON.stringify(schemaOf(schema, direction)).includes('"null"');

describe('an argument', () => {
  it.each([
    ['required in a part without a type', { allOf: [ref('Fields'), { required: ['weight', 'street'] }] }],
    [
      'required in a part of type object',
      { allOf: [ref('Fields'), { type: 'object', required: ['weight', 'street'] }] },
    ],
    ['required before what it is about', { allOf: [{ required: ['weight', 'street'] }, ref('Fields')] }],
    ['required beside allOf', { required: ['weight', 'street'], allOf: [ref('Fields')] }],
    ['required beside $ref', { ...ref('Fields'), required: ['weight', 'street'] }],
    [
      'required across parts',
      { allOf: [{ allOf: [ref('Fields'), { required: ['weight'] }] }, { required: ['street'] }] },
    ],
  ])('%s', (_, schema) => {
    expect(schemaOf(schema, 'input')).toEqual({
      type: 'object',
      properties: { weight: { type: 'number' }, street: { type: 'string' } },
      required: ['weight', 'street'],
      additionalProperties: false,
    });
  });

  it.each([
    [{ allOf: [{ type: 'string' }, { enum: ['small', 'large'] }] }, { type: 'string', enum: ['small', 'large'] }],
    [{ allOf: [{ enum: ['small', 'large'] }, { type: 'string' }] }, { type: 'string', enum: ['small', 'large'] }],
    [
      { type: 'string', allOf: [{ enum: ['small', 'large'] }] },
      { type: 'string', enum: ['small', 'large'] },
    ],
    [
      { enum: ['a', 'b', 'c'], allOf: [{ enum: ['b', 'c', 'd'] }] },
      { type: 'string', enum: ['b', 'c'] },
    ],
    [{ allOf: [{ type: 'string' }, { enum: ['a', 1] }] }, { type: 'string', const: 'a' }],
    [
      {
        allOf: [
          { type: 'string', maxLength: 9 },
          { minLength: 2, maxLength: 5, type: 'string' },
        ],
      },
      { type: 'string', minLength: 2, maxLength: 5 },
    ],
    [
      {
        allOf: [
          { type: 'number', minimum: 0 },
          { type: 'integer', maximum: 9 },
        ],
      },
      { type: 'integer', minimum: 0, maximum: 9 },
    ],
  ])('%j is %j', (schema, expected) => expect(schemaOf(schema, 'input')).toEqual(expected));

  it('has each member once, as both parts say', () => {
    const parts = [
      { type: 'object', properties: { size: { type: 'string' } } },
      { type: 'object', properties: { size: { enum: ['s', 'l'] } } },
    ];
    expect(schemaOf({ allOf: parts }, 'input')).toMatchObject({
      properties: { size: { type: 'string', enum: ['s', 'l'] } },
    });
  });
});

describe('values and defaults that hosts refuse', () => {
  it.each([
    [
      { enum: ['a', 1, true] },
      {
        anyOf: [
          { type: 'string', const: 'a' },
          { type: 'number', const: 1 },
          { type: 'boolean', const: true },
        ],
      },
    ],
    [
      { enum: ['a', 'b', 1, 'a'] },
      {
        anyOf: [
          { type: 'string', enum: ['a', 'b'] },
          { type: 'number', const: 1 },
        ],
      },
    ],
    [
      { type: 'string', enum: [1, true, 'a'] },
      { type: 'string', enum: ['1', 'true', 'a'] },
    ],
    [
      { type: 'integer', enum: ['1', '2'] },
      { type: 'number', enum: [1, 2] },
    ],
    [
      { type: 'integer', enum: ['1', 'two'] },
      { type: 'number', const: 1 },
    ],
    [
      { type: 'boolean', enum: ['true', 'false'] },
      { type: 'boolean', enum: [true, false] },
    ],
    [
      { type: 'string', enum: ['a', 'a', 'b'] },
      { type: 'string', enum: ['a', 'b'] },
    ],
    [{ type: ['string', 'null'], enum: ['a', null] }, { anyOf: [{ type: 'string', const: 'a' }, { type: 'null' }] }],
    [{ enum: [{ a: 1 }, ['b']] }, {}],
    [{ enum: [], type: 'string' }, { type: 'string' }],
    [
      { type: 'string', default: 'b', enum: ['a', 'b'] },
      { type: 'string', enum: ['a', 'b'], description: 'Default: b.' },
    ],
    [
      { type: 'string', default: 'c', enum: ['a', 'b'] },
      { type: 'string', enum: ['a', 'b'] },
    ],
    [
      { type: 'integer', default: '20', description: 'Rows' },
      { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991, description: 'Rows' },
    ],
    [
      { type: 'boolean', default: false, description: 'Deep' },
      { type: 'boolean', description: 'Deep. Default: false.' },
    ],
    [
      { type: 'string', default: 'x', description: 'By default x.' },
      { type: 'string', description: 'By default x.' },
    ],
    [{ type: 'string', pattern: '^(?<a>x)\\k<a>+$' }, { type: 'string' }],
    [{ type: 'string', pattern: '[' }, { type: 'string' }],
    [{ type: 'string', pattern: '(?i)^a$' }, { type: 'string' }],
  ])('%j is %j', (schema, expected) => expect(schemaOf(schema, 'input')).toEqual(expected));

  it.each([
    [{ enum: ['a', { b: 1 }] }, 'warning: Its values are lists or objects: any value is taken.'],
    [{ type: 'string', enum: [1] }, 'note: Its values are read as string, as its type says.'],
    [{ type: 'integer', enum: [1, 'x'] }, 'warning: Values that are no integer are left out.'],
    [{ type: 'string', enum: ['a', 'a'] }, 'note: Values that come twice are taken once.'],
    [{ type: 'string', enum: ['a'], default: 'b' }, 'warning: Its default is no value that it takes: left out.'],
    [{ type: 'integer', default: 'x' }, 'warning: Its default is no value that it takes: left out.'],
    [
      { type: 'string', pattern: '[' },
      'note: Its pattern is not checked here: it may mean something else, or take for ever. The API checks it.',
    ],
  ])('of %j it says: %s', (schema, said) => {
    const path = join(temporaryFolder(), 'spec.json');
    writeFileSync(path, JSON.stringify({ openapi: '3.1.0', it: schema }));
    const spec = new Spec(path);
    shapeOf(spec, spec.at(spec.root, 'it'), 'input');
    expect(spec.findings.list().map(({ severity, message }) => `${severity}: ${message}`)).toEqual([said]);
  });
});

describe('null', () => {
  it.each([
    ['type [null, object] beside oneOf', { type: ['null', 'object'], oneOf: [ref('Box')] }],
    ['type [object, null] beside allOf', { type: ['object', 'null'], allOf: [ref('Box')] }],
    ['type [object, null] beside anyOf', { type: ['object', 'null'], anyOf: [ref('Box')] }],
    ['anyOf with null', { anyOf: [ref('Box'), { type: 'null' }] }],
    ['null before the object', { oneOf: [{ type: 'null' }, ref('Box')] }],
    ['oneOf with a reference to null', { oneOf: [ref('Box'), ref('Nothing')] }],
    ['nullable beside allOf', { nullable: true, allOf: [ref('Box')] }],
    ['a list of types', { type: ['string', 'null'] }],
    ['an enum with null', { enum: ['a', null] }],
  ])('is an argument and an answer of %s', (_, schema) => {
    expect([takesNull(schema, 'input'), takesNull(schema, 'output')]).toEqual([true, true]);
  });

  it.each([
    ['nullable beside $ref', { ...ref('Box'), nullable: true }],
    ['an enum without null of a type with it', { type: ['string', 'null'], enum: ['small', 'large'] }],
  ])('is an answer of %s', (_, schema) => expect(takesNull(schema, 'output')).toBe(true));

  it('is an answer of every member that need not be there, and no argument of one', () => {
    const schema = {
      type: 'object',
      required: ['id'],
      properties: {
        id: { type: 'string' },
        note: { type: 'string' },
        box: ref('Box'),
        tags: { type: 'array', items: { type: 'string' } },
      },
    };
    const { properties } = schemaOf(schema, 'output') as { properties: Record<string, unknown> };
    const nullable = Object.entries(properties).filter(([, member]) => JSON.stringify(member).includes('"null"'));
    expect(nullable.map(([name]) => name)).toEqual(['note', 'box', 'tags']);
    expect(takesNull(schema, 'input')).toBe(false);
  });

  it.each([[ref('Box')], [{ type: 'string' }], [{ allOf: [ref('Box')] }], [{ enum: ['a'] }]])(
    'is neither of %j',
    (schema) => expect([takesNull(schema, 'input'), takesNull(schema, 'output')]).toEqual([false, false]),
  );
});
