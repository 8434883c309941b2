import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ResponseAction } from '../policy/response-action.ts';
import { readAt } from '../policy/value-at.ts';
import { createHttpClient } from '../request/client.ts';
import type { HttpResponse } from '../response.ts';
import { type Api, apiOf } from './api.ts';

const ORDER = z.object({ id: z.string(), note: z.string().nullable() });
const GET = 'query order($id: ID!) { order(id: $id) { id note } }';
const UPDATE =
  'mutation orderUpdate($id: ID!) { orderUpdate(id: $id) { order { id note } userErrors { field message } } }';
const UPDATED = z.object({ orderUpdate: z.object({ order: ORDER }) });

let answers: (object | [status: number, body: object])[];
let asked: { url: string | undefined; body: unknown }[];
const server = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  asked.push({ url: request.url, body: JSON.parse(text) });
  const [status, body] = [answers.length > 1 ? answers.shift() : answers[0]].map((answer) =>
    Array.isArray(answer) ? answer : [200, answer],
  )[0] as [number, object];
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});
let origin = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  asked = [];
});

function apiAnswering(...next: typeof answers) {
  answers = next;
  const binding = { connector: 'shopify', title: 'Shopify', hosts: [], localOrigins: [origin] };
  const policy = { wait: { kind: 'constant', ms: 1 } } as const;
  const client = createHttpClient(binding, { baseUrl: `${origin}/admin`, policy });
  return apiOf('Shopify', client, '/graphql.json');
}
const failure = (code: string, message = 'No.') => ({ errors: [{ message, extensions: { code } }], data: null });
// #region asks
const orderOf = async (api: Api, id: string) => (await api.graphql(GET, { id }, z.object({ order: ORDER }))).order;

const update = (api: Api, id: string, idempotencyKey: string) =>
  api.graphql(UPDATE, { id }, z.object({ orderUpdate: z.object({ order: ORDER }) }), { idempotencyKey });
// #endregion
const order = (api: Api) => api.graphql(GET, { id: '1' }, z.object({ order: ORDER }));

describe('what GraphQL says with status 200', () => {
  it.each([
    ['FORBIDDEN', 'RK_FORBIDDEN'],
    ['ACCESS_DENIED', 'RK_FORBIDDEN'],
    ['NOT_FOUND', 'RK_NOT_FOUND'],
    ['UNAUTHENTICATED', 'RK_AUTH_EXPIRED'],
    ['THROTTLED', 'RK_RATE_LIMITED'],
    ['INTERNAL_SERVER_ERROR', 'RK_UPSTREAM_UNAVAILABLE'],
    ['BAD_USER_INPUT', 'RK_INVALID_REQUEST'],
  ])('%s means %s', async (code, error) => {
    await expect(order(apiAnswering(failure(code)))).rejects.toMatchObject({ code: error });
  });

  it('is said in its words, also where the status is 400, and its type where it has no code', async () => {
    await expect(order(apiAnswering([400, failure('GRAPHQL_PARSE_FAILED', 'Syntax Error')]))).rejects.toMatchObject({
      code: 'RK_INVALID_REQUEST',
      message: 'GRAPHQL_PARSE_FAILED: Syntax Error',
      data: { vendorCode: 'GRAPHQL_PARSE_FAILED' },
    });
    const typed = { errors: [{ type: 'NOT_FOUND', message: 'Could not resolve.' }], data: { order: null } };
    await expect(order(apiAnswering(typed))).rejects.toMatchObject({ code: 'RK_NOT_FOUND' });
    await expect(order(apiAnswering([403, failure('BAD_USER_INPUT')]))).rejects.toMatchObject({ code: 'RK_FORBIDDEN' });
  });

  it('is a thing that does not exist where a field is null that may not be', async () => {
    await expect(order(apiAnswering({ data: { order: null } }))).rejects.toMatchObject({
      code: 'RK_NOT_FOUND',
      message: 'What was asked for (the answer of Shopify has null at data.order) does not exist.',
    });
    const orNull = apiAnswering({ data: { order: null } }).graphql(GET, {}, z.object({ order: ORDER.nullable() }));
    expect(await orNull).toEqual({ order: null });
    const broken = order(apiAnswering({ data: { order: { id: null, note: null } } }));
    await expect(broken).rejects.toMatchObject({
      code: 'RK_UPSTREAM_UNAVAILABLE',
      data: { reason: 'the `data` of its answer has an unexpected form at order.id' },
    });
    await expect(order(apiAnswering({ ok: true }))).rejects.toMatchObject({ code: 'RK_UPSTREAM_UNAVAILABLE' });
  });

  it('is a refused write where a payload has user errors, and never one whose fate nobody knows', async () => {
    const userErrors = [
      { field: ['input', 'note'], message: 'Note is too long' },
      { field: null, message: 'Order is locked' },
    ];
    const refused = apiAnswering({ data: { orderUpdate: { order: null, userErrors } } });
    await expect(refused.graphql(UPDATE, {}, UPDATED)).rejects.toMatchObject({
      code: 'RK_INVALID_REQUEST',
      message: 'Shopify refused: Note is too long Order is locked',
      data: { fields: ['note'] },
    });
    const gone = [{ code: 'NOT_FOUND', field: ['id'], message: 'Order does not exist' }];
    const missing = apiAnswering({ data: { orderUpdate: { order: null, customerUserErrors: gone } } });
    await expect(missing.graphql(UPDATE, {}, UPDATED)).rejects.toMatchObject({ code: 'RK_NOT_FOUND' });
  });
});

