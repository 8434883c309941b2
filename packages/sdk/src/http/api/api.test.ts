import { expect, it } from 'vitest';
import { z } from 'zod';
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
    { method: 'POST', path: '/search', json: { text: 'a' }, repeatable: true },
    { method: 'POST', path: '/orders', json: {} },
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
