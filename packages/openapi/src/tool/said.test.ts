// What of a description is not carried over is said at its place.
import { expect, it } from 'vitest';
import { called, description, imported, ok } from '../../test/imported.ts';

const text = { type: 'string' };
const query = (name: string, more: object) => ({ name, in: 'query', schema: text, ...more });
const get = (...parameters: object[]) => ({
  'get /parcels/{id}': { operationId: 'getParcel', parameters, responses: ok({}) },
});
const post = (schema: object) => ({
  'post /parcels': {
    operationId: 'createParcel',
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: ok({}),
  },
});
const id = { name: 'id', in: 'path', required: true, schema: text };
const members = (...names: string[]) => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, text])),
});
const odd = (names: string) => `warning: Some hosts refuse members with such names: ${names}.`;

it.each<[string, Record<string, object>, string[]]>([
  [
    'a header that the connection sends',
    get(id, { name: 'Accept', in: 'header', schema: text }),
    ['note: The header Accept is left out: the connection sends its own.'],
  ],
  [
    'the type of a body',
    get(id, { name: 'content-type', in: 'header', schema: text }),
    ['note: The header content-type is left out: the connection sends its own.'],
  ],
  [
    'an empty number',
    get(id, query('size', { schema: { type: 'integer' }, allowEmptyValue: true })),
    ['note: size may be empty at the API, and is not here: its type has no empty value.'],
  ],
  ['an empty text', get(id, query('flag', { allowEmptyValue: true })), []],
  [
    'a parameter in XML',
    get(id, query('at', { schema: undefined, content: { 'application/xml': { schema: text } } })),
    ['note: at is application/xml, which no argument is written as: it is sent as text.'],
  ],
  [
    'a parameter in JSON',
    get(id, query('at', { schema: undefined, content: { 'application/json': { schema: text } } })),
    [],
  ],
  ['a deprecated parameter', get(id, query('at', { deprecated: true })), ['note: at is deprecated.']],
  [
    'a whole query',
    get(id, { name: 'all', in: 'querystring', content: { 'application/x-www-form-urlencoded': { schema: text } } }),
    ['note: The querystring parameter all is left out.'],
  ],
  [
    'a cookie with a name that is none',
    get(id, { name: 'a b', in: 'cookie', schema: text }),
    ['note: The cookie parameter a b is left out.'],
  ],
  ['extensions', get({ ...id, 'x-nice': 1 }, query('at', { 'x-order': 2 })), []],
  [
    'a deprecated operation',
    { 'get /old': { operationId: 'getOld', deprecated: true, responses: ok({}) } },
    ['note: This operation is deprecated: its tool says so.'],
  ],
  ['a name of a member with a space', post({ type: 'object', properties: { box: members('a b', 'c') } }), [odd('a b')]],
  [
    'names of members in lists, maps and choices',
    post({
      type: 'object',
      properties: {
        list: { type: 'array', items: members('$a') },
        map: { type: 'object', additionalProperties: members('b/c') },
        choice: { oneOf: [members('é'), members('d'.repeat(65))] },
      },
    }),
    [odd(`$a, b/c, é, ${'d'.repeat(65)}`)],
  ],
  ['names of members that become arguments', post(members('a b', '$c')), []],
  ['names that hosts take', post({ type: 'object', properties: { box: members('a.b', 'a-b', 'A_1') } }), []],
  [
    'a list of too many values',
    post({
      type: 'object',
      properties: { land: { type: 'string', enum: Array.from({ length: 61 }, (_, at) => `v${at}`) } },
    }),
    ['note: land has 61 values, too many for its budget: any is taken, and the API checks it.'],
  ],
  [
    'a list of lists of too many values',
    post({
      type: 'object',
      properties: {
        lands: { type: 'array', items: { type: 'string', enum: Array.from({ length: 61 }, (_, at) => `v${at}`) } },
      },
    }),
    ['note: lands has 61 values, too many for its budget: any is taken, and the API checks it.'],
  ],
  [
    'a list of values within the budget',
    post({
      type: 'object',
      properties: { land: { type: 'string', enum: Array.from({ length: 60 }, (_, at) => `v${at}`) } },
    }),
    [],
  ],
])('of %s', async (_, operations, expected) => {
  expect((await imported(description(operations))).said).toEqual(expected);
});

it('a tool of a deprecated operation says so once', async () => {
  const { files } = await imported(
    description({
      'get /old': { operationId: 'getOld', deprecated: true, summary: 'Get the old one', responses: ok({}) },
      'get /older': {
        operationId: 'getOlder',
        deprecated: true,
        summary: 'DEPRECATED: the older one',
        responses: ok({}),
      },
    }),
  );
  const tools = files.get('src/tools/tools.ts');
  expect(tools).toContain("'Get the old one. It is deprecated. Calls GET /old.'");
  expect(tools).toContain("'DEPRECATED: the older one. Calls GET /older.'");
});

it('a parameter is written as its media type says', { timeout: 60_000 }, async () => {
  const content = (type: string, schema: object = text) => ({ schema: undefined, content: { [type]: { schema } } });
  const { dir } = await imported(
    description(
      get(
        id,
        query('json', content('application/json')),
        query('plain', content('text/plain')),
        query('where', content('application/json', { type: 'object', properties: { a: { type: 'integer' } } })),
        query('empty', { allowEmptyValue: true }),
      ),
    ),
  );
  const { seen } = await called(dir, [['get_parcel', { id: '1', json: 'a', plain: 'b', where: { a: 1 }, empty: '' }]]);
  expect(seen.map(({ call }) => call)).toEqual(['GET /parcels/1?json=%22a%22&where=%7B%22a%22%3A1%7D&plain=b&empty=']);
});

it('an answer without a form waives the checks of broken ones', async () => {
  const { files } = await imported(
    description({
      'get /word': { operationId: 'getWord', responses: ok(text) },
      'get /any': { operationId: 'getAny', responses: ok({}) },
      'get /box': { operationId: 'getBox', responses: ok(members('a')) },
    }),
  );
  const { waivers } = JSON.parse(files.get('contract.json') ?? '');
  expect(waivers.map(({ check, tool }: { check: string; tool: string }) => `${tool} ${check}`)).toEqual([
    'depot_get_word errors/broken-answer',
    'depot_get_word errors/changed-answer',
    'depot_get_any errors/broken-answer',
    'depot_get_any errors/changed-answer',
  ]);
});
