import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiKey } from '../../auth/api-key.ts';
import { createHttpClient } from '../request/client.ts';
import type { Exchange } from '../request/exchange.ts';
import type { HttpOptions, HttpRequest } from '../request/types.ts';
import { type HttpPolicy, resolvePolicy } from './policy.ts';
import { memoryRateStore } from './rate-limits.ts';
import type { ResponseRule } from './response-rules.ts';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;
let handle: Handle;
let origin: string;
let other: string;
const requests: { url: string; headers: IncomingMessage['headers'] }[] = [];
const servers = [0, 1].map(() =>
  createServer((request, response) => {
    requests.push({ url: `${request.headers.host}${request.url}`, headers: request.headers });
    if (!request.headers['content-type']?.startsWith('multipart/')) request.resume();
    handle(request, response);
  }),
);
beforeEach(async () => {
  requests.length = 0;
  await Promise.all(servers.map((one) => new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))));
  [origin = '', other = ''] = servers.map((one) => `http://127.0.0.1:${(one.address() as AddressInfo).port}`);
});
afterEach(() => {
  for (const one of servers) {
    one.closeAllConnections();
    one.close();
  }
});

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};
const rateStore = memoryRateStore();
const client = (options: Partial<HttpOptions> = {}, localOrigins = [origin, other]) =>
  createHttpClient(
    { connector: 'shop', hosts: ['api.shop.example'], localOrigins, rateStore },
    { baseUrl: origin, ...options },
  );
const NOW = { kind: 'constant', ms: 1 } as const;

describe('response actions', () => {
  it('come from rules, then classify, then the status; a request’s rules first', async () => {
    handle = (_, response) => json(response, 404, { code: 'gone' });
    const http = client({
      policy: { rules: [{ status: 404, action: 'ignore', answer: { from: 'connector' } }] },
      classify: () => ({ action: 'success' }),
    });
    expect((await http.request({ path: '/' })).body).toEqual({ from: 'connector' });
    const request = {
      path: '/',
      policy: { rules: [{ body: { at: 'code', is: 'gone' }, action: 'success' }] },
    } as const;
    expect((await http.request(request)).body).toEqual({ code: 'gone' });
    expect((await client({ classify: () => ({ action: 'success' }) }).request({ path: '/' })).status).toBe(404);
  });

  it('by the status and by rules keep what the policy says that errors have', async () => {
    handle = (_, response) => json(response, 400, [{ errorCode: 'LOCKED', message: 'Wait.', fields: ['Fax'] }]);
    const errorAt = { code: '*.errorCode', fields: '*.fields' };
    const data = { vendorCode: 'LOCKED', vendorMessage: 'Wait.', fields: ['Fax'] };
    await expect(client({ policy: { errorAt } }).request({ path: '/' })).rejects.toMatchObject({
      code: 'RK_INVALID_REQUEST',
      message: 'shop answered HTTP 400: LOCKED: Wait. (Fax)',
      data,
    });
    const rules: ResponseRule[] = [{ status: 400, action: 'fail', error: 'RK_CONFLICT' }];
    await expect(client({ policy: { errorAt, rules } }).request({ path: '/' })).rejects.toMatchObject({
      code: 'RK_CONFLICT',
      message: 'LOCKED: Wait. (Fax)',
      data,
    });
  });

  it('reset_pagination says to start again', async () => {
    handle = (_, response) => json(response, 410, {});
    const rules = [{ status: 410, action: 'reset_pagination', reason: 'the cursor is gone' }] as const;
    await expect(client({ policy: { rules } }).request({ path: '/' })).rejects.toMatchObject({
      code: 'RK_PAGES_RESET',
      message: 'shop no longer continues this list: the cursor is gone',
    });
  });

  it('rate_limited repeats a write too, by the vendor’s own header', async () => {
    handle = (_, response) =>
      requests.length < 3 ? json(response, 420, {}, { 'x-reset-ms': '5' }) : json(response, 200, { ok: true });
    const wait = { kind: 'header', header: 'x-reset-ms', unit: 'milliseconds' } as const;
    const http = client({ policy: { rules: [{ status: 420, action: 'rate_limited', wait }] } });
    expect((await http.request({ method: 'POST', path: '/', json: {} })).body).toEqual({ ok: true });
    expect(requests.length).toBe(3);
  });
});

