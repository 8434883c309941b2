// Answers are read by what is described of each status, and by what comes: RFC 9110, 15.3, and OpenAPI 3.0.4, Responses Object.
import { describe, expect, it } from 'vitest';
import { called, description, imported, ok, type Reply } from '../../test/imported.ts';

const ORDER = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };
const JOB = { type: 'object', required: ['job'], properties: { job: { type: 'string' } } };
const json = (schema: object) => ({ description: 'It.', content: { 'application/json': { schema } } });
const empty = { description: 'Nothing.' };
const body = {
  requestBody: {
    required: true,
    content: { 'application/json': { schema: { type: 'object', properties: { n: { type: 'integer' } } } } },
  },
};

it('each status of success has a schema of its own', { timeout: 240_000 }, async () => {
  const { dir, files } = await imported(
    description({
      'post /orders': {
        operationId: 'createOrder',
        ...body,
        responses: { 200: json(ORDER), 202: json(JOB), 204: json(ORDER) },
      },
      'get /orders': {
        operationId: 'listOrders',
        responses: { 200: json({ type: 'array', items: ORDER }), 204: empty },
      },
      'get /orders/{id}': { operationId: 'getOrder', responses: { 200: json(ORDER), '2XX': json(JOB) } },
      'get /note': {
        operationId: 'getNote',
        responses: { 200: json(ORDER), 203: { ...empty, content: { 'text/plain': {} } } },
      },
      'delete /jobs/{id}': { operationId: 'deleteJob', responses: { 204: empty, 202: json(JOB) } },
    }),
  );
  const order = '{"id":"a"}';
  const job = '{"job":"b"}';
  const { results } = await called(
    dir,
    [
      ['create_order', { n: 1 }],
      ['create_order', { n: 2 }],
      ['create_order', { n: 3 }],
      ['list_orders', {}],
      ['get_order', { id: '1' }],
      ['get_order', { id: '1' }],
      ['get_note', {}],
      ['get_note', {}],
      ['delete_job', { id: '1' }],
      ['delete_job', { id: '1' }],
    ],
    {
      'POST /orders': [{ body: order }, { status: 202, body: job }, { status: 204 }],
      'GET /orders': { status: 204 },
      'GET /orders/1': [{ body: job }, { status: 206, body: job }],
      'GET /note': [
        { status: 203, type: 'text/plain', body: 'hello' },
        { type: 'text/plain', body: order },
      ],
      'DELETE /jobs/1': [{ status: 204 }, { status: 202, body: job }],
    },
  );
  expect(results.map(({ structured, text }) => structured?.item ?? structured?.items ?? text.split('\n')[0])).toEqual([
    { id: 'a' },
    { job: 'b' },
    { done: true },
    [],
    'upstream_unavailable: depot is not available: its answer has an unexpected form at id',
    { job: 'b' },
    'hello',
    { id: 'a' },
    { done: true },
    { job: 'b' },
  ]);
  expect(files.get('src/tools/tools.ts')).toContain('item: z.union([WRITTEN_ORDER, WRITTEN_ORDER_202, DONE])');
});

describe('a content type that lies', { timeout: 240_000 }, () => {
  it('changes nothing, and what else came is said', async () => {
    const { dir, files } = await imported(
      description({
        'get /json': { operationId: 'getJson', responses: ok(ORDER) },
        'get /charset': { operationId: 'getCharset', responses: ok(ORDER, 'application/json; charset=utf-8') },
        'get /vendor': { operationId: 'getVendor', responses: ok(ORDER, 'application/vnd.depot+json') },
        'get /star': { operationId: 'getStar', responses: ok(ORDER, '*/*') },
        'get /word': { operationId: 'getWord', responses: ok({ type: 'string' }) },
        'get /text': { operationId: 'getText', responses: ok({ type: 'string' }, 'text/plain') },
        'get /any': { operationId: 'getAny', responses: ok({}) },
      }),
    );
    const paths = ['json', 'charset', 'vendor', 'star', 'word', 'text', 'any'];
    const calls = paths.map((path): [string, object] => [`get_${path}`, {}]);
    const all = (reply: Reply) => Object.fromEntries(paths.map((path) => [`GET /${path}`, reply]));
    const told = async (reply: Reply) =>
      (await called(dir, calls, all(reply))).results.map(
        ({ structured, text }) => structured?.item ?? /not available: (.*?)\.?$/m.exec(text)?.[1],
      );
    const order = { id: 'a' };
    expect(await told({ type: 'text/html', body: '{"id":"a"}' })).toEqual([
      order,
      order,
      order,
      order,
      '{"id":"a"}',
      '{"id":"a"}',
      order,
    ]);
    expect(await told({ type: null, body: '{"id":"a"}' })).toEqual([
      order,
      order,
      order,
      order,
      '{"id":"a"}',
      '{"id":"a"}',
      order,
    ]);
    const page = (wanted: string) =>
      `it answered with a web page, labelled application/json, where ${wanted} was expected`;
    expect(await told({ body: '<!doctype html><p>Sign in' })).toEqual([
      ...Array(4).fill(page('JSON')),
      page('text'),
      page('text'),
      page('data'),
    ]);
    const xml = 'it answered with XML, labelled application/xml, where JSON was expected';
    expect(await told({ type: 'application/xml', body: '<order/>' })).toEqual([
      xml,
      xml,
      xml,
      xml,
      '<order/>',
      '<order/>',
      '<order/>',
    ]);
    expect(await told({ type: 'application/json', body: '12' })).toEqual([
      ...Array(4).fill('its answer has an unexpected form at its root'),
      '12',
      '12',
      12,
    ]);
    expect(files.get('src/tools/tools.ts')).toContain("accept: 'application/vnd.depot+json'");
  });
});

it('null in the place of a row is left out', { timeout: 240_000 }, async () => {
  const row = { type: ['object', 'null'], properties: { id: { type: 'string' } } };
  const { dir } = await imported(
    description({ 'get /rows': { operationId: 'listRows', responses: ok({ type: 'array', items: row }) } }),
  );
  const { results } = await called(dir, [['list_rows', {}]], { 'GET /rows': { body: '[{"id":"a"},null]' } });
  expect(results[0]?.structured?.items).toEqual([{ id: 'a' }]);
});
