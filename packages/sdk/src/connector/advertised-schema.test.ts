import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { advertisedSchema } from './advertised-schema.ts';
import { jsonSchemaOf } from './tool-schemas.ts';

const advertised = (shape: z.ZodRawShape) => advertisedSchema(jsonSchemaOf(z.object(shape).strict(), 'input'));

describe('an input schema as hosts list it', () => {
  it('keeps what a model needs: types, choices, defaults, what is required and what is said', () => {
    const shape = {
      period: z.enum(['annual', 'ltm']).describe('ltm: last twelve months.'),
      year: z.int().min(1990).max(2100).optional(),
      share: z.number().positive().default(0.5),
      rows: z.array(z.string()).min(2).max(5),
    };
    expect(advertised(shape)).toEqual({
      type: 'object',
      properties: {
        period: { type: 'string', enum: ['annual', 'ltm'], description: 'ltm: last twelve months.' },
        year: { type: 'integer', minimum: 1990, maximum: 2100 },
        share: { type: 'number', exclusiveMinimum: 0, default: 0.5 },
        rows: { type: 'array', minItems: 2, maxItems: 5, items: { type: 'string' } },
      },
      required: ['period', 'rows'],
    });
  });

  it('leaves out a pattern only where a format or a description says the form', () => {
    expect(
      advertised({
        day: z.iso.date(),
        code: z
          .string()
          .regex(/^[A-Z]{3}$/)
          .describe('USD, EUR, …'),
        bare: z.string().regex(/^[A-Z]{3}$/),
      }).properties,
    ).toEqual({
      day: { type: 'string', format: 'date' },
      code: { type: 'string', description: 'USD, EUR, …' },
      bare: { type: 'string', pattern: '^[A-Z]{3}$' },
    });
  });

  it('leaves out bounds that say nothing or that no model reaches', () => {
    expect(
      advertised({
        text: z.string().min(1).max(5000),
        count: z.int().min(1),
        any: z.int(),
        ids: z.array(z.string()).min(1).max(1000),
        map: z.record(z.enum(['a', 'b']), z.number()),
      }).properties,
    ).toEqual({
      text: { type: 'string' },
      count: { type: 'integer' },
      any: { type: 'integer' },
      ids: { type: 'array', items: { type: 'string' } },
      map: { type: 'object', additionalProperties: { type: 'number' } },
    });
  });

  it('says of a name once what is the same each time', () => {
    const money = z.number().describe('Millions.');
    const of = z.object({ debt: money, cash: money });
    expect(advertised({ one: of, other: of }).properties).toEqual({
      one: {
        type: 'object',
        properties: {
          debt: { type: 'number', description: 'Millions.' },
          cash: { type: 'number', description: 'Millions.' },
        },
        required: ['debt', 'cash'],
      },
      other: {
        type: 'object',
        properties: { debt: { type: 'number' }, cash: { type: 'number' } },
        required: ['debt', 'cash'],
      },
    });
  });

  it('writes a type or null as types, and leaves other choices alone', () => {
    const choice = z.union([z.string(), z.array(z.number())]);
    expect(
      advertised({
        sum: z.number().describe('Millions.').nullable().default(null),
        kind: z.enum(['a', 'b']).nullable(),
        choice,
      }).properties,
    ).toEqual({
      sum: { type: ['number', 'null'], description: 'Millions.' },
      kind: { anyOf: [{ type: 'string', enum: ['a', 'b'] }, { type: 'null' }] },
      choice: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'number' } }] },
    });
  });

  it('keeps names and types of a part that another tool describes', () => {
    const company = z.object({
      id: z.string().describe('Ticker.'),
      day: z.iso.date(),
      count: z.int().min(3).default(4),
    });
    expect(
      advertised({ companies: z.array(company).max(9).meta({ brief: true, description: 'As for shop_compare.' }) })
        .properties,
    ).toEqual({
      companies: {
        type: 'array',
        description: 'As for shop_compare.',
        items: {
          type: 'object',
          properties: { id: { type: 'string' }, day: { type: 'string' }, count: { type: 'integer' } },
        },
      },
    });
  });

  it('takes a field that is named like a keyword for a field', () => {
    expect(
      advertised({ pattern: z.string().describe('Of names.'), maxLength: z.number(), brief: z.boolean() }).properties,
    ).toEqual({
      pattern: { type: 'string', description: 'Of names.' },
      maxLength: { type: 'number' },
      brief: { type: 'boolean' },
    });
  });
});