it('answers the data alone, and names the operation in the path', async () => {
  const api = apiAnswering({ data: { order: { id: '1', note: null } } });
  expect(await order(api)).toEqual({ order: { id: '1', note: null } });
  expect(await api.graphql('{ order { id note } }', {}, z.object({ order: ORDER }))).toEqual({
    order: { id: '1', note: null },
  });
  expect(asked).toEqual([
    {
      url: '/admin/graphql.json?operation=order',
      body: { query: GET, operationName: 'order', variables: { id: '1' } },
    },
    { url: '/admin/graphql.json', body: { query: '{ order { id note } }', variables: {} } },
  ]);
});

it('sends a query again that failed or was throttled, and a mutation only when it was throttled', async () => {
  const done = { data: { order: { id: '1', note: null } } };
  expect(await order(apiAnswering(failure('INTERNAL_SERVER_ERROR'), failure('THROTTLED'), done))).toBeTruthy();
  expect(asked).toHaveLength(3);

  const updated = { data: { orderUpdate: { order: { id: '1', note: null }, userErrors: [] } } };
  asked = [];
  expect(await apiAnswering(failure('THROTTLED'), updated).graphql(UPDATE, {}, UPDATED)).toMatchObject({
    orderUpdate: { order: { id: '1' } },
  });
  expect(asked).toHaveLength(2);
  asked = [];
  const failed = apiAnswering(failure('INTERNAL_SERVER_ERROR'), updated).graphql(UPDATE, {}, UPDATED);
  await expect(failed).rejects.toMatchObject({ data: { perhapsWritten: true } });
  expect(asked).toHaveLength(1);
  asked = [];
  expect(await update(apiAnswering(failure('INTERNAL_SERVER_ERROR'), updated), '1', 'key-1')).toBeTruthy();
  expect(asked).toHaveLength(2);
});

// #region throttled
/** Shopify: what the query costs has to flow back into the bucket. */
function classify({ body }: HttpResponse): ResponseAction | undefined {
  if (readAt(body, 'errors.0.extensions.code') !== 'THROTTLED') return undefined;
  const cost = (place: string) => Number(readAt(body, `extensions.cost.${place}`));
  const missing = cost('requestedQueryCost') - cost('throttleStatus.currentlyAvailable');
  return { action: 'rate_limited', afterMs: (missing / cost('throttleStatus.restoreRate')) * 1000 };
}
// #endregion

it('waits as long as its connection counts', async () => {
  const throttleStatus = { currentlyAvailable: 2, restoreRate: 4 };
  answers = [{ ...failure('THROTTLED'), extensions: { cost: { requestedQueryCost: 202, throttleStatus } } }];
  const binding = { connector: 'shopify', title: 'Shopify', hosts: [], localOrigins: [origin] };
  const api = apiOf('Shopify', createHttpClient(binding, { baseUrl: origin, classify }));
  await expect(orderOf(api, '1')).rejects.toMatchObject({ code: 'RK_RATE_LIMITED', data: { seconds: 50 } });
});

describe('a connection', () => {
  const LIST = 'query orders($first: Int!, $after: String) { orders(first: $first, after: $after) { nodes { id } } }';
  const page = (ids: string[], pageInfo: object) => ({
    data: { orders: { nodes: ids.map((id) => ({ id, note: null })), pageInfo, totalCount: 3 } },
  });

  // #region lists
  const openOrders = (api: Api) => api.graphqlList(LIST, { open: true }, ORDER, { at: 'orders', maxSize: 2 });
  // #endregion

  it('is walked with `first` and `after` among its variables', async () => {
    const first = page(['1', '2'], { hasNextPage: true, endCursor: 'c2' });
    const api = apiAnswering(first, page(['3'], { hasNextPage: false, endCursor: 'c3' }));
    const options = { at: 'orders', limit: 500, maxSize: 2 };
    const one = await openOrders(api);
    expect(one).toMatchObject({ items: [{ id: '1' }, { id: '2' }], total: 3 });
    const two = await api.graphqlList(LIST, { open: true }, ORDER, { ...options, cursor: one.next });
    expect(two).toMatchObject({ items: [{ id: '3' }], next: undefined });
    expect(asked.map(({ body }) => (body as { variables: object }).variables)).toEqual([
      { open: true, first: 2 },
      { open: true, first: 2, after: 'c2' },
    ]);
  });

  it('of something that there is not is not found, and what GraphQL refuses is not an empty list', async () => {
    const lines = (answer: object) =>
      apiAnswering(answer).graphqlList(LIST, {}, ORDER, { at: 'order.lineItems', rows: 'edges' });
    await expect(lines({ data: { order: null } })).rejects.toMatchObject({ code: 'RK_NOT_FOUND' });
    await expect(lines(failure('FORBIDDEN'))).rejects.toMatchObject({ code: 'RK_FORBIDDEN' });
    await expect(lines({ data: { order: { lineItems: { nodes: [] } } } })).rejects.toThrow(
      'no list where one is expected, at data.order.lineItems.edges; data.order.lineItems has nodes',
    );
  });
});

// checked by the compiler
export async function typed(): Promise<string> {
  const { order } = await apiAnswering({}).graphql(GET, {}, z.object({ order: ORDER }));
  // @ts-expect-error it has no such field
  order.notes;
  return order.id;
}
