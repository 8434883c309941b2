import { describe, expect, test } from 'vitest';
import { entriesOf } from './entries.ts';
import { fieldsOf } from './fields.ts';
import { Form } from './form.ts';

const SCHEMA = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 2, maxLength: 40 },
    count: { type: 'integer', minimum: 1, maximum: 9, default: 3 },
    done: { type: 'boolean' },
    stage: { enum: ['open', 'closed'] },
    day: { type: 'string', format: 'date' },
    at: { type: 'string', format: 'date-time' },
    tags: { type: 'array', items: { type: 'string' } },
    owner: { anyOf: [{ $ref: '#/$defs/person' }, { type: 'null' }] },
    where: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, op: { enum: ['=', '>'] }, value: {} },
        required: ['field', 'op'],
      },
    },
    target: {
      oneOf: [
        { type: 'object', properties: { kind: { const: 'id' }, id: { type: 'string' } }, required: ['kind', 'id'] },
        { type: 'string', description: 'A name.' },
      ],
    },
    fields: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
  },
  required: ['name'],
  $defs: { person: { type: 'object', properties: { email: { type: 'string' } }, required: ['email'] } },
};

const form = new Form(SCHEMA);
const read = (entries: Record<string, string>) => {
  const { args, errors } = form.read({ mode: 'fields', entries: new Map(Object.entries(entries)) });
  return { args, errors: Object.fromEntries(errors) };
};
const readText = (text: string) => form.read({ mode: 'json', entries: new Map([['', text]]) });

describe('the fields of a schema', () => {
  test('are controls for what they take', () => {
    expect(Object.fromEntries(fieldsOf(SCHEMA).map(({ name, control }) => [name, control]))).toEqual({
      name: { kind: 'text', isLong: false },
      count: { kind: 'number' },
      done: { kind: 'boolean' },
      stage: { kind: 'choice', values: ['open', 'closed'] },
      day: { kind: 'text', isLong: false, format: 'date' },
      at: { kind: 'text', isLong: false, format: 'date-time' },
      tags: { kind: 'list', item: { kind: 'text', isLong: true } },
      owner: {
        kind: 'object',
        fields: [expect.objectContaining({ name: 'email', required: true, control: { kind: 'text', isLong: true } })],
      },
      where: {
        kind: 'list',
        item: {
          kind: 'object',
          fields: [
            expect.objectContaining({ name: 'field', required: true }),
            expect.objectContaining({ name: 'op', control: { kind: 'choice', values: ['=', '>'] } }),
            expect.objectContaining({ name: 'value', required: false, control: { kind: 'json' } }),
          ],
        },
      },
      target: {
        kind: 'union',
        variants: [
          { label: 'kind: id, id', control: expect.objectContaining({ kind: 'object' }) },
          { label: 'string', control: { kind: 'text', isLong: true } },
        ],
      },
      fields: { kind: 'json' },
    });
  });

  test('say what else holds', () => {
    expect(fieldsOf(SCHEMA)[1]).toMatchObject({ type: 'integer', required: false, facts: ['1 to 9', 'default 3'] });
  });

  test('of a schema that refers to itself end in JSON', () => {
    const node = { type: 'object', properties: { next: { $ref: '#/$defs/node' } } };
    const text = JSON.stringify(fieldsOf({ ...node, $defs: { node } }));
    expect(text).toContain('"kind":"json"');
    expect(text.length).toBeLessThan(2000);
  });
});

describe('a form as it is sent', () => {
  test.each([
    ['a value that is needed', {}, { name: 'Required: give a value.' }],
    ['a word for a number', { name: 'Ada', count: 'many' }, { count: '`many` is no number.' }],
    ['a number outside its range', { name: 'Ada', count: '12' }, { count: 'Too big: expected number to be <=9' }],
    ['a part for a whole number', { name: 'Ada', count: '1.5' }, { count: 'Expected int, received number' }],
    ['a text that is too short', { name: 'A' }, { name: 'Too small: expected string to have >=2 characters' }],
    ['a date that is none', { name: 'Ada', at: 'now' }, { at: 'Invalid ISO datetime' }],
    ['JSON that is none', { name: 'Ada', fields: '{a' }, { fields: expect.stringContaining('Not valid JSON: ') }],
    [
      'an item without what it needs',
      { name: 'Ada', 'where/3/field': 'x' },
      { 'where/3/op': 'Required: give a value.' },
    ],
  ])('says at its field what is wrong: %s', (_, entries, errors) => {
    expect(read(entries as Record<string, string>).errors).toEqual(errors);
  });

  test('is arguments of the types of the schema, without what was left empty', () => {
    expect(
      read({
        name: 'Ada',
        count: '4',
        done: 'false',
        stage: '"closed"',
        day: '',
        'tags/0': 'a',
        'tags/2': 'b',
        'owner/email': 'ada@example.com',
        'where/1/field': 'amount',
        'where/1/op': '">"',
        'where/1/value': '10',
        'target@': '1',
        'target/1': 'Ada',
        fields: '{"a": null}',
      }),
    ).toEqual({
      args: {
        name: 'Ada',
        count: 4,
        done: false,
        stage: 'closed',
        tags: ['a', 'b'],
        owner: { email: 'ada@example.com' },
        where: [{ field: 'amount', op: '>', value: 10 }],
        target: 'Ada',
        fields: { a: null },
      },
      errors: {},
    });
  });

  test('as JSON is read as it is, and checked', () => {
    expect(readText('{"name": "Ada", "more": 1}')).toEqual({ args: { name: 'Ada', more: 1 }, errors: new Map() });
    expect(readText('[1]').errors.get('')).toBe('Write one JSON object: {"name": "value"}.');
    expect(readText('{"name": "A"}').errors.get('')).toBe('name: Too small: expected string to have >=2 characters');
    expect(readText('{').errors.get('')).toMatch(/^Not valid JSON: /);
  });
});

describe('arguments in a form', () => {
  test('are read from it as they were', () => {
    const args = {
      name: 'Ada',
      count: 4,
      done: true,
      tags: ['a'],
      owner: { email: 'x' },
      where: [{ field: 'a', op: '=', value: { b: [1] } }],
      target: { kind: 'id', id: '7' },
    };
    const held = form.holding(args, 'fields');
    expect(held.mode).toBe('fields');
    expect(form.read(held)).toEqual({ args, errors: new Map() });
  });

  test.each([
    ['an argument without a field', { more: 1 }],
    ['a value of another type', { count: 'four' }],
    ['an empty text, which a field reads as none', { name: '' }],
    ['a name of every object', { constructor: 1 }],
  ])('are JSON where the fields cannot hold them: %s', (_, args) => {
    expect(entriesOf(form.fields, args)).toBeUndefined();
    expect(form.holding(args, 'fields')).toEqual({
      mode: 'json',
      entries: new Map([['', JSON.stringify(args, null, 2)]]),
    });
  });
});
