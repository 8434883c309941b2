import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { always, type FaultServer, once, sometimes, startFaultServer } from './index.ts';

let vendor: ReturnType<typeof createServer>;
let baseUrl: string;
let answered = 0;
let faults: FaultServer;

beforeEach(async () => {
  answered = 0;
  vendor = createServer((request, response) => {
    answered++;
    response.setHeader('content-type', 'application/json');
    if (request.url === '/packed')
      return response.setHeader('content-encoding', 'gzip').end(gzipSync(`{"at":"${baseUrl}"}`));
    if (request.url === '/linked') response.setHeader('link', '</linked?page=2>; rel="next"');
    if (request.url?.startsWith('/linked')) return response.end('[1,2]');
    if (request.url?.startsWith('/numbered')) return response.end(`{"page":"${request.url.split('=')[1]}"}`);
    if (request.url === '/oauth/token') return response.end('{"access_token":"passing-token"}');
    return response.end(JSON.stringify({ next: `${baseUrl}/items?page=2`, rows: [1, 2, 3] }));
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  faults = await startFaultServer({ baseUrl, values: { baseUrl: `${baseUrl}/`, key: 'k' } }, { seed: 7 });
});
afterEach(async () => {
  await faults.close();
  await new Promise<void>((resolve) => vendor.close(() => resolve()));
});

const get = (path = '/items') => fetch(faults.baseUrl + path, { headers: { authorization: 'Bearer abc-123-def' } });

it('lets everything through without a schedule, and keeps links on itself', async () => {
  expect(await (await get()).json()).toEqual({ next: `${faults.baseUrl}/items?page=2`, rows: [1, 2, 3] });
  expect(faults.values).toEqual({ baseUrl: `${faults.baseUrl}/`, key: 'k' });
  expect(faults.stats()).toEqual({ requests: 1, forwarded: 1, aborted: 0, faults: {} });
});

it('reads an answer that is compressed without being asked for', async () => {
  expect(await (await get('/packed')).json()).toEqual({ at: faults.baseUrl });
});

it('gives the fields of an answer other names', async () => {
  faults.schedule(always({ kind: 'renamed' }));
  expect(await (await get()).json()).toEqual({ new_next: `${faults.baseUrl}/items?page=2`, new_rows: [1, 2, 3] });
});

it('answers for the vendor without asking it', async () => {
  faults.schedule(always({ kind: 'rate_limit', retryAfter: 3 }));
  const limited = await get();
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '3']);
  faults.schedule(always({ kind: 'rate_limit' }));
  expect((await get()).headers.get('retry-after')).toBeNull();
  faults.schedule(always({ kind: 'status', status: 503 }));
  expect((await get()).status).toBe(503);
  faults.schedule(always({ kind: 'expired' }));
  expect((await get()).status).toBe(401);
  faults.schedule(always({ kind: 'wrong_type' }));
  expect((await get()).headers.get('content-type')).toBe('text/html');
  faults.schedule(always({ kind: 'malformed' }));
  await expect((await get()).json()).rejects.toThrow();
  expect(answered).toBe(0);
});

it('drops connections before or after the vendor has done it, and cuts answers off', async () => {
  faults.schedule(always({ kind: 'drop' }));
  await expect(get()).rejects.toThrow('fetch failed');
  expect(answered).toBe(0);
  faults.schedule(always({ kind: 'drop', after: true }));
  await expect(get()).rejects.toThrow('fetch failed');
  expect(answered).toBe(1);
  faults.schedule(always({ kind: 'truncate' }));
  await expect(get().then((answer) => answer.text())).rejects.toThrow();
  await expect.poll(() => faults.log[0]).toMatchObject({ fault: 'truncate', aborted: false });
  faults.schedule(always({ kind: 'truncate', whole: true }));
  await expect((await get()).json()).rejects.toThrow();
});

it('sees a client that goes away while it waits', async () => {
  faults.schedule(always({ kind: 'slow', ms: 10_000 }));
  const going = new AbortController();
  const gone = expect(fetch(`${faults.baseUrl}/items`, { signal: going.signal })).rejects.toThrow();
  await expect.poll(() => faults.log.length).toBe(1);
  going.abort();
  await gone;
  await expect.poll(() => faults.log[0]).toMatchObject({ fault: 'slow', aborted: true, forwarded: true });
});

