import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseNumber, parseRfc2822Date } from '../../parse-values.ts';
import { inCall } from '../call-scope.ts';
import { acceptedJob, statusJob } from '../list/job.ts';
import { byKeyset } from '../list/paging.ts';
import { unexpectedAnswer } from '../request/parse-answer.ts';
import type { HttpRequest } from '../request/types.ts';
import { apiOf } from './api.ts';

const FOUND = z.object({ total: z.int() });

function apiAnswering(body: unknown) {
  const sent: HttpRequest[] = [];
  const request = async (asked: HttpRequest) => {
    sent.push(asked);
    return { status: 200, headers: new Headers(), body };
  };
  return { api: apiOf('shop', { request }), sent };
}

it('sends a POST that only reads again, and no other', async () => {
  const { api, sent } = apiAnswering({ total: 2 });
  expect(await api.query('/search', FOUND, { json: { text: 'a' } })).toEqual({ total: 2 });
  await api.post('/orders', FOUND, { json: {} });
  expect(sent).toEqual([
    { as: 'json', method: 'POST', path: '/search', json: { text: 'a' }, repeatable: true },
    { as: 'json', method: 'POST', path: '/orders', json: {} },
  ]);
});

it('names the connector when an answer has another form, and when a job is not done in time', async () => {
  const { api } = apiAnswering({ total: 'two' });
  await expect(api.query('/search', FOUND)).rejects.toMatchObject({
    code: 'RK_UPSTREAM_UNAVAILABLE',
    data: { connector: 'shop', reason: 'its answer has an unexpected form at total' },
  });
  const running = async () => ({ state: 'running', token: 'j1' }) as const;
  await expect(api.runJob({ start: running, check: running }, { withinMs: 0 })).rejects.toMatchObject({
    code: 'RK_TIMEOUT',
    data: { connector: 'shop', resume: 'j1' },
  });
});

it('parses the result of a job, and goes on with that of the call before', async () => {
  const { api, sent } = apiAnswering({ total: 2 });
  const job = acceptedJob(api, { start: { method: 'POST', path: '/jobs' }, schema: FOUND });
  const resumed = inCall({ cursor: 'https://api.shop.example/jobs/7' }, () => api.runJob(job));
  expect(await resumed).toEqual({ total: 2 });
  expect(await api.runJob(job)).toEqual({ total: 2 });
  expect(sent.map(({ method = 'GET', path }) => `${method} ${path}`)).toEqual([
    'GET https://api.shop.example/jobs/7',
    'POST /jobs',
  ]);
});

it('says that the result of a job has another form, by the name of its connector', async () => {
  const { api } = apiAnswering({ total: 'two', state: 'DONE', id: 'j1' });
  const status = { id: 'id', state: 'state', done: ['DONE'], failed: [], status: (id: string) => ({ path: id }) };
  const job = statusJob(api, { ...status, start: { method: 'POST', path: '/jobs' }, schema: FOUND });
  await expect(api.runJob(job)).rejects.toThrow('shop is not available: its result has an unexpected form at total');
});

it('answers a DELETE where its answer is wanted', async () => {
  const { api, sent } = apiAnswering({ total: 2 });
  expect(await api.delete('/orders/1', FOUND, { query: { force: true } })).toEqual({ total: 2 });
  expect(await api.delete('/orders/1', { query: { force: true } })).toBeUndefined();
  expect(sent).toEqual([
    { as: 'json', query: { force: true }, method: 'DELETE', path: '/orders/1' },
    { query: { force: true }, method: 'DELETE', path: '/orders/1' },
  ]);
});

it('takes a write that is answered with nothing for done, and a read for broken', async () => {
  const { api } = apiAnswering(undefined);
  expect(await api.post('/orders', FOUND.partial())).toEqual({});
  await expect(api.get('/orders', FOUND.partial())).rejects.toMatchObject({ code: 'RK_UPSTREAM_UNAVAILABLE' });
  await expect(api.query('/orders', FOUND.partial())).rejects.toMatchObject({ code: 'RK_UPSTREAM_UNAVAILABLE' });
});

