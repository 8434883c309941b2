import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { byKeyset } from '../list/paging.ts';
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
