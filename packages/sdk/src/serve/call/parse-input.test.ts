import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseInput } from './parse-input.ts';

const schema = z.object({ text: z.string().optional(), tags: z.array(z.record(z.string(), z.string())).optional() });

describe('text that is not well-formed Unicode is refused wherever it stands', () => {
  const refusal = expect.objectContaining({
    code: 'RK_INVALID_REQUEST',
    message: expect.stringContaining('not well-formed Unicode'),
  });
  it.each([
    ['a value', { text: 'half \ud83d' }],
    ['a value in a list', { tags: [{ a: 'b' }, { a: '\udc00' }] }],
    ['a name', { tags: [{ '\ud800': 'b' }] }],
    ['a name that is not known', { '\ud800': 1 }],
    ['the arguments themselves', '\ud800'],
  ])('%s', (_, args) => {
    const parse = () => parseInput(schema, args);
    expect(parse).toThrow(refusal);
  });

  it('whole characters pass, also those written as pairs', () => {
    expect(parseInput(schema, { text: '😀', tags: [{ '😀': '\\ud83d' }] }).input).toEqual({
      text: '😀',
      tags: [{ '😀': '\\ud83d' }],
    });
  });
});

describe('a name inside the arguments that is not known is refused, not passed over', () => {
  const company = z.object({
    id: z.string(),
    debt: z.number().default(0),
    bridge: z.object({ cash: z.number() }).optional(),
  });
  const shapes = z
    .object({
      companies: z.array(company).optional(),
      byId: z.record(z.string(), company).optional(),
      either: z.union([z.string(), company]).optional(),
      piped: company
        .transform((item) => item)
        .nullable()
        .default(null),
      any: z.looseObject({ id: z.string() }).optional(),
      exact: z.strictObject({ id: z.string() }).optional(),
    })
    .strict();

  it.each([
    [
      { companies: [{ id: 'A' }, { id: 'B', dept: 5 }] },
      'unknown field `dept` in companies.1; Did you mean `debt`?; it has id, debt, bridge.',
    ],
    [
      { companies: [{ id: 'A', bridge: { cash: 1, csh: 2 } }] },
      'unknown field `csh` in companies.0.bridge; Did you mean `cash`?; it has cash.',
    ],
    [{ byId: { A: { id: 'A', leases: 1 } } }, 'unknown field `leases` in byId.A; it has id, debt, bridge.'],
    [{ either: { id: 'A', dbt: 1 } }, 'unknown field `dbt` in either; Did you mean `debt`?'],
    [{ piped: { id: 'A', Debt: 1 } }, 'unknown field `Debt` in piped; Did you mean `debt`?'],
    [
      { companies: [{ ID: 'A' }] },
      '`companies.0.id` is required (string); unknown field `ID` in companies.0; Did you mean `id`?',
    ],
    [{ exact: { id: 'A', idd: 'B' } }, 'unknown field `idd` in exact'],
    [{ companies: [{ id: 'A', constructor: 1 }] }, 'unknown field `constructor` in companies.0'],
  ])('%j', (args, told) => {
    expect(() => parseInput(shapes, args)).toThrow(told);
  });

  it('passes where the schema takes any name, and what fits one of several', () => {
    expect(parseInput(shapes, { any: { id: 'A', more: 1 }, either: 'text' }).input).toEqual({
      any: { id: 'A', more: 1 },
      either: 'text',
      piped: null,
    });
  });
});
