import { expect, it } from 'vitest';
import { z } from 'zod';
import { safeParseAnswer } from './nulls-as-absent.ts';

const schema = z.object({
  id: z.string(),
  note: z.string().optional(),
  size: z.number().default(7),
  kept: z.string().nullable(),
  any: z.unknown(),
  place: z.object({ city: z.string().optional(), zip: z.string() }).optional(),
  tags: z.array(z.object({ name: z.string(), color: z.string().optional() })).default([]),
  either: z.union([z.object({ a: z.string(), b: z.number().optional() }), z.string()]).optional(),
});
const right = { id: '1', kept: null, any: null };

it.each<[what: string, body: object, read: object]>([
  ['a text', { ...right, note: null }, { ...right, size: 7, tags: [] }],
  ['a number with a default', { ...right, size: null }, { ...right, size: 7, tags: [] }],
  ['an object', { ...right, place: null }, { ...right, size: 7, tags: [] }],
  [
    'a member of an object',
    { ...right, place: { city: null, zip: 'x' } },
    { ...right, size: 7, tags: [], place: { zip: 'x' } },
  ],
  ['a list', { ...right, tags: null }, { ...right, size: 7, tags: [] }],
  [
    'a member of a row',
    {
      ...right,
      tags: [
        { name: 'a', color: null },
        { name: 'b', color: 'red' },
      ],
    },
    { ...right, size: 7, tags: [{ name: 'a' }, { name: 'b', color: 'red' }] },
  ],
  [
    'a member of a union',
    { ...right, either: { a: 'x', b: null } },
    { ...right, size: 7, tags: [], either: { a: 'x' } },
  ],
])('null for %s is as if it were not there', (_, body, read) => {
  const before = structuredClone(body);
  expect(safeParseAnswer(schema, body)).toEqual({ success: true, data: read });
  expect(body).toEqual(before);
});

it.each<[what: string, body: unknown, at: string]>([
  ['what has to be there', { ...right, id: null }, 'id'],
  ['what has to be there, below', { ...right, place: { zip: null } }, 'place.zip'],
  ['a row of a list', { ...right, tags: [null] }, 'tags.0'],
  ['all of it', null, ''],
  ['what is wrong otherwise, too', { ...right, note: null, size: 'x' }, 'size'],
])('null for %s is not', (_, body, at) => {
  const parsed = safeParseAnswer(schema, body);
  expect(parsed.success ? parsed : parsed.error.issues[0]?.path.join('.')).toBe(at);
});
