// Whole numbers beyond 2^53 keep all their digits on the way to an API (RFC 8259, section 6, leaves them to who reads).
import { describe, expect, it } from 'vitest';
import { withDigits } from '../../templates/src/digits.ts';
import { called, description, imported, ok } from '../../test/imported.ts';
import { longPlaces } from '../shape/long-places.ts';
import type { Shape } from '../shape/shape.ts';

const LONG: Shape = { kind: 'integer', long: true };
const TEXT: Shape = { kind: 'string' };
const object = (members: Record<string, Shape>): Shape => ({
  kind: 'object',
  open: false,
  properties: new Map(Object.entries(members).map(([name, shape]) => [name, { shape, required: false }])),
});

it.each<[Shape, string[][]]>([
  [LONG, [[]]],
  [TEXT, []],
  [{ kind: 'integer' }, []],
  [object({ id: LONG, name: TEXT }), [['id']]],
  [
    object({ lines: { kind: 'array', items: object({ ids: { kind: 'array', items: LONG } }) } }),
    [['lines', '*', 'ids', '*']],
  ],
  [{ kind: 'record', values: LONG }, [['*']]],
  [{ kind: 'union', options: [object({ id: LONG }), object({ n: LONG })] }, [['id'], ['n']]],
  // one of them may mean the text
  [{ kind: 'union', options: [object({ id: LONG }), object({ id: TEXT })] }, []],
  [{ kind: 'union', options: [LONG, TEXT] }, []],
])('%# places of long numbers', (shape, places) => {
  expect(longPlaces(shape)).toEqual(places);
});

describe('digits', () => {
  it.each<[unknown, string[][], unknown]>([
    ['7205759403792793603', [[]], 7205759403792793603n],
    ['-5', [[]], -5n],
    [7, [[]], 7],
    [undefined, [[]], undefined],
    [{ id: '9007199254740993', name: '5' }, [['id']], { id: 9007199254740993n, name: '5' }],
    [{ a: [{ b: ['1', '2'] }] }, [['a', '*', 'b', '*']], { a: [{ b: [1n, 2n] }] }],
    [{ a: null }, [['a', 'b']], { a: null }],
  ])('%# become numbers at their places alone', (value, places, expected) => {
    expect(withDigits(value, ...places)).toEqual(expected);
  });
});

const ID = { type: 'integer', format: 'int64' };
const ORDER = {
  type: 'object',
  required: ['id'],
  properties: {
    id: ID,
    ref: { type: 'string' },
    size: { type: 'number', format: 'int64' },
    kind: { type: 'integer', enum: [1, 2] },
    lines: { type: 'array', items: { type: 'object', properties: { ids: { type: 'array', items: ID } } } },
    counts: { type: 'object', additionalProperties: ID },
  },
};
const body = (type: string, more: object = {}) => ({
  requestBody: { required: true, content: { [type]: { schema: ORDER, ...more } } },
  responses: ok({ type: 'object' }),
});
const ARGUMENTS = {
  id: '7205759403792793603',
  ref: '7205759403792793603',
  size: '18446744073709551615',
  kind: 2,
  lines: [{ ids: ['9007199254740993', 7] }],
  counts: { a: '-9223372036854775808' },
};

it('are sent as numbers in every kind of body', { timeout: 60_000 }, async () => {
  const { dir } = await imported(
    description({
      'post /json': { operationId: 'createJson', ...body('application/json') },
      'post /form': { operationId: 'createForm', ...body('application/x-www-form-urlencoded') },
      'post /parts': { operationId: 'createPart', ...body('multipart/form-data') },
      'post /whole': {
        operationId: 'createWhole',
        requestBody: { required: true, content: { 'application/json': { schema: { type: 'array', items: ID } } } },
        responses: ok({ type: 'object' }),
      },
      'get /asked': {
        operationId: 'getAsked',
        parameters: [
          { name: 'id', in: 'query', schema: ID },
          { name: 'where', in: 'query', content: { 'application/json': { schema: ORDER } } },
          { name: 'X-Id', in: 'header', schema: ID },
        ],
        responses: ok({ type: 'object' }),
      },
    }),
  );
  const { seen } = await called(dir, [
    ['create_json', ARGUMENTS],
    ['create_form', ARGUMENTS],
    ['create_part', ARGUMENTS],
    ['create_whole', { body: ['7205759403792793603', 1] }],
    ['get_asked', { id: '7205759403792793603', where: { id: '9007199254740993' } }],
  ]);
  expect(seen.map((one) => one.body)).toEqual([
    '{"id":7205759403792793603,"ref":"7205759403792793603","size":18446744073709551615,"kind":2,"lines":[{"ids":[9007199254740993,7]}],"counts":{"a":-9223372036854775808}}',
    `id=7205759403792793603&ref=7205759403792793603&size=18446744073709551615&kind=2&lines=${encodeURIComponent('{"ids":[9007199254740993,7]}')}&counts=${encodeURIComponent('{"a":-9223372036854775808}')}`,
    JSON.stringify([
      ['id', '7205759403792793603'],
      ['ref', '7205759403792793603'],
      ['size', '18446744073709551615'],
      ['kind', '2'],
      ['lines', '{"ids":[9007199254740993,7]}'],
      ['counts', '{"a":-9223372036854775808}'],
    ]),
    '[7205759403792793603,1]',
    '',
  ]);
  expect(seen[4]?.call).toBe(
    `GET /asked?where=${encodeURIComponent('{"id":9007199254740993}')}&id=7205759403792793603`,
  );
});