it('a page for people is not taken for data, unless it was asked for', async () => {
  handle = (_, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Sign in</h1>');
  await expect(client({ attempts: 1 }).request({ path: '/' })).rejects.toThrow(
    'with a web page where data was expected',
  );
  expect((await client().request({ path: '/', headers: { Accept: 'text/html' } })).body).toBe('<h1>Sign in</h1>');
});

describe('what is sent', () => {
  it('as HEAD has no body, follows a redirect as HEAD and is sent again', async () => {
    const methods: (string | undefined)[] = [];
    handle = (request, response) => {
      methods.push(request.method);
      if (request.url === '/a') return response.writeHead(303, { location: '/b' }).end();
      response
        .writeHead(methods.length === 2 ? 503 : 200, { 'retry-after': '0', 'x-size': '7', 'content-type': 'text/html' })
        .end();
    };
    const answer = await client().request({ method: 'HEAD', path: '/a', json: {}, policy: { redirects: 1 } });
    expect(methods).toEqual(['HEAD', 'HEAD', 'HEAD', 'HEAD']);
    expect([answer.headers.get('x-size'), answer.body]).toEqual(['7', undefined]);
  });

  it('as multipart has its fields and files, each time it is sent', async () => {
    const bodies: FormData[] = [];
    handle = async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const headers = { 'content-type': request.headers['content-type'] ?? '' };
      bodies.push(await new Response(Buffer.concat(chunks), { headers }).formData());
      json(response, bodies.length === 1 ? 503 : 200, {}, { 'retry-after': '0' });
    };
    const multipart = new FormData();
    multipart.append('title', 'A "note"');
    multipart.append('file', new File([new Uint8Array([0, 255])], 'ä".bin'));
    await client().request({ method: 'POST', path: '/', multipart, idempotencyKey: 'k' });
    const [, again] = bodies;
    const file = again?.get('file') as File;
    expect([again?.get('title'), file.name, [...new Uint8Array(await file.arrayBuffer())]]).toEqual([
      'A "note"',
      'ä".bin',
      [0, 255],
    ]);
  });

  it('as cookies comes beside the key that is a cookie', async () => {
    handle = (_, response) => json(response, 200, {});
    const auth = apiKey({ key: 'k1', in: 'cookie', name: 'session' });
    await client({ auth }).request({ path: '/', headers: { cookie: 'theme=dark' } });
    await client({ auth }).request({ path: '/' });
    expect(requests.map(({ headers }) => headers.cookie)).toEqual(['session=k1; theme=dark', 'session=k1']);
    expect(() => apiKey({ key: 'a; admin=1', in: 'cookie', name: 'session' })).toThrow('no cookie can carry');
  });
});

describe('a write', () => {
  it('is repeated with an idempotency key, the same each time', async () => {
    handle = (_, response) => (requests.length < 3 ? json(response, 503, {}) : json(response, 200, {}));
    const http = client({ policy: { wait: NOW, idempotencyHeader: 'x-key' } });
    await http.request({ method: 'POST', path: '/', json: {}, idempotencyKey: 'k1' });
    expect(requests.map((one) => one.headers['x-key'])).toEqual(['k1', 'k1', 'k1']);
  });

  it('is not repeated when the connection broke after it was sent', async () => {
    handle = (request) => request.socket.destroy();
    await expect(
      client({ policy: { wait: NOW } }).request({ method: 'POST', path: '/', json: {} }),
    ).rejects.toMatchObject({
      code: 'RK_UPSTREAM_UNAVAILABLE',
    });
    expect(requests.length).toBe(1);
  });

  it('that a server failed at is in doubt, unless the connector knows better', async () => {
    handle = (_, response) => json(response, 500, { code: requests.length });
    const write = (rules: ResponseRule[]) =>
      client({ policy: { rules } })
        .request({ method: 'POST', path: '/', json: {} })
        .catch((error) => [error.code, error.data.perhapsWritten]);
    expect(await write([])).toEqual(['RK_UPSTREAM_UNAVAILABLE', true]);
    expect(await write([{ status: 500, action: 'fail' }])).toEqual(['RK_UPSTREAM_UNAVAILABLE', true]);
    expect(await write([{ status: 500, action: 'fail', error: 'RK_CONFLICT' }])).toEqual(['RK_CONFLICT', undefined]);
  });

  it('is repeated when nothing was sent', async () => {
    const attempts: number[] = [];
    const http = client(
      { baseUrl: 'http://127.0.0.1:1', policy: { wait: NOW }, onExchange: (one) => attempts.push(one.attempt) },
      ['http://127.0.0.1:1'],
    );
    // fetch refuses port 1 itself, so that a closed port of ours is needed
    servers[1]?.close();
    const closed = client({ baseUrl: other, policy: { wait: NOW }, onExchange: (one) => attempts.push(one.attempt) });
    await expect(http.request({ path: '/', policy: { attempts: 1 } })).rejects.toMatchObject({
      code: 'RK_UPSTREAM_UNAVAILABLE',
    });
    await expect(closed.request({ method: 'POST', path: '/', json: {} })).rejects.toThrow('ECONNREFUSED');
    expect(attempts).toEqual([1, 1, 2, 3]);
  });
});

