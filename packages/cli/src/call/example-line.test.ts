import { describe, expect, test } from 'vitest';
import { asOptions, exampleArguments } from './example-line.ts';

describe('arguments for an example', () => {
  const object = (properties: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    ...more,
  });

  test.each([
    ['of nothing', {}, {}],
    ['of a property that is not described', object({ x: undefined }), { x: 'x' }],
    [
      'of a schema that holds itself',
      { ...object({ a: { $ref: '#/$defs/a' } }), $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }] } } },
      { a: 'a' },
    ],
    ['of what is not needed', { properties: { text: { type: 'string' } } }, {}],
    ['given by a property', object({ id: { type: 'string', examples: ['n1', 'n2'] } }), { id: 'n1' }],
    ['that are a default', object({ limit: { type: 'integer', default: 50 } }), { limit: 50 }],
    ['that are allowed', object({ kind: { type: 'string', enum: ['open', 'closed'] } }), { kind: 'open' }],
    ['that are the only ones', object({ kind: { const: 'deal' } }), { kind: 'deal' }],
    ['in the words of the author', object({ id: { type: 'string', description: 'Id, e.g. n1.' } }), { id: 'n1' }],
    [
      'that are the whole description',
      object({ soql: { type: 'string', description: 'E.g. SELECT Id FROM Account' } }),
      { soql: 'SELECT Id FROM Account' },
    ],
    [
      'in quotes',
      object({ stage: { type: 'string', description: 'As in e.g. `Closed Won`; exact.' } }),
      { stage: 'Closed Won' },
    ],
    ['of a number with a least one', object({ days: { type: 'integer', minimum: 7 } }), { days: 7 }],
    ['of a date', object({ from: { type: 'string', format: 'date' } }), { from: '2026-01-31' }],
    ['of a list', object({ ids: { type: 'array', items: { type: 'string' }, minItems: 2 } }), { ids: ['ids', 'ids'] }],
    ['of an object', object({ by: object({ name: { type: 'string' } }) }), { by: { name: 'name' } }],
    ['of one of several types', object({ id: { anyOf: [{ type: 'integer' }, { type: 'string' }] } }), { id: 1 }],
    ['as long as they must be', object({ q: { type: 'string', minLength: 3 } }), { q: 'qxx' }],
  ])('%s', (_, schema, args) => {
    expect(exampleArguments(schema, [])).toEqual(args);
  });

  test('are those of the tool’s own example where it has one', () => {
    expect(exampleArguments(object({ id: { type: 'string' } }), [{ id: 'n7' }, { id: 'n8' }])).toEqual({ id: 'n7' });
    expect(exampleArguments({ ...object({ id: { type: 'string' } }), examples: [{ id: 'n9' }] }, [])).toEqual({
      id: 'n9',
    });
  });
});

test.each([
  [{}, ''],
  [{ text: 'launch', limit: 5 }, '--text launch --limit 5'],
  [{ soql: 'SELECT Id FROM Account' }, '--soql "SELECT Id FROM Account"'],
  [{ done: true, open: false }, '--done --open false'],
  [{ ids: ['a', 'b c'] }, '--ids a --ids "b c"'],
  [{ ids: [1, 2] }, '--ids "[1,2]"'],
  [{ text: '--limit' }, '--text=--limit'],
  [{ text: '', at: undefined, none: null }, '--text="" --none null'],
])('%j is written as options', (args, line) => {
  expect(asOptions(args)).toBe(line);
});

test('an object is JSON in quotes that a shell leaves alone', () => {
  expect(asOptions({ fields: { Name: "It's $5" } })).toBe(`--fields '{"Name":"It'\\''s $5"}'`);
});
