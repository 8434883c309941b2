import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bearer } from '../../auth/bearer.ts';
import { refreshToken } from '../../auth/refresh.ts';
import { clientCredentials } from '../../auth/token-refresh.ts';
import type { ResponseRule } from '../policy/response-rules.ts';
import { retryAfterMs } from '../policy/retry-wait.ts';
import { createHttpClient } from './client.ts';
import type { HttpOptions } from './types.ts';

let handle: (request: IncomingMessage, response: ServerResponse, body: string) => void;
let origin: string;
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => handle(request, response, body));
});
beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(
  () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
);

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

const client = (options: Partial<HttpOptions> = {}, localOrigins = [origin]) =>
  createHttpClient(
    { connector: 'shop', hosts: ['api.shop.example', '*.shop.example'], localOrigins },
    { baseUrl: origin, ...options },
  );

describe('the HTTP client', () => {
  it.each<[Partial<HttpOptions>, unknown]>([
    [{}, '7205759403792793603'],
    [{ exactIntegers: false }, 7205759403792794000],
  ])('with %j gives 7205759403792793603 as %j', async (options, id) => {
    handle = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"id":7205759403792793603}');
    };
    expect((await client(options).request({ path: '/' })).body).toEqual({ id });
  });

  it('tells a vendor that wants to know that a request comes again', async () => {
    const asked: (string | undefined)[] = [];
    handle = (request, response) => {
      asked.push(request.url);
      if (asked.length === 1) return json(response, 503, {}, { 'retry-after': '0' });
      json(response, 200, {});
    };
    const once = { method: 'POST', path: '/jobs', query: { id: 'j1' }, json: {}, repeatable: true } as const;
    await client().request({ ...once, againQuery: { retry: true } });
    expect(asked).toEqual(['/jobs?id=j1', '/jobs?id=j1&retry=true']);
  });

  it('refuses what the connector did not declare, before anything is sent', async () => {
    const get = (path: string) => client({}, []).request({ path });
    await expect(get('https://evil.example/x')).rejects.toMatchObject({
      code: 'RK_OUT_OF_REACH',
      message: expect.stringContaining('not one of the hosts'),
      fix: `Check the addresses in its settings; if it belongs there, the connector's author adds "evil.example" to its \`hosts\`.`,
    });
    await expect(get('http://api.shop.example/x')).rejects.toThrow('is not https');
    await expect(get('https://user:pw@api.shop.example/x')).rejects.toThrow('credentials');
    await expect(get('https://shop.example.evil.example/')).rejects.toThrow('not one of the hosts');
    // the same name for a resolver, and letters that look the same
    await expect(get('https://api.shop.example./x')).rejects.toThrow('api.shop.example. is not one of the hosts');
    await expect(get('https://api.sh\u043ep.example/x')).rejects.toThrow(
      / api\.xn--\S+\.example is not one of the hosts/,
    );
    await expect(
      createHttpClient(
        { connector: 'shop', hosts: ['169.254.169.254', 'localhost', '[::1]', '::1'], localOrigins: [] },
        { baseUrl: 'https://169.254.169.254' },
      ).request({ path: '/' }),
    ).rejects.toThrow('private address');
    await expect(
      createHttpClient(
        { connector: 'shop', hosts: ['localhost'], localOrigins: [] },
        { baseUrl: 'https://localhost' },
      ).request({ path: '/' }),
    ).rejects.toThrow('private address');
  });

  it('does not follow a redirect', async () => {
    handle = (_, response) => response.writeHead(302, { location: 'https://evil.example/' }).end();
    await expect(client().request({ path: '/' })).rejects.toThrow('unexpected redirect');
  });

  it('repeats a read after 503 and never a write', async () => {
    let calls = 0;
    handle = (_, response) =>
      ++calls % 2 === 1 ? json(response, 503, {}, { 'retry-after': '0' }) : json(response, 200, { ok: true });
    expect((await client().request({ path: '/' })).body).toEqual({ ok: true });
    expect(calls).toBe(2);
    await expect(client().request({ method: 'POST', path: '/', json: {} })).rejects.toMatchObject({
      kind: 'upstream_unavailable',
    });
    expect(calls).toBe(3);
  });

  it('reports a long wait instead of sleeping through it', async () => {
    handle = (_, response) => json(response, 429, {}, { 'retry-after': '120' });
    await expect(client().request({ path: '/' })).rejects.toMatchObject({
      kind: 'rate_limited',
      message: 'shop asks to wait 120 s before the next call.',
    });
  });

  it('calls the connector by its title, and by its name in commands', async () => {
    const titled = (rule?: ResponseRule) =>
      createHttpClient(
        { connector: 'hubspot', title: 'HubSpot', hosts: [], localOrigins: [origin] },
        { baseUrl: origin, attempts: 1, policy: { rules: rule ? [rule] : [] } },
      ).request({ path: '/' });
    handle = (_, response) => json(response, 400, { message: 'no' });
    await expect(titled()).rejects.toMatchObject({ message: 'HubSpot answered HTTP 400: no' });
    await expect(titled({ status: 400, action: 'fail', error: 'RK_FORBIDDEN' })).rejects.toMatchObject({
      message: 'HubSpot refused: no',
      fix: 'Ask an administrator of HubSpot for access, or use another account.',
    });
    await expect(titled({ status: 400, action: 'refresh_then_retry' })).rejects.toMatchObject({
      message: 'HubSpot does not accept the credentials: no',
      fix: 'Run `rolekit connect hubspot` to sign in again.',
    });
    await expect(titled({ status: 400, action: 'rate_limited' })).rejects.toMatchObject({
      message: expect.stringMatching(/^HubSpot asks to wait/),
    });
  });

  it('stops at the limit of a body', async () => {
    handle = (_, response) => json(response, 200, 'x'.repeat(5000));
    await expect(client({ maxBytes: 1000 }).request({ path: '/' })).rejects.toMatchObject({ kind: 'too_large' });
  });

  it('ends with the caller and with its own time', async () => {
    handle = () => {};
    const abort = new AbortController();
    const cancelled = client().request({ path: '/', signal: abort.signal });
    setTimeout(() => abort.abort(), 30);
    await expect(cancelled).rejects.toMatchObject({ kind: 'cancelled' });
    await expect(client({ timeoutMs: 50, attempts: 1 }).request({ path: '/' })).rejects.toMatchObject({
      kind: 'timeout',
    });
  });

  it('says that an answer is not JSON', async () => {
    handle = (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":');
    await expect(client({ attempts: 1 }).request({ path: '/' })).rejects.toThrow('not valid JSON');
  });
});

