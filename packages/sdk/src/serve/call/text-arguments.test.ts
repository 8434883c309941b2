import { describe, expect, it } from 'vitest';
import type { JsonSchema } from './json-types.ts';
import { readTextArguments } from './text-arguments.ts';

/** What becomes of `{ at: text }` where `at` has that schema. */
function readAt(schema: JsonSchema, text: unknown, root: Record<string, unknown> = {}): unknown {
  const { args, refused } = readTextArguments({ ...root, type: 'object', properties: { at: schema } }, { at: text });
  return refused.size > 0 ? { refused: [...refused] } : (args as { at: unknown }).at;
}

const refusedAt = (path: string, reason: string) => ({ refused: [[path, expect.stringContaining(reason)]] });
const INTEGER = { type: 'integer' };
const NUMBER = { type: 'number' };
const LIST = { type: 'array', items: INTEGER };

describe('a text is read as the value that it writes', () => {
  it.each<[string, JsonSchema, unknown]>([
    ['5', INTEGER, 5],
    ['0', INTEGER, 0],
    ['-12', INTEGER, -12],
    ['9007199254740991', INTEGER, 9007199254740991],
    ['-9007199254740991', INTEGER, -9007199254740991],
    ['5', NUMBER, 5],
    ['5.0', NUMBER, 5],
    ['0.10', NUMBER, 0.1],
    ['-1234.5678', NUMBER, -1234.5678],
    ['true', { type: 'boolean' }, true],
    ['false', { type: 'boolean' }, false],
    ['null', { type: ['integer', 'null'] }, null],
    ['null', { type: 'integer', nullable: true }, null],
    ['7', { type: 'integer', nullable: true }, 7],
    ['[1,2]', LIST, [1, 2]],
    ['["1", "2"]', LIST, [1, 2]],
    [' [1] ', LIST, [1]],
    ['[]', LIST, []],
    ['["a"]', { type: 'array', items: { type: 'string' } }, ['a']],
    ['["5"]', { type: 'array', items: { type: 'string' } }, ['5']],
    ['{"a":{"b":"5"}}', { type: 'object' }, { a: { b: '5' } }],
    ['{"n":"5"}', { type: 'object', properties: { n: INTEGER } }, { n: 5 }],
    ['{"n":"5"}', { type: 'object', additionalProperties: INTEGER }, { n: 5 }],
    ['{"n_1":"5"}', { type: 'object', patternProperties: { '^n_': INTEGER } }, { n_1: 5 }],
    ['{"id":12345678901234567890}', { type: 'object' }, { id: '12345678901234567890' }],
    ['[{"n":"5"}]', { type: 'array', items: { type: 'object', properties: { n: INTEGER } } }, [{ n: 5 }]],
    ['["5","x"]', { type: 'array', prefixItems: [INTEGER, { type: 'string' }] }, [5, 'x']],
    ['["5","x"]', { type: 'array', items: [INTEGER, { type: 'string' }] }, [5, 'x']],
  ])('%s at %j', (text, schema, value) => {
    expect(readAt(schema, text)).toEqual(value);
  });
});

describe('a text is left alone where the schema takes one', () => {
  it.each<[string, JsonSchema]>([
    ['5', { type: 'string' }],
    ['5', { type: ['integer', 'string'] }],
    ['5', { anyOf: [INTEGER, { type: 'string' }] }],
    ['5', { oneOf: [{ type: 'string', pattern: '^x' }, INTEGER] }],
    ['true', {}],
    ['true', true],
    ['5', { enum: ['5', '6'] }],
    ['5', { enum: [5, 'all'] }],
    ['5', { const: '5' }],
    ['[1]', { anyOf: [LIST, { type: 'string' }] }],
    ['null', { type: ['string', 'null'] }],
    ['5', { $ref: '#/$defs/text' }],
    ['5', { allOf: [{ type: ['string', 'integer'] }, { type: 'string' }] }],
    ['5', { $ref: '#/$defs/nowhere' }],
    ['5', { $ref: 'https://example.com/other' }],
    ['5', { $ref: '#/$defs/loop' }],
  ])('%s at %j', (text, schema) => {
    const root = { $defs: { text: { type: 'string' }, loop: { $ref: '#/$defs/loop' } } };
    expect(readAt(schema, text, root)).toBe(text);
  });
});

