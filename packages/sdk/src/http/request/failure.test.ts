import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpClient } from './client.ts';
import type { HttpOptions } from './types.ts';

let handle: (request: IncomingMessage, response: ServerResponse) => void;
let origin: string;
let asked: number;
const server = createServer((request, response) => {
  asked++;
  request.resume();
  handle(request, response);
});
beforeEach(async () => {
  asked = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});
const client = (options: Partial<HttpOptions> = {}) =>
  createHttpClient({ connector: 'shop', hosts: [], localOrigins: [origin] }, { baseUrl: origin, ...options });
const authOf = (headers: (signal: AbortSignal | undefined) => Promise<Record<string, string>>) => ({
  headers,
  refresh: () => {},
  secrets: () => [],
});

describe('what cannot be sent', () => {
  it.each(['Bearer a\u2019b', 'Bearer a\nb'])(
    '%j says that the credentials are wrong, not the network',
    async (key) => {
      const http = client({ auth: authOf(async () => ({ authorization: key })) });
      const error = await http.request({ path: '/' }).catch((thrown) => thrown);
      expect(error).toMatchObject({
        code: 'RK_NOT_CONNECTED',
        message:
          'shop is not connected: its credentials have a character that cannot be sent (header authorization), perhaps pasted along',
        fix: 'Run `rolekit connect shop`, then try again.',
      });
      expect(asked).toBe(0);
    },
  );

  it('as a header of the request is named', async () => {
    await expect(client().request({ path: '/', headers: { 'x-note': 'a\u2019b' } })).rejects.toMatchObject({
      code: 'RK_INVALID_REQUEST',
      message: 'The header x-note has a character that cannot be sent.',
    });
    expect(asked).toBe(0);
  });
});

it('credentials that take too long are a timeout, not a cancelled call', async () => {
  const slow = (signal: AbortSignal | undefined) =>
    client({ attempts: 1 })
      .request({ path: '/token', signal })
      .then(() => ({}));
  handle = () => {};
  const http = client({ auth: authOf(slow), attempts: 1, timeoutMs: 50 });
  await expect(http.request({ path: '/' })).rejects.toMatchObject({
    code: 'RK_TIMEOUT',
    message: 'shop did not answer within 0.05 s.',
  });
});

it('a time without end is no error', async () => {
  handle = (_, response) => response.end('ok');
  const policy = { timeoutMs: Number.POSITIVE_INFINITY, totalMs: Number.POSITIVE_INFINITY };
  expect((await client({ policy }).request({ path: '/' })).body).toBe('ok');
});

describe('a body', () => {
  it.each([
    ['text/csv; charset=iso-8859-1', Buffer.from([0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72]), 'M\u00fcller'],
    ['text/plain; charset=unheard-of', Buffer.from('M\u00fcller'), 'M\u00fcller'],
    ['Application/Problem+JSON; charset="utf-8"', Buffer.from('{"a":1}'), { a: 1 }],
    ['application/json', Buffer.from('\ufeff{"a":1}'), { a: 1 }],
  ])('of %s is read as what it is', async (type, bytes, body) => {
    handle = (_, response) => response.writeHead(200, { 'content-type': type }).end(bytes);
    expect((await client().request({ path: '/' })).body).toEqual(body);
  });
});

describe('what takes a body as a stream', () => {
  it('and fails by itself says so, and the vendor is not asked again', async () => {
    handle = (_, response) => response.end(Buffer.alloc(100_000));
    const full = Object.assign(new TypeError('no space left on device'), { code: 'ENOSPC' });
    const into = async (chunks: AsyncIterable<Uint8Array>) => {
      for await (const _ of chunks) throw full;
    };
    await expect(client().request({ path: '/', into })).rejects.toBe(full);
    expect(asked).toBe(1);
  });

  it('is given a whole new one when the vendor’s breaks off', async () => {
    handle = (_, response) => {
      if (asked > 1) return response.end('whole');
      response.writeHead(200, { 'content-length': '9' });
      response.write('bro', () => response.destroy());
    };
    const texts: string[] = [];
    const into = async (chunks: AsyncIterable<Uint8Array>) => {
      const at = texts.push('') - 1;
      for await (const chunk of chunks) texts[at] += Buffer.from(chunk).toString();
      return texts[at];
    };
    const policy = { wait: { kind: 'constant', ms: 1 } } as const;
    expect((await client({ policy }).request({ path: '/', into })).body).toBe('whole');
    expect(texts.at(-1)).toBe('whole');
    expect(asked).toBe(2);
  });

  it.each([
    ['nothing', async () => 'enough'],
    [
      'only a part',
      async (chunks: AsyncIterable<Uint8Array>) => {
        await chunks[Symbol.asyncIterator]().next();
        return 'enough';
      },
    ],
  ])('and reads %s of it ends it at the vendor', async (_, into) => {
    let isClosed = false;
    handle = (__, response) => {
      response.once('close', () => {
        isClosed = true;
      });
      response.writeHead(200).write(Buffer.alloc(100_000));
    };
    expect((await client().request({ path: '/', into })).body).toBe('enough');
    while (!isClosed) await new Promise((resolve) => setTimeout(resolve, 2));
  });
});

it('an absolute URL of another origin gets no credentials, only what the request itself names', async () => {
  const seen: IncomingMessage['headers'][] = [];
  handle = (request, response) => {
    seen.push(request.headers);
    response.end();
  };
  const auth = { ...authOf(async () => ({ authorization: 'Bearer s3cret' })), query: async () => ({ key: 's3cret' }) };
  const http = client({ baseUrl: 'https://api.shop.example', auth, headers: { 'x-client': 's3cret' } });
  await http.request({ path: `${origin}/signed?by=vendor`, headers: { 'x-part': '1' } });
  expect(JSON.stringify(seen)).not.toContain('s3cret');
  expect(seen[0]?.['x-part']).toBe('1');
});
