import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inCall } from '../call-scope.ts';
import type { ConnectorPolicy } from '../policy/policy.ts';
import { memoryRateStore, type RateStore } from '../policy/rate-limits.ts';
import { createHttpClient } from './client.ts';

let handle: (request: IncomingMessage, response: ServerResponse) => void;
let origin: string;
let asked: string[];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  handle(request, response);
});
beforeEach(async () => {
  asked = [];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});
const client = (policy: ConnectorPolicy, connector = 'shop') =>
  createHttpClient({ connector, hosts: [], localOrigins: [origin] }, { baseUrl: origin, policy });
const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
};

it.each([
  [{ concurrency: 0 }, 'concurrency is 0'],
  [{ concurrency: Number.NaN }, 'concurrency is NaN'],
  [
    {
      rates: [
        { calls: 5, perMs: 1000 },
        { kind: 'bucket', capacity: 0.5, perSecond: 1 },
      ],
    },
    'rates.1.capacity is 0.5',
  ],
  [{ rates: [{ kind: 'bucket', capacity: 1, perSecond: 0 }] }, 'rates.0.perSecond is 0'],
  [{ rates: [{ calls: 0, perMs: 1000 }] }, 'rates.0.calls is 0'],
] as const)('a policy with which calls would wait for ever is refused: %j', (policy, reason) => {
  expect(() => client(policy)).toThrow(`HTTP policy of shop: ${reason}, so no call would ever be sent`);
});

it('a call is counted when it is sent, not when it begins to wait for a place', async () => {
  const counted: number[] = [];
  const store: RateStore = {
    async take() {
      counted.push(asked.length);
      return 0;
    },
    async block() {},
  };
  const open: ServerResponse[] = [];
  handle = (_, response) => open.push(response);
  const http = client({ concurrency: 1, rates: [], rateStore: store }, 'counted');
  const calls = [http.request({ path: '/1' }), http.request({ path: '/2' })];
  await until(() => open.length === 1);
  expect(counted).toEqual([0]);
  open[0]?.end();
  await until(() => open.length === 2);
  open[1]?.end();
  await Promise.all(calls);
  expect(counted).toEqual([0, 1]);
});

it('a call that waits for its rate holds no place that others need', async () => {
  const store: RateStore = { take: async (key) => (key.includes('busy') ? 10_000 : 0), block: async () => {} };
  handle = (_, response) => response.end('ok');
  const of = (account: string) => client({ concurrency: 1, rates: [], rateStore: store, account }, 'places');
  const abort = new AbortController();
  const waiting = of('busy').request({ path: '/1', signal: abort.signal });
  waiting.catch(() => {});
  expect((await of('free').request({ path: '/2' })).body).toBe('ok');
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'RK_CANCELLED' });
  expect(asked).toEqual(['/2']);
});

it('a store that does not answer is not waited for by a caller that gives up, nor past the time for all', async () => {
  const never: RateStore = { take: () => new Promise(() => {}), block: async () => {} };
  const http = client({ rates: [], rateStore: never, totalMs: 30 });
  await expect(http.request({ path: '/' })).rejects.toMatchObject({ code: 'RK_TIMEOUT' });
  const signal = AbortSignal.abort();
  await expect(client({ rates: [], rateStore: never }).request({ path: '/', signal })).rejects.toMatchObject({
    code: 'RK_CANCELLED',
  });
});

describe('the rates of a policy', () => {
  const rates = [
    { calls: 1, perMs: 60_000 },
    { kind: 'bucket', capacity: 5, perSecond: 2 },
  ] as const;

  it('are said to be the ones that have no room', async () => {
    handle = (_, response) => response.end('ok');
    const http = client({ rates });
    await http.request({ path: '/1' });
    await expect(http.request({ path: '/2' })).rejects.toMatchObject({
      code: 'RK_RATE_LIMITED',
      message: expect.stringMatching(
        /^shop asks to wait \d+ s before the next call\. The policy of this connector allows 1 call in 60 s and 5 calls at once and 2 a second\.$/,
      ),
    });
    expect(asked).toEqual(['/1']);
  });

  it('are set aside where nothing is counted, and what the vendor asks holds', async () => {
    handle = (request, response) =>
      request.url === '/busy' ? response.writeHead(429, { 'retry-after': '30' }).end() : response.end('ok');
    const binding = { connector: 'shop', hosts: [], localOrigins: [origin], uncounted: true };
    const http = createHttpClient(binding, { baseUrl: origin, policy: { rates } });
    await http.request({ path: '/1' });
    await http.request({ path: '/2' });
    await expect(http.request({ path: '/busy' })).rejects.toMatchObject({ message: expect.stringMatching(/call\.$/) });
    await expect(http.request({ path: '/3' })).rejects.toMatchObject({ code: 'RK_RATE_LIMITED' });
    expect(asked).toEqual(['/1', '/2', '/busy']);
  });
});