describe('redirects', () => {
  it('to what the connector may not reach are refused, whatever the policy', async () => {
    for (const location of ['https://evil.example/', 'http://169.254.169.254/latest', 'file:///etc/passwd']) {
      handle = (_, response) => response.writeHead(302, { location }).end();
      await expect(client({ policy: { redirects: 3 } }).request({ path: '/' })).rejects.toMatchObject({
        code: 'RK_OUT_OF_REACH',
      });
    }
  });

  it('end at their number', async () => {
    handle = (_, response) => response.writeHead(302, { location: '/again' }).end();
    await expect(client({ policy: { redirects: 3 } }).request({ path: '/' })).rejects.toThrow('unexpected redirect');
    expect(requests.length).toBe(4);
  });

  it('take no credentials to another origin', async () => {
    handle = (request, response) =>
      request.url?.startsWith('/a?')
        ? response.writeHead(302, { location: `${other}/b` }).end()
        : json(response, 200, { ok: true });
    const auth = {
      headers: async () => ({ authorization: 'Bearer s3cret', 'x-api-key': 's3cret' }),
      query: async () => ({ key: 's3cret' }),
      refresh() {},
      secrets: () => ['s3cret'],
    };
    const answer = await client({ auth, headers: { cookie: 's3cret' }, policy: { redirects: 1 } }).request({
      path: '/a',
      headers: { 'x-mine': 's3cret' },
    });
    expect(answer.url).toBe(`${other}/b`);
    expect(requests[0]?.url).toContain('/a?key=s3cret');
    expect(JSON.stringify(requests[1])).not.toContain('s3cret');
  });

  it('that come back from another origin have no credentials any more', async () => {
    handle = (request, response) => {
      const to = { '/a': `${other}/b`, '/b': `${origin}/chosen-by-another` }[request.url ?? ''];
      return to ? response.writeHead(302, { location: to }).end() : json(response, 200, {});
    };
    const auth = { headers: async () => ({ authorization: 'Bearer s3cret' }), refresh() {}, secrets: () => [] };
    await client({ auth, policy: { redirects: 5 } }).request({ path: '/a' });
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer s3cret', undefined, undefined]);
  });

  it('carry a repeatable write with its body on at its own origin, and not to another', async () => {
    const bodies: string[] = [];
    let to = '/b';
    handle = (request, response) => {
      request.setEncoding('utf8').on('data', (text) => bodies.push(`${request.url} ${text}`));
      if (request.url === '/a') return response.writeHead(308, { location: to }).end();
      json(response, 200, {});
    };
    const write = { method: 'PUT', path: '/a', json: { n: 1 }, idempotencyKey: 'k1' } as const;
    await client({ policy: { redirects: 1 } }).request(write);
    expect(bodies).toEqual(['/a {"n":1}', '/b {"n":1}']);
    expect(requests[1]?.headers['idempotency-key']).toBe('k1');
    to = `${other}/b`;
    await expect(client({ policy: { redirects: 1 } }).request(write)).rejects.toThrow('unexpected redirect');
    expect(requests).toHaveLength(3);
  });

  it('do not carry a write to another place', async () => {
    handle = (_, response) => response.writeHead(307, { location: `${other}/b` }).end();
    await expect(client({ policy: { redirects: 3 } }).request({ method: 'POST', path: '/', json: {} })).rejects.toThrow(
      'unexpected redirect',
    );
    expect(requests.length).toBe(1);
  });
});

