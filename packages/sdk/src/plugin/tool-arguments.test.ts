import { expect, test } from 'vitest';
import { z } from 'zod';
import { argumentFacts, type ToolArgument, toolArguments } from './tool-arguments.ts';

const argument = (name: string, rest: Partial<ToolArgument> = {}): ToolArgument => ({
  name,
  type: 'string',
  required: false,
  description: '',
  values: [],
  limits: [],
  properties: [],
  ...rest,
});

test('a schema of a stranger that says nothing, nonsense or itself ends', () => {
  expect(toolArguments({})).toEqual([]);
  expect(toolArguments({ properties: 'none' })).toEqual([]);
  expect(toolArguments({ properties: { x: 5, y: { type: 7 }, z: { $ref: '#/$defs/constructor' } } })).toEqual([
    argument('x', { type: 'any' }),
    argument('y', { type: 'any' }),
    argument('z', { type: 'any' }),
  ]);
  const node = { type: 'object', properties: { next: { $ref: '#/$defs/node' } } };
  const [first] = toolArguments({ properties: { node: { $ref: '#/$defs/node' } }, $defs: { node } });
  expect(first?.properties[0]?.properties[0]).toEqual(argument('next', { type: 'object' }));
  expect(toolArguments({ properties: { x: { $ref: '#/$defs/a' } }, $defs: { a: { $ref: '#/$defs/a' } } })).toHaveLength(
    1,
  );
});

test('a schema wider than a page is read in part', () => {
  const properties = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`a${at}`, { type: 'string' }]));
  expect(toolArguments({ properties })).toHaveLength(300);
});

test('each argument has its type, what it needs and what it takes', () => {
  const input = z.object({
    id: z.string().describe('ID of  the\nnote'),
    limit: z.int().min(1).max(2000).optional(),
    kind: z.enum(['open', 'closed']).default('open'),
    tags: z
      .array(z.enum(['a', 'b']))
      .max(3)
      .optional(),
    owner: z.union([z.string(), z.int()]).optional(),
    note: z.string().max(200).nullable().optional(),
    at: z.int().optional(),
    on: z.boolean().optional(),
  });
  expect(toolArguments(z.toJSONSchema(input, { io: 'input' }))).toEqual([
    argument('id', { required: true, description: 'ID of the note' }),
    argument('limit', { type: 'integer', limits: ['1 to 2000'] }),
    argument('kind', { values: ['open', 'closed'], limits: ['default open'] }),
    argument('tags', { type: 'string[]', values: ['a', 'b'], limits: ['at most 3 items'] }),
    argument('owner', { type: 'string | integer' }),
    argument('note', { type: 'string | null', limits: ['at most 200 characters'] }),
    argument('at', { type: 'integer' }),
    argument('on', { type: 'boolean' }),
  ]);
});

test('objects and lists of objects have arguments of their own', () => {
  const input = z.object({
    where: z.array(z.object({ field: z.string(), value: z.union([z.string(), z.number()]) })),
    by: z.union([z.object({ id: z.string() }), z.object({ id: z.string(), name: z.string() })]),
    any: z.record(z.string(), z.unknown()).optional(),
  });
  expect(toolArguments(z.toJSONSchema(input, { io: 'input' }))).toEqual([
    argument('where', {
      type: 'object[]',
      required: true,
      properties: [
        argument('field', { required: true }),
        argument('value', { type: 'string | number', required: true }),
      ],
    }),
    argument('by', {
      type: 'object',
      required: true,
      properties: [argument('id', { required: true }), argument('name')],
    }),
    argument('any', { type: 'object' }),
  ]);
});

test('dates are told from texts', () => {
  expect(toolArguments({ properties: { from: { type: 'string', format: 'date' } } })).toEqual([
    argument('from', { type: 'string (date)' }),
  ]);
});

test('what holds for an argument is said in words, a long list of values in part', () => {
  expect(argumentFacts(argument('kind', { values: ['open', 'closed'], limits: ['default open'] }))).toEqual([
    'one of open, closed',
    'default open',
  ]);
  const values = Array.from({ length: 62 }, () => 'v');
  expect(argumentFacts(argument('kind', { values }))[0]).toMatch(/v, v and 2 more$/);
});

test('what every list has is described without words in its schema', () => {
  const limit = { type: 'integer', maximum: 200 };
  expect(toolArguments({ properties: { limit, cursor: { type: 'string' }, constructor: {} } })).toEqual([
    argument('limit', { type: 'integer', description: 'Rows in one page', limits: ['at most 200'] }),
    argument('cursor', { description: 'Where the next page begins, from the page before' }),
    argument('constructor', { type: 'any' }),
  ]);
  expect(toolArguments({ properties: { limit } })[0]?.description).toBe('');
});