it('spares the sign-in, and remembers the credentials that pass by', async () => {
  faults.schedule(once({ kind: 'expired' }));
  expect((await get('/oauth/token')).status).toBe(200);
  expect((await get()).status).toBe(401);
  expect((await get()).status).toBe(200);
  expect(faults.secrets().toSorted()).toEqual(['abc-123-def', 'passing-token']);
  const headers = { cookie: 'lang=en-GB-oxendict; sid=cookie-of-a-session', 'x-token-type': 'KIND_OF_TOKEN' };
  await fetch(`${faults.baseUrl}/items?api_key=key-in-address&pageToken=token-of-a-page`, { headers });
  expect(faults.secrets()).toEqual(expect.arrayContaining(['cookie-of-a-session', 'key-in-address']));
  expect(faults.secrets()).not.toContain('token-of-a-page');
  expect(faults.secrets()).not.toContain('en-GB-oxendict');
  expect(faults.secrets()).not.toContain('KIND_OF_TOKEN');
});

it('draws the same faults for the same seed, in whatever order requests arrive', async () => {
  const schedule = sometimes(0.5, [{ kind: 'expired' }, { kind: 'status', status: 500 }]);
  const paths = Array.from({ length: 20 }, (_, index) => `/items?page=${index}`);
  faults.schedule(schedule);
  const first = await Promise.all(paths.map(async (path) => (await get(path)).status));
  faults.schedule(schedule);
  const second: number[] = [];
  for (const path of paths.toReversed()) second.unshift((await get(path)).status);
  expect(second).toEqual(first);
  expect(new Set(first)).toEqual(new Set([200, 401, 500]));
});

it('repeats the page that came last, also where that one was late', async () => {
  const paged = { baseUrl, values: {}, faults: { isPage: () => 'items' } };
  const own = await startFaultServer(paged);
  const page = async (number: number) => (await fetch(`${own.baseUrl}/numbered?page=${number}`)).json();
  await page(1);
  own.schedule(({ number }) =>
    number === 2 ? { kind: 'slow', ms: 1 } : number === 3 ? { kind: 'repeat_page' } : undefined,
  );
  expect([await page(1), await page(2), await page(3)]).toEqual([{ page: '1' }, { page: '2' }, { page: '2' }]);
  await own.close();
});

it('counts no fault that could not happen: of pages, where there is none', async () => {
  const paged = {
    baseUrl,
    values: {},
    faults: { isPage: ({ path }: { path: string }) => path.startsWith('/numbered') },
  };
  const own = await startFaultServer(paged);
  for (const kind of ['repeat_page', 'empty_page'] as const) {
    own.schedule(always({ kind }));
    for (const path of ['/items', '/numbered?page=1']) await (await fetch(own.baseUrl + path)).text();
  }
  expect(own.stats()).toEqual({ requests: 4, forwarded: 4, aborted: 0, faults: {} });
  await own.close();
});

it('leads from a page without rows to the one that was asked for, also by a header', async () => {
  const { baseUrl: linked, ...own } = await startFaultServer({
    baseUrl,
    values: {},
    faults: { isPage: () => true, emptyPage: (_, { path }) => (path.startsWith('/linked') ? [] : undefined) },
  });
  const asked = async (path: string) => {
    const answer = await fetch(linked + path);
    return [answer.headers.get('link'), await answer.json()];
  };
  own.schedule(({ number }) => (number === 1 ? undefined : { kind: 'empty_page' }));
  expect(await asked('/linked')).toEqual(['</linked?page=2>; rel="next"', [1, 2]]);
  expect(await asked('/linked?page=2')).toEqual(['</linked?page=2>; rel="next"', []]);
  // a list whose pages always have rows
  expect(await asked('/numbered?page=1')).toEqual([null, { page: '1' }]);
  expect(own.stats().faults).toEqual({ empty_page: 1 });
  await own.close();
});