describe('limits', () => {
  const compressors = [
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    // the best quality takes seconds
    ['br', (data: Buffer | string) => brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })],
    ['zstd', zstdCompressSync],
  ] as const;

  it.each(compressors)(
    'a %s bomb is refused long before its end, with a length and without',
    async (encoding, pack) => {
      const bomb = pack(Buffer.alloc(24 * 1024 * 1024));
      const headers = { 'content-encoding': encoding, 'content-type': 'text/plain' };
      const traced: Exchange[] = [];
      const http = client({ onExchange: (one) => traced.push(one) });
      handle = (_, response) => response.writeHead(200, { ...headers, 'content-length': bomb.length }).end(bomb);
      await expect(http.request({ path: '/' })).rejects.toThrow('grows more than 100 times');
      handle = (_, response) => {
        response.writeHead(200, headers);
        const half = bomb.length >> 1;
        response.write(bomb.subarray(0, half), () => response.end(bomb.subarray(half)));
      };
      await expect(http.request({ path: '/' })).rejects.toThrow('grows more than 100 times');
      expect(traced.map(({ error, bytes }) => [error, bytes < 8 * 1024 * 1024])).toEqual([
        ['RK_TOO_LARGE', true],
        ['RK_TOO_LARGE', true],
      ]);
    },
  );

  it('a bomb behind honest data, or one that only begins, is refused too', async () => {
    const bomb = gzipSync(Buffer.concat([randomBytes(20_000), Buffer.alloc(24 * 1024 * 1024)]));
    handle = (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' });
      // never ended: what has come so far is enough
      response.write(bomb.subarray(0, bomb.length - 100));
    };
    await expect(client().request({ path: '/' })).rejects.toThrow('grows more than 100 times');
  });

  it.each(compressors)(
    'what %s shrinks well is no bomb, nor is a small answer of equal rows',
    async (encoding, pack) => {
      const rows = Array.from({ length: 60_000 }, (_, id) => ({ id, name: null, owner: null, closedAt: null }));
      handle = (_, response) => {
        response.writeHead(200, { 'content-encoding': encoding, 'content-type': 'application/json' });
        response.end(pack(JSON.stringify(rows)));
      };
      expect((await client().request({ path: '/' })).body).toHaveLength(60_000);
      handle = (_, response) => {
        response.writeHead(200, { 'content-encoding': encoding, 'content-type': 'text/plain' });
        response.end(pack('a'.repeat(1_000_000)));
      };
      expect((await client().request({ path: '/' })).body).toHaveLength(1_000_000);
    },
  );

  it('compressed data that goes on for ever and holds nothing ends at the limit of bytes', async () => {
    // a block that stores no bytes
    const nothing = Buffer.concat(Array.from({ length: 10_000 }, () => Buffer.from([0, 0, 0, 255, 255])));
    handle = (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' });
      response.write(gzipSync('').subarray(0, 10));
      const goOn = () => response.destroyed || response.write(nothing, goOn);
      goOn();
    };
    const traced: Exchange[] = [];
    const http = client({ maxBytes: 500_000, timeoutMs: 60_000, onExchange: (one) => traced.push(one) });
    await expect(http.request({ path: '/' })).rejects.toMatchObject({
      code: 'RK_TOO_LARGE',
      message: 'The answer is larger than 500000 bytes.',
    });
    expect(traced).toMatchObject([{ error: 'RK_TOO_LARGE', bytes: 0 }]);
  });

  it('the limit of bytes holds for compressed bodies too', async () => {
    const noise = gzipSync(randomBytes(200_000));
    handle = (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }).end(noise);
    await expect(client({ maxBytes: 100_000 }).request({ path: '/' })).rejects.toThrow('larger than 100000 bytes');
  });

  it('a body compressed twice is refused before it is read', async () => {
    const twice = gzipSync(gzipSync(Buffer.from('{}')));
    handle = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(twice);
    const traced: Exchange[] = [];
    const http = client({ onExchange: (one) => traced.push(one) });
    await expect(http.request({ path: '/' })).rejects.toThrow('compressed more than once');
    expect(traced).toMatchObject([{ error: 'RK_TOO_LARGE', bytes: 0 }]);
  });

  it('hold for a streamed body too, and a stream ends with its limit', async () => {
    handle = (_, response) => response.writeHead(200).end(Buffer.alloc(300_000));
    const into = async (chunks: AsyncIterable<Uint8Array>) => {
      let size = 0;
      for await (const chunk of chunks) size += chunk.length;
      return size;
    };
    expect((await client().request({ path: '/', into })).body).toBe(300_000);
    await expect(client({ maxBytes: 1000 }).request({ path: '/', into })).rejects.toMatchObject({
      code: 'RK_TOO_LARGE',
    });
    expect((await client().request({ path: '/', as: 'bytes' })).body).toEqual(new Uint8Array(300_000));
  });

  it('of time cover all attempts and waits', async () => {
    handle = (_, response) => json(response, 503, {});
    const started = Date.now();
    const policy = { attempts: 5000, totalMs: 120, wait: { kind: 'constant', ms: 30 } } as const;
    await expect(client({ policy }).request({ path: '/' })).rejects.toMatchObject({ code: 'RK_TIMEOUT' });
    expect(Date.now() - started).toBeLessThan(60_000);
  });

  it('of concurrency hold across the clients of a connector, failures included', async () => {
    let inside = 0;
    let most = 0;
    handle = (_, response) => {
      most = Math.max(most, ++inside);
      setTimeout(() => {
        inside--;
        json(response, requests.length % 3 === 0 ? 400 : 200, {});
      }, 5);
    };
    const clients = [client({ policy: { concurrency: 2 } }), client({ policy: { concurrency: 2 } })];
    const calls = Array.from({ length: 9 }, (_, n) => clients[n % 2]?.request({ path: '/' }));
    const results = await Promise.allSettled(calls);
    expect(results.length).toBe(9);
    expect(most).toBe(2);
  });
});