describe('a vendor that says with an answer that its limit is reached', () => {
  const rules = [
    {
      header: { name: 'x-remaining', is: '0' },
      action: 'success',
      wait: { kind: 'header', header: 'x-reset', unit: 'seconds' },
    },
  ] as const;

  it('is not asked again before its time, though nothing failed', async () => {
    handle = (_, response) => response.writeHead(200, { 'x-remaining': '0', 'x-reset': '90' }).end('rows');
    const http = client({ rules, rateStore: memoryRateStore() });
    expect((await http.request({ path: '/1' })).body).toBe('rows');
    await expect(http.request({ path: '/2' })).rejects.toMatchObject({
      code: 'RK_RATE_LIMITED',
      message: expect.stringMatching(/^shop asks to wait (89|90) s/),
    });
    expect(asked).toEqual(['/1']);
  });

  it('is believed for an hour at most, and then asked again', async () => {
    handle = (_, response) => response.writeHead(200, { 'x-remaining': '0', 'x-reset': '99999999999' }).end();
    const untils: number[] = [];
    const rateStore: RateStore = { take: async () => 0, block: async (_, at) => void untils.push(at - Date.now()) };
    await client({ rules, rateStore }).request({ path: '/' });
    expect(untils[0]).toBeLessThanOrEqual(3_600_000);
    expect(untils[0]).toBeGreaterThan(3_500_000);
  });
});

describe('calls that are counted apart', () => {
  const each: ConnectorPolicy = {
    ratesOf: ({ path, json }) =>
      path === '/rest'
        ? undefined
        : { name: `${path} ${JSON.stringify(json ?? null)}`, rates: [{ calls: 1, perMs: 60_000 }] },
  };

  it('wait for those of their name alone', async () => {
    handle = (_, response) => response.end('ok');
    const store = memoryRateStore();
    const http = client({ ...each, rateStore: store });
    const post = (channel: string) => http.request({ method: 'POST', path: '/post', json: { channel } });
    await Promise.all([post('a'), post('b'), http.request({ path: '/rest' }), http.request({ path: '/rest' })]);
    await expect(post('a')).rejects.toMatchObject({ code: 'RK_RATE_LIMITED' });
    expect(asked.toSorted()).toEqual(['/post', '/post', '/rest', '/rest']);
  });

  it('are held back alone when the vendor asks to wait', async () => {
    handle = (request, response) =>
      request.url === '/busy' ? response.writeHead(429, { 'retry-after': '30' }).end() : response.end('ok');
    const http = client({ ratesOf: ({ path }) => ({ name: path, rates: [] }) });
    await expect(http.request({ path: '/busy' })).rejects.toMatchObject({ code: 'RK_RATE_LIMITED' });
    await expect(http.request({ path: '/busy' })).rejects.toMatchObject({ code: 'RK_RATE_LIMITED' });
    expect((await http.request({ path: '/free' })).body).toBe('ok');
    expect(asked).toEqual(['/busy', '/free']);
  });
});

it('tells the caller what it waits for, again and again, and ends when the caller gives up', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const told: [number, string | undefined][] = [];
    const store: RateStore = { take: async () => 40_000, block: async () => {} };
    const http = client({ rates: [], rateStore: store, maxWaitMs: 60_000 });
    const abort = new AbortController();
    const progress = (done: number, _: number | undefined, message: string | undefined) => told.push([done, message]);
    const call = inCall({ signal: abort.signal, progress }, () => http.request({ path: '/1' }));
    call.catch(() => {});
    await vi.advanceTimersByTimeAsync(16_000);
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'RK_CANCELLED' });
    expect(told).toEqual([
      [0, 'Waiting 40 s: shop takes the next call then.'],
      [0, 'Waiting 25 s: shop takes the next call then.'],
    ]);
    expect(asked).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});