describe('the schema of a place is found', () => {
  const kind = (name: string, more: object) => ({
    type: 'object',
    properties: { kind: { const: name }, ...more },
    required: ['kind'],
  });
  it.each<[string, JsonSchema, unknown, unknown]>([
    ['in an alternative', { anyOf: [INTEGER, { type: 'null' }] }, '5', 5],
    ['in alternatives of alternatives', { oneOf: [{ anyOf: [{ type: 'null' }, LIST] }] }, '[1]', [1]],
    ['in parts that all apply', { allOf: [{ type: ['integer', 'string'] }, INTEGER] }, '5', 5],
    ['behind a reference', { $ref: '#/$defs/count' }, '5', 5],
    ['behind a reference with other words beside it', { $ref: '#/$defs/count', minimum: 1 }, '5', 5],
    ['among fixed numbers', { enum: [1, 2, 3] }, '2', 2],
    ['as one fixed number', { const: 2 }, '2', 2],
    ['in a list of lists', { type: 'array', items: LIST }, [['1'], '[2]'], [[1], [2]]],
    [
      'in the alternative that a fixed field names',
      { oneOf: [kind('text', { value: { type: 'string' } }), kind('number', { value: INTEGER })] },
      { kind: 'number', value: '5' },
      { kind: 'number', value: 5 },
    ],
    [
      'in the alternative that a fixed field names, which takes a text',
      { oneOf: [kind('text', { value: { type: 'string' } }), kind('number', { value: INTEGER })] },
      { kind: 'text', value: '5' },
      { kind: 'text', value: '5' },
    ],
    [
      'in the only alternative that has its fields',
      {
        anyOf: [
          { type: 'object', properties: { a: INTEGER }, additionalProperties: false },
          { type: 'object', properties: { b: { type: 'string' } }, additionalProperties: false },
        ],
      },
      { a: '5' },
      { a: 5 },
    ],
    ['with a name that needs an escape', { $ref: '#/$defs/a~1b~0c' }, '5', 5],
  ])('%s', (_, schema, sent, value) => {
    expect(readAt(schema, sent, { $defs: { count: INTEGER, 'a/b~c': INTEGER } })).toEqual(value);
  });
});

describe('a text of which something would be lost is refused, and told how to send it', () => {
  it.each<[string, JsonSchema, string]>([
    ['05', INTEGER, 'is the text "05". Send a whole number, such as 5, in plain digits'],
    ['0x10', INTEGER, 'is the text "0x10"'],
    [' 5', INTEGER, 'is the text " 5"'],
    ['5 ', INTEGER, 'is the text "5 "'],
    ['+5', INTEGER, 'is the text "+5"'],
    ['-0', INTEGER, 'is the text "-0"'],
    ['', INTEGER, 'is the text ""'],
    ['5.0', INTEGER, 'is the text "5.0"'],
    ['1e3', INTEGER, 'is the text "1e3"'],
    ['1e3', NUMBER, 'is the text "1e3". Send a number, such as 0.5'],
    ['.5', NUMBER, 'is the text ".5"'],
    ['1,5', NUMBER, 'is the text "1,5"'],
    ['NaN', NUMBER, 'is the text "NaN"'],
    ['Infinity', NUMBER, 'is the text "Infinity"'],
    ['٥', INTEGER, 'is the text "٥"'],
    ['9007199254740992', INTEGER, 'beyond ±2^53'],
    ['-12345678901234567890', INTEGER, 'Send one from -9007199254740991 to 9007199254740991'],
    ['9007199254740993', NUMBER, 'beyond ±2^53'],
    ['0.1234567890123456789', NUMBER, 'whose digits a number does not keep'],
    ['True', { type: 'boolean' }, 'is the text "True". Send true or false'],
    ['1', { type: 'boolean' }, 'is the text "1". Send true or false'],
    ['null', INTEGER, 'is the text "null"'],
    ['a,b', LIST, 'is the text "a,b". Send a JSON list, such as ["a"]'],
    ['{"a":1}', LIST, 'Send a JSON list'],
    ['[1,', LIST, 'is not JSON: "[1,"'],
    ["['a']", LIST, 'is not JSON'],
    ['[0.12345678901234567]', { type: 'array' }, 'has "0.12345678901234567", which a number cannot hold exactly'],
    ['{"a":1,"a":2}', { type: 'object' }, 'has a key twice'],
    ['[{"a":{"b":1,"b":1}}]', { type: 'array' }, 'has a key twice'],
    [`${'['.repeat(40)}${']'.repeat(40)}`, { type: 'array' }, 'nests deeper than 32'],
    [`[${'1'.repeat(400)}`, { type: 'array' }, `is not JSON: "[${'1'.repeat(39)}"…`],
  ])('%s at %j', (text, schema, reason) => {
    expect(readAt(schema, text)).toEqual(refusedAt('at', reason));
  });

  it('in a list, at its place', () => {
    expect(readAt(LIST, ['1', '02'])).toEqual(refusedAt('at.1', 'is the text "02"'));
  });

  it('in a list that is a text, too', () => {
    expect(readAt(LIST, '["1","02"]')).toEqual(refusedAt('at.1', 'is the text "02"'));
  });

  it('beyond 2^53 in a list that is a text', () => {
    expect(readAt(LIST, '[12345678901234567890]')).toEqual(refusedAt('at.0', 'beyond ±2^53'));
  });
});

it('a name that would be a prototype stays a field', () => {
  const { args } = readTextArguments({ type: 'object' }, JSON.parse('{"__proto__":{"polluted":"5"}}'));
  expect(Object.keys(args as object)).toEqual(['__proto__']);
});

it('a text of four million quotes and brackets is read in one pass', () => {
  const long = JSON.stringify({ a: '"[{:'.repeat(1_000_000) });
  expect(readAt({ type: 'object' }, long)).toEqual({ a: '"[{:'.repeat(1_000_000) });
});