describe('a connector’s concurrency', () => {
  it('lets a call that holds the last place fetch its token', async () => {
    handle = (_, response) => json(response, 200, { token: 't1' });
    const policy = { concurrency: 1 };
    const tokens = client({ policy });
    const headers = async () => {
      const { body } = await tokens.request({ path: '/token', method: 'POST' });
      return { authorization: `Bearer ${(body as { token: string }).token}` };
    };
    const http = client({ policy, auth: { headers, refresh: () => {}, secrets: () => [] } });
    await Promise.all([http.request({ path: '/a' }), http.request({ path: '/b' })]);
    expect(requests.map(({ url }) => new URL(`http://${url}`).pathname)).toEqual(['/token', '/a', '/token', '/b']);
  });
});

describe('call rates', () => {
  it('are shared by the clients of a connection, and a long wait is reported', async () => {
    handle = (_, response) => json(response, 200, {});
    const policy = { rates: [{ kind: 'window', calls: 3, perMs: 3_600_000 }], maxWaitMs: 10 } as const;
    for (const http of [client({ policy }), client({ policy }), client({ policy })]) await http.request({ path: '/' });
    await expect(client({ policy }).request({ path: '/' })).rejects.toMatchObject({ code: 'RK_RATE_LIMITED' });
    expect(requests.length).toBe(3);
  });

  it('a vendor’s 429 holds everybody back', async () => {
    handle = (_, response) =>
      requests.length === 1 ? json(response, 429, {}, { 'retry-after': '0.2' }) : json(response, 200, {});
    const policy = { rates: [], rateStore: memoryRateStore() };
    const http = client({ policy });
    const started = Date.now();
    const first = http.request({ path: '/a' });
    while (requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await http.request({ path: '/b' });
    expect(Date.now() - started).toBeGreaterThan(190);
    await first;
  });
});

describe('a trace', () => {
  it('tells of each exchange and no secret, and its failure does not fail the call', async () => {
    const traced: Exchange[] = [];
    handle = (request, response) =>
      request.url?.startsWith('/bot') ? json(response, 200, { ok: 1 }) : json(response, 500, { echo: 's3cret-token' });
    const auth = {
      headers: async () => ({}),
      query: async () => ({ key: 's3cret-token' }),
      refresh() {},
      secrets: () => ['s3cret-token'],
    };
    const http = client({
      auth,
      policy: { shownQuery: ['limit'], attempts: 2, wait: NOW },
      classify: ({ status, body }) =>
        status === 500 ? { action: 'retry', reason: `it said ${JSON.stringify(body)}` } : undefined,
      onExchange(one) {
        traced.push(one);
        throw new TypeError('listener');
      },
    });
    await http.request({ path: '/bots3cret-token/x', query: { limit: 5, name: 'Jane' } });
    const error = await http.request({ path: '/y' }).catch((thrown) => thrown);
    expect(error.message).toBe('shop is not available: it said {"echo":"•••"}');
    expect(traced.map(({ ms: _, ...rest }) => rest)).toEqual([
      {
        connector: 'shop',
        method: 'GET',
        url: `${origin}/bot•••/x?limit=5&name=•••`,
        status: 200,
        bytes: 8,
        attempt: 1,
        hop: 0,
      },
      { connector: 'shop', method: 'GET', url: `${origin}/y`, status: 500, bytes: 23, attempt: 1, hop: 0 },
      { connector: 'shop', method: 'GET', url: `${origin}/y`, status: 500, bytes: 23, attempt: 2, hop: 0 },
    ]);
  });
});

describe('a request has otherwise what its connector says of', () => {
  const busy: Handle = (_, response) => json(response, 503, {});
  // each would end in another way with the policy of the connector
  const strict = {
    attempts: 1,
    wait: { kind: 'constant', ms: 60_000 },
    maxWaitMs: 1,
    timeoutMs: 60_000,
    totalMs: 600_000,
    redirects: 0,
    maxBytes: 10,
    maxRatio: 1.01,
    idempotencyHeader: 'x-one',
    rules: [{ status: 404, action: 'fail', error: 'RK_NOT_FOUND', reason: 'It' }],
  } as const;
  const ask = (policy: HttpPolicy, rest: Partial<HttpRequest> = {}) =>
    client({ policy: strict }).request({ path: '/', policy, ...rest });

  it('attempts and the wait between them', async () => {
    handle = busy;
    await expect(ask({ attempts: 3, wait: NOW, maxWaitMs: 1000 })).rejects.toThrow('HTTP 503');
    expect(requests).toHaveLength(3);
  });

  it('the longest wait', async () => {
    handle = (_, response) =>
      requests.length < 2 ? json(response, 429, {}, { 'retry-after': '0.05' }) : json(response, 200, 1);
    expect((await ask({ attempts: 2, maxWaitMs: 5000 })).body).toBe(1);
  });

  it('times', async () => {
    handle = () => {};
    await expect(ask({ timeoutMs: 40 })).rejects.toThrow('within 0.04 s');
    await expect(ask({ totalMs: 50 })).rejects.toThrow('within 0.05 s');
  });

  it('redirects, bytes and growth', async () => {
    handle = (request, response) => {
      if (request.url === '/') return response.writeHead(302, { location: '/b' }).end();
      const zeros = gzipSync(Buffer.alloc(2_000_000));
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }).end(zeros);
    };
    const { body } = await ask({ redirects: 1, maxBytes: 3_000_000, maxRatio: 10_000 });
    expect(String(body)).toHaveLength(2_000_000);
    await expect(ask({ redirects: 1, maxBytes: 3_000_000 })).rejects.toThrow('grows more than 1.01 times');
  });

  it('the header of its key, and what a response means', async () => {
    handle = (_, response) => json(response, 404, {});
    const rules = [{ status: 404, action: 'ignore', answer: 'none' }] as const;
    const { body } = await ask(
      { rules, idempotencyHeader: 'x-two', maxBytes: 100 },
      { method: 'POST', json: {}, idempotencyKey: 'k1' },
    );
    expect(body).toBe('none');
    expect([requests[0]?.headers['x-one'], requests[0]?.headers['x-two']]).toEqual([undefined, 'k1']);
  });
});

it('a policy’s undefined parts do not undo defaults', () => {
  expect(resolvePolicy({ attempts: 5 }, { attempts: undefined } as never)).toMatchObject({
    attempts: 5,
    maxWaitMs: 20_000,
  });
});
