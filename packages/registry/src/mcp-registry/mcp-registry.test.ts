import { expect, test } from 'vitest';
import { testRegistry } from '../../test/start-registry.ts';

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, OPTIONS',
  'access-control-allow-headers': 'Authorization, Content-Type',
};
const ORIGIN = { origin: 'vscode-file://vscode-app' };
const path = (name: string, version: string) => `/v0.1/servers/${encodeURIComponent(name)}/versions/${version}`;

test('what is not there is answered as JSON, and every page may read that', async () => {
  const registry = await testRegistry();
  await registry.publish({ tools: [] });
  for (const missing of [
    path('com.example/none', 'latest'),
    path('dev.rolekit.acme/sales', 'latest'),
    '/v0.1/servers/dev.rolekit.acme%2Fsales/versions',
    '/v0.1/nothing',
    '/v0.1/servers?cursor=x',
    '/v0.1/servers?updated_since=soon',
  ]) {
    const answer = await registry.get(missing, ORIGIN);
    expect([missing, answer.statusCode]).toEqual([missing, missing.includes('?') ? 400 : 404]);
    expect(answer.json()).toEqual({ error: expect.any(String) });
    expect(answer.headers).toMatchObject(CORS);
  }
});

test('a preflight is answered for every page', async () => {
  const registry = await testRegistry();
  const answer = await registry.app.inject({
    method: 'OPTIONS',
    url: '/v0.1/servers',
    headers: { ...ORIGIN, 'access-control-request-method': 'GET' },
  });
  expect(answer.statusCode).toBe(204);
  expect(answer.headers).toMatchObject(CORS);
});

test('a plugin with connectors is a server that rolekit runs', async () => {
  const registry = await testRegistry({ publicUrl: 'https://plugins.example.com' });
  await registry.publish({
    displayName: 'Sales',
    description: `${'Long words. '.repeat(20)}`.trim(),
    config: [
      { name: 'token', title: 'Token', description: 'The token.', env: 'CRM_TOKEN', secret: true, required: true },
    ],
  });
  const answer = await registry.get(path('dev.rolekit.acme/sales', 'latest'), {
    host: 'plugins.example.com',
    ...ORIGIN,
  });
  expect(answer.headers).toMatchObject(CORS);
  const { server, _meta } = answer.json();
  expect(server).toMatchObject({
    name: 'dev.rolekit.acme/sales',
    title: 'Sales',
    version: '1.0.0',
    packages: [
      {
        registryType: 'npm',
        identifier: 'rolekit',
        runtimeHint: 'npx',
        transport: { type: 'stdio' },
        packageArguments: [
          { type: 'positional', value: 'run' },
          { type: 'positional', value: 'acme/sales@1.0.0' },
          { type: 'named', name: '--registry', value: 'https://plugins.example.com' },
        ],
        environmentVariables: [{ name: 'CRM_TOKEN', isSecret: true, isRequired: false }],
      },
    ],
  });
  expect(server.description.length).toBeLessThanOrEqual(100);
  expect(_meta['io.modelcontextprotocol.registry/official']).toMatchObject({
    status: 'active',
    isLatest: true,
    publishedAt: expect.stringMatching(/^2026-/),
  });
});

test('all versions are listed, page by page, and can be searched', async () => {
  const registry = await testRegistry();
  for (const version of ['1.0.0', '1.1.0', '2.0.0-beta.1']) await registry.publish({ version });
  await registry.publish({ name: 'banking' });
  const seen: string[] = [];
  let cursor = '';
  do {
    const { servers, metadata } = (await registry.get(`/v0.1/servers?limit=2${cursor}`)).json();
    expect(metadata.count).toBe(servers.length);
    seen.push(
      ...servers.map(({ server }: { server: { name: string; version: string } }) => `${server.name}@${server.version}`),
    );
    cursor = metadata.nextCursor === undefined ? '' : `&cursor=${encodeURIComponent(metadata.nextCursor)}`;
  } while (cursor !== '');
  expect(seen).toEqual([
    'dev.rolekit.acme/banking@1.0.0',
    'dev.rolekit.acme/sales@1.0.0',
    'dev.rolekit.acme/sales@1.1.0',
    'dev.rolekit.acme/sales@2.0.0-beta.1',
  ]);
  const versions = async (query: string) =>
    (await registry.get(`/v0.1/servers?${query}`))
      .json()
      .servers.map(({ server }: { server: { version: string } }) => server.version);
  expect(await versions('version=latest&search=SALES')).toEqual(['1.1.0']);
  expect(await versions('search=nothing')).toEqual([]);
  expect(await versions('updated_since=2030-01-01T00:00:00Z')).toEqual([]);
});

