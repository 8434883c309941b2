import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { parsePluginAddress } from './address.ts';
import { createRegistryClient } from './client.ts';

const ID = { namespace: 'acme', name: 'sales' };

function answering(status: number, body: unknown, seen: Request[] = []): typeof fetch {
  return async (input, init) => {
    seen.push(new Request(input, init));
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  };
}

/** A port that was free a moment ago. */
function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

test('an address with credentials in it is refused', () => {
  expect(() => createRegistryClient({ url: 'http://me:secret@127.0.0.1' })).toThrow('is not the address of a registry');
});

test.each([
  ['http://me:secret@127.0.0.1', 'http://…@127.0.0.1'],
  ['https://me:sec/ret@plugins.example.com', 'https://…@plugins.example.com'],
  ['https://me:secret@x@plugins.example.com', 'https://…@plugins.example.com'],
  ['HTTPS://secret@plugins.example.com', 'HTTPS://…@plugins.example.com'],
  ['me:secret@plugins.example.com', '…@plugins.example.com'],
  ['plugins.example.com', 'plugins.example.com'],
])('the address %j is refused without its credentials', (url, shown) => {
  expect(() => createRegistryClient({ url })).toThrow(`\`${shown}\` is not the address of a registry.`);
});

test('says of a version that it is deprecated, and takes it back', async () => {
  const seen: Request[] = [];
  const digest = `sha256:${'a'.repeat(64)}`;
  const row = { version: '1.0.0', digest, publishedAt: '', prerelease: false, yanked: null, waiver: null };
  const client = createRegistryClient({ url: 'http://127.0.0.1', fetch: answering(200, row, seen) });
  const before = { yankedBy: null, yankedAt: null, deprecated: null };
  expect(await client.deprecate(ID, '1.0.0', { message: 'Old.', replacement: 'acme/crm' })).toMatchObject(before);
  await client.deprecate(ID, '1.0.0', null);
  expect(seen.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual([
    'POST /v1/plugins/acme/sales/versions/1.0.0/deprecate',
    'POST /v1/plugins/acme/sales/versions/1.0.0/undeprecate',
  ]);
  expect(await seen[0]?.json()).toEqual({ message: 'Old.', replacement: 'acme/crm' });
});

test('a registry that is not there is unreachable, with the reason', async () => {
  const url = `http://127.0.0.1:${await closedPort()}`;
  const client = createRegistryClient({ url });
  const error = await client.search().catch((cause: unknown) => cause);
  expect(error).toHaveProperty('code', 'RK_UNREACHABLE');
  expect(error).toHaveProperty('message', `${url} cannot be reached: ECONNREFUSED`);
});

test('a refusal carries the status and the findings of the registry', async () => {
  const findings = [
    { code: 'manifest/version', severity: 'error', message: 'no', file: 'plugin.json', line: 3, column: 5 },
  ];
  const body = { error: { code: 'RK_FINDINGS', message: '1 problem', fix: 'Fix it.', findings } };
  const client = createRegistryClient({ url: 'http://registry', fetch: answering(422, body) });
  await expect(client.publish(ID, new Uint8Array())).rejects.toMatchObject({
    code: 'RK_REGISTRY',
    message: 'The registry answered 422: 1 problem',
    fix: 'Fix it.',
    data: { status: 422, registryCode: 'RK_FINDINGS', findings },
  });
});

test('an answer of something else than a registry is said to be that', async () => {
  const client = createRegistryClient({ url: 'http://registry', fetch: answering(200, '<html>') });
  await expect(client.plugin(ID)).rejects.toMatchObject({
    message: 'The registry answered 200: it sent an answer that is not of this API',
  });
});

test('an answer over the limit is refused before it is read whole', async () => {
  const endless: typeof fetch = async () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          controller.enqueue(new Uint8Array(1024 * 1024));
        },
      }),
    );
  const client = createRegistryClient({ url: 'http://registry', fetch: endless });
  await expect(client.search()).rejects.toThrow('more than 16777216 bytes');
});

test('the token is sent as a bearer token and redirects are not followed', async () => {
  const seen: Request[] = [];
  const client = createRegistryClient({
    url: 'http://registry/',
    token: 'rkt_secret',
    fetch: answering(200, { plugins: [], next: null }, seen),
  });
  await client.search({ text: 'forecast', role: 'sales' });
  expect(seen[0]?.url).toBe('http://registry/v1/plugins?q=forecast&role=sales');
  expect(seen[0]?.headers.get('authorization')).toBe('Bearer rkt_secret');
  expect(seen[0]?.redirect).toBe('manual');
});

test.each(['sales', 'acme/Sales', 'acme/sales@', 'acme/sales@1.0', 'a/b/c', 'acme/sales@1.0.0@beta', '../x'])(
  '`%s` names no plugin',
  (text) => {
    expect(() => parsePluginAddress(text)).toThrow(`\`${text}\` does not name a plugin.`);
  },
);

test('a plugin is named by namespace and name, a version or a channel', () => {
  expect(parsePluginAddress('acme/sales')).toEqual({ namespace: 'acme', name: 'sales', selector: 'latest' });
  expect(parsePluginAddress('acme/sales@1.2.0-beta.1')).toEqual({
    namespace: 'acme',
    name: 'sales',
    selector: '1.2.0-beta.1',
  });
  expect(parsePluginAddress('acme/sales@client-x')).toEqual({ namespace: 'acme', name: 'sales', selector: 'client-x' });
});