describe('tokens', () => {
  it('are fetched once for concurrent calls, and again once after 401', async () => {
    let issued = 0;
    let accepted = 'token-1';
    handle = (request, response) => {
      if (request.url === '/token') return json(response, 200, { access_token: `token-${++issued}` });
      return request.headers.authorization === `Bearer ${accepted}` ? json(response, 200, {}) : json(response, 401, {});
    };
    const source = clientCredentials({
      connector: 'shop',
      http: client(),
      path: '/token',
      clientId: 'id',
      clientSecret: 'secret',
    });
    const api = client({ auth: bearer(source) });
    await Promise.all([1, 2, 3, 4].map(() => api.request({ path: '/a' })));
    expect(issued).toBe(1);
    accepted = 'token-2';
    await api.request({ path: '/a' });
    expect(issued).toBe(2);
    accepted = 'none';
    await expect(api.request({ path: '/a' })).rejects.toMatchObject({
      kind: 'auth_expired',
      fix: 'Run `rolekit connect shop` to sign in again.',
    });
  });

  it('that rotate are saved before they are used', async () => {
    const order: string[] = [];
    handle = (_, response, body) => {
      order.push(`ask ${new URLSearchParams(body).get('refresh_token')}`);
      json(response, 200, { access_token: 'a', refresh_token: 'r2', expires_in: 0 });
    };
    const source = refreshToken({
      connector: 'shop',
      http: client(),
      path: '/',
      clientId: 'id',
      refreshToken: 'r1',
      save: async (rotated) => void order.push(`save ${rotated}`),
    });
    await source.get();
    await source.get();
    expect(order).toEqual(['ask r1', 'save r2', 'ask r2']);
  });
});

it('Retry-After is read as seconds or a date', () => {
  expect(retryAfterMs(new Headers({ 'retry-after': '3' }))).toBe(3000);
  expect(
    retryAfterMs(new Headers({ 'retry-after': 'Fri, 20 Nov 2026 10:00:10 GMT' }), Date.parse('2026-11-20T10:00:00Z')),
  ).toBe(10_000);
  expect(retryAfterMs(new Headers({ 'retry-after': 'soon' }))).toBeUndefined();
});