test('a deprecated version says why, and what to use', async () => {
  const registry = await testRegistry();
  await registry.publish();
  const payload = { message: 'Old.', replacement: 'acme/crm' };
  const headers = { authorization: `Bearer ${registry.token}` };
  await registry.app.inject({
    method: 'POST',
    url: '/v1/plugins/acme/sales/versions/1.0.0/deprecate',
    headers,
    payload,
  });
  const { _meta } = (await registry.get(path('dev.rolekit.acme/sales', '1.0.0'))).json();
  expect(_meta['io.modelcontextprotocol.registry/official']).toMatchObject({
    status: 'deprecated',
    statusMessage: 'Old. Use dev.rolekit.acme/crm instead.',
    isLatest: true,
  });
});

test('a yanked version is deprecated, with the reason', async () => {
  const registry = await testRegistry();
  await registry.publish();
  await registry.app.inject({
    method: 'POST',
    url: '/v1/plugins/acme/sales/versions/1.0.0/yank',
    headers: { authorization: `Bearer ${registry.token}` },
    payload: { reason: 'Loses data.' },
  });
  const { _meta } = (await registry.get(path('dev.rolekit.acme/sales', '1.0.0'))).json();
  expect(_meta['io.modelcontextprotocol.registry/official']).toMatchObject({
    status: 'deprecated',
    statusMessage: 'Loses data.',
    isLatest: false,
  });
});

test.each([['quarantine'], ['takedown']])(
  'a version that ended in %s is deleted: gone for who lists, told to who asks for changes or for deleted ones',
  async (verb) => {
    const registry = await testRegistry();
    await registry.publish({ version: '1.0.0', description: 'Of 1.0.0.' });
    await registry.publish({ version: '1.1.0' });
    const token = await registry.tokens.create({ name: 'ada', namespaces: ['acme'], scopes: ['manage'] });
    await registry.app.inject({
      method: 'POST',
      url: `/v1/plugins/acme/sales/versions/1.0.0/${verb}`,
      headers: { authorization: `Bearer ${token}` },
      payload: { reason: 'Sends data away.' },
    });
    const server = '/v0.1/servers/dev.rolekit.acme%2Fsales/versions';
    const list = async (url: string) =>
      (await registry.get(url)).json().servers.map((entry: Listed) => [entry.server.version, statusIn(entry)]);
    expect(await list('/v0.1/servers')).toEqual([['1.1.0', 'active']]);
    expect(await list(server)).toEqual([['1.1.0', 'active']]);
    expect((await registry.get(`${server}/1.0.0`)).statusCode).toBe(404);
    const both = [
      ['1.0.0', 'deleted'],
      ['1.1.0', 'active'],
    ];
    expect(await list('/v0.1/servers?include_deleted=true')).toEqual(both);
    expect(await list('/v0.1/servers?version=latest&include_deleted=true')).toEqual([['1.1.0', 'active']]);
    expect(await list(`${server}?include_deleted=true`)).toEqual([...both].reverse());
    const told = await registry.get(`${server}/1.0.0?include_deleted=true`);
    const { statusChangedAt } = told.json()._meta['io.modelcontextprotocol.registry/official'];
    expect(await list(`/v0.1/servers?updated_since=${statusChangedAt}`)).toEqual([['1.0.0', 'deleted']]);
    expect(told.json()).toEqual({
      server: {
        $schema: expect.any(String),
        name: 'dev.rolekit.acme/sales',
        description: 'This version is not served any more.',
        version: '1.0.0',
      },
      _meta: {
        'io.modelcontextprotocol.registry/official': {
          status: 'deleted',
          statusMessage: 'Sends data away.',
          statusChangedAt: expect.any(String),
          publishedAt: expect.any(String),
          updatedAt: expect.any(String),
          isLatest: false,
        },
      },
    });
    expect((await registry.get(`${server}/9.9.9?include_deleted=true`)).statusCode).toBe(404);
  },
);

interface Listed {
  server: { version: string };
  _meta: Record<string, { status: string }>;
}
const statusIn = ({ _meta }: Listed) => _meta['io.modelcontextprotocol.registry/official']?.status;
