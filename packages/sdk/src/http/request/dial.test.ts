import { createServer as createProxy, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { selfSigned } from './certificate.fixture.ts';
import { createHttpClient } from './client.ts';
import { createDialer } from './dial.ts';
import { tunnelThrough } from './proxy.ts';
import type { HttpBinding } from './types.ts';

const HOST = 'api.shop.example';
let key: string;
let cert: string;
beforeAll(() => {
  ({ key, cert } = selfSigned(HOST));
});

const open: { close(): void; closeAllConnections?(): void }[] = [];
afterEach(() => {
  for (const item of open.splice(0)) {
    item.closeAllConnections?.();
    item.close();
  }
});
async function listen(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const seen = { connections: 0, resolved: 0, tunnels: [] as string[], credentials: [] as (string | undefined)[] };
let port: number;
let answer: (response: ServerResponse) => void;
beforeEach(async () => {
  Object.assign(seen, { connections: 0, resolved: 0, tunnels: [], credentials: [] });
  const server = createServer({ key, cert }, (_, response) => answer(response));
  answer = (response) => response.end('hello');
  server.on('connection', () => {
    seen.connections++;
  });
  port = await listen(server);
});

const binding = (rest: Partial<HttpBinding>): HttpBinding => ({
  connector: 'shop',
  hosts: [HOST],
  localOrigins: [],
  ...rest,
});
const get = (rest: Partial<HttpBinding>, baseUrl = `https://${HOST}:${port}`) =>
  createHttpClient(binding(rest), { baseUrl, attempts: 1, timeoutMs: 5000 }).request({ path: '/' });

/** A name server that answers each question with the next of these lists. */
const resolver = (...answers: string[][]) =>
  ((_name: string, _options: unknown, callback: (error: null, all: { address: string; family: number }[]) => void) => {
    const addresses = answers[Math.min(seen.resolved++, answers.length - 1)] ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as never;

describe('a name', () => {
  it.each([
    [['127.0.0.1']],
    [['93.184.216.34', '10.0.0.8']],
    [['::ffff:127.0.0.1']],
    [['64:ff9b::a9fe:a9fe']],
    [['64:ff9b:1::a00:1']],
    [['2001:0:5ef5:79fb::1']],
    [['fe80::1%eth0']],
    [['fd00::1']],
    [[]],
  ])('that resolves to %j when it is dialled gets no connection', async (addresses) => {
    await expect(get({ dial: createDialer({}, resolver(addresses)) })).rejects.toMatchObject({
      code: 'RK_OUT_OF_REACH',
      message: 'shop may not reach that: api.shop.example is a private address',
    });
    expect(seen).toMatchObject({ connections: 0, resolved: 1 });
  });

  it('is resolved once for each connection: there is no second answer to slip in', async () => {
    const dial = createDialer({ extraCa: cert }, resolver(['127.0.0.1'], ['127.0.0.1']));
    await expect(get({ dial })).rejects.toThrow('private address');
    await expect(get({ dial })).rejects.toThrow('private address');
    expect(seen).toMatchObject({ connections: 0, resolved: 2 });
  });
});

it('an origin in the own network that is named is dialled without a proxy, and trusts what the user trusts', async () => {
  const localOrigins = [`https://${HOST}:${port}`];
  const network = { proxy: 'http://127.0.0.1:1', extraCa: cert };
  expect((await get({ localOrigins, dial: createDialer(network, resolver(['127.0.0.1'])) })).body).toBe('hello');
  const other = createDialer({ extraCa: selfSigned(HOST).cert }, resolver(['127.0.0.1']));
  await expect(get({ localOrigins, dial: other })).rejects.toThrow('CERT');
});

describe('a proxy', () => {
  const proxy = async (status = 200) => {
    const server = createProxy();
    server.on('connect', (request, client) => {
      seen.tunnels.push(request.url ?? '');
      seen.credentials.push(request.headers['proxy-authorization']);
      if (status !== 200) return client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      const upstream = connect(port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      for (const socket of [upstream, client]) socket.on('error', () => {});
    });
    return listen(server);
  };

  it('that refuses is named as the cause, without its password', async () => {
    const network = { proxy: `http://jo:pass-word@127.0.0.1:${await proxy(407)}` };
    const error = await get({ network }).catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: 'RK_UPSTREAM_UNAVAILABLE',
      message: expect.stringContaining('proxy: HTTP 407'),
    });
    expect(JSON.stringify(error) + error.message).not.toContain('pass-word');
  });

  it('that is not there is named too', async () => {
    await expect(get({ network: { proxy: 'http://127.0.0.1:1' } })).rejects.toMatchObject({
      message: expect.stringContaining('proxy: ECONNREFUSED'),
      fix: 'Check `proxy` in ~/.rolekit/network.json, then try again.',
      // not even a write is left in doubt
      data: { notSent: true },
    });
  });

  it('that says nothing, or opens a way to what says nothing, is not waited for', async () => {
    const held: Socket[] = [];
    const mute = await listen(createTcpServer((socket) => held.push(socket.on('error', () => {}))));
    const to = { hostname: HOST, port: '443' };
    const failureOf = (port: number) =>
      new Promise((resolve) => {
        tunnelThrough(new URL(`http://127.0.0.1:${port}`), undefined, 60)(to, (error) => resolve(error));
      });
    expect(await failureOf(mute)).toMatchObject({ code: 'proxy: TIMEOUT' });
    port = mute;
    expect(await failureOf(await proxy())).toMatchObject({ code: 'proxy: TIMEOUT of the handshake through it' });
    for (const socket of held) socket.destroy();
  });

  it('that answers with a page in the place of a tunnel is no connection', async () => {
    const web = createProxy().on('connect', (_, client) => {
      client.end('HTTP/1.1 200 OK\r\n\r\n<h1>Welcome</h1>');
    });
    await expect(get({ network: { proxy: `http://127.0.0.1:${await listen(web)}` } })).rejects.toMatchObject({
      code: 'RK_UPSTREAM_UNAVAILABLE',
    });
  });

  it('dials for us, while the certificate is still checked here', async () => {
    const at = `http://jo:pass%20word@127.0.0.1:${await proxy()}`;
    await expect(get({ network: { proxy: at } }, `https://${HOST}`)).rejects.toMatchObject({
      message: expect.stringContaining('SELF_SIGNED_CERT'),
      fix: expect.stringContaining('name its certificate as `extraCa` in ~/.rolekit/network.json'),
      data: { notSent: true },
    });
    expect((await get({ network: { proxy: at, extraCa: cert } }, `https://${HOST}`)).body).toBe('hello');
    expect(seen.tunnels).toEqual([`${HOST}:443`, `${HOST}:443`]);
    expect(seen.credentials[0]).toBe(`Basic ${Buffer.from('jo:pass word').toString('base64')}`);
  });

  it('may itself be asked over TLS, and is trusted as the vendor is', async () => {
    const own = selfSigned('localhost');
    const server = createServer(own);
    server.on('connect', (_, client) => {
      const upstream = connect(port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      for (const socket of [upstream, client]) socket.on('error', () => {});
    });
    const at = `https://localhost:${await listen(server)}`;
    const trusted = { proxy: at, extraCa: `${cert}\n${own.cert}` };
    expect((await get({ network: trusted }, `https://${HOST}`)).body).toBe('hello');
    await expect(get({ network: { proxy: at, extraCa: cert } }, `https://${HOST}`)).rejects.toThrow('proxy: ');
  });

  it('and TLS hide no bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(24 * 1024 * 1024));
    answer = (response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' });
      response.write(bomb.subarray(0, 9000), () => response.end(bomb.subarray(9000)));
    };
    const network = { proxy: `http://127.0.0.1:${await proxy()}`, extraCa: cert };
    await expect(get({ network }, `https://${HOST}`)).rejects.toThrow('grows more than 100 times');
  });

  it('is not asked for a host that was not declared, nor for a private address', async () => {
    const network = { proxy: `http://127.0.0.1:${await proxy()}` };
    await expect(get({ network }, 'https://evil.example')).rejects.toMatchObject({ code: 'RK_OUT_OF_REACH' });
    await expect(get({ network, hosts: ['10.0.0.1'] }, 'https://10.0.0.1')).rejects.toThrow('private address');
    expect(seen.tunnels).toEqual([]);
  });

  it('is left out for the hosts named, which are then checked when dialled', async () => {
    const network = { proxy: `http://127.0.0.1:${await proxy()}`, noProxy: ['*.shop.example'] };
    await expect(get({ dial: createDialer(network, resolver(['127.0.0.1'])) })).rejects.toThrow('private address');
    expect(seen.tunnels).toEqual([]);
  });
});