it('sends a POST that lists again', async () => {
  const { api, sent } = apiAnswering([{ total: 2 }]);
  expect(await api.list('/search', FOUND, { method: 'POST', rows: '' })).toMatchObject({ items: [{ total: 2 }] });
  expect(sent).toMatchObject([{ as: 'json', method: 'POST', repeatable: true }]);
});

// #region wire
/** The tool's. */
const MESSAGE = z.object({ sid: z.string(), sentAt: z.string(), changedAt: z.string(), price: z.number().nullable() });

/** As the vendor writes it. */
const WIRE_MESSAGE = z
  .object({ sid: z.string(), date_sent: z.string(), changed: z.string(), price: z.string().nullable() })
  .transform(({ sid, date_sent, changed, price }): z.output<typeof MESSAGE> => {
    const sentAt = parseRfc2822Date(date_sent);
    const [, changedAt] = /^\/Date\((\d{1,15})/.exec(changed) ?? [];
    if (sentAt === undefined || changedAt === undefined) throw unexpectedAnswer('Twilio', 'a time has another form');
    return {
      sid,
      sentAt: new Date(sentAt).toISOString(),
      changedAt: new Date(Number(changedAt)).toISOString(),
      price: price === null ? null : (parseNumber(price) ?? null),
    };
  });
// #endregion

it('makes the values of a tool of those that the vendor writes otherwise', async () => {
  const wire = {
    sid: 'SM1',
    date_sent: 'Fri, 20 Nov 2026 09:00:00 +0100',
    changed: '/Date(1795161600000)/',
    price: '-0.0075',
  };
  const { api } = apiAnswering(wire);
  expect(await api.get('/messages/SM1', WIRE_MESSAGE)).toEqual({
    sid: 'SM1',
    sentAt: '2026-11-20T08:00:00.000Z',
    changedAt: '2026-11-20T08:00:00.000Z',
    price: -0.0075,
  });
  await expect(apiAnswering({ ...wire, date_sent: 'today' }).api.get('/m', WIRE_MESSAGE)).rejects.toMatchObject({
    code: 'RK_UPSTREAM_UNAVAILABLE',
  });
});

describe('a list', () => {
  const ROW = z.object({ id: z.int(), kind: z.string() });
  const LIST = [
    { id: 1, kind: 'issue' },
    { id: 2, kind: 'pull' },
    { id: 3, kind: 'issue' },
  ];

  it('is the answer itself, where no place is said', async () => {
    const { api } = apiAnswering(LIST);
    expect((await api.list('/issues', ROW)).items).toEqual(LIST);
    expect(await api.all('/issues', ROW)).toEqual(LIST);
    await expect(apiAnswering({ rows: LIST }).api.list('/issues', ROW)).rejects.toThrow(
      'no list where one is expected',
    );
  });

  it('leaves out what becomes no row, and pages by the rows of the vendor', async () => {
    const { api } = apiAnswering(LIST.slice(0, 2));
    const { items, next } = await api.list('/issues', ROW, {
      paging: byKeyset({ param: 'after', sizeParam: 'limit' }),
      toRow: ({ id, kind }) => (kind === 'pull' ? undefined : { number: id }),
    });
    expect(items).toEqual([{ number: 1 }]);
    expect(next).toMatch(/^\["2",/);
  });
});
// what follows is checked by the compiler only
export const wrong = async () => {
  const { api } = apiAnswering({});
  const start = { method: 'POST', path: '/jobs' } as const;
  // @ts-expect-error a result has no such field
  (await api.runJob(acceptedJob(api, { start, schema: FOUND }))).totl;
  const status = { start, id: 'id', state: 'state', done: [], failed: [], status: (id: string) => ({ path: id }) };
  // @ts-expect-error a result has no such field
  (await api.runJob(statusJob(api, { ...status, schema: FOUND }))).totl;
};
