import { createHash } from 'node:crypto';
import { SCHEMAS } from '@rolekit/sdk/wire';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { packPlugin, skillText } from '../../test/pack-plugin.ts';
import { type TestRegistry, testRegistry } from '../../test/start-registry.ts';
import { verifyChain } from '../store/events.ts';

const base = '/v1/plugins/acme/sales';
const write = (registry: TestRegistry, method: 'PUT' | 'DELETE' | 'POST', url: string, payload?: object) =>
  registry.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${registry.token}` },
    ...(payload === undefined ? {} : { payload }),
  });

describe('what is refused', () => {
  test('what an empty registry does not have', async () => {
    const registry = await testRegistry();
    for (const [path, code] of [
      ['/v1/plugins/acme/sales', 'RK_PLUGIN_UNKNOWN'],
      ['/v1/plugins/acme/sales/versions', 'RK_PLUGIN_UNKNOWN'],
      ['/v1/plugins/acme/sales/versions/1.0.0', 'RK_PLUGIN_UNKNOWN'],
      ['/v1/plugins/acme/sales/versions/1.0.0/archive', 'RK_PLUGIN_UNKNOWN'],
      ['/v1/nothing', 'RK_ROUTE_UNKNOWN'],
    ] as const) {
      const answer = await registry.get(path);
      expect([path, answer.statusCode, answer.json().error.code, answer.headers['cache-control']]).toEqual([
        path,
        404,
        code,
        'no-store',
      ]);
      expect(SCHEMAS.ErrorBody.parse(answer.json())).toEqual(answer.json());
    }
  });

  test('a version, skill or channel that is not there, with what is', async () => {
    const registry = await testRegistry();
    await registry.publish();
    expect((await registry.get(`${base}/versions/9.9.9`)).json().error).toEqual({
      code: 'RK_VERSION_UNKNOWN',
      message: 'acme/sales has no version or channel 9.9.9.',
      fix: 'It has latest (1.0.0), 1.0.0.',
    });
    expect((await registry.get(`${base}/versions/1.0.0/skills/none`)).json().error.fix).toBe('It has review-forecast.');
    expect((await write(registry, 'DELETE', `${base}/channels/beta`)).json().error.code).toBe('RK_CHANNEL_UNKNOWN');
    expect((await registry.get('/v1/plugins/zeta/sales')).json().error.fix).toBe('Did you mean acme/sales?');
  });

  test('a query that makes no sense', async () => {
    const registry = await testRegistry();
    for (const [path, code] of [
      ['/v1/plugins?limit=0', 'RK_REQUEST_INVALID'],
      ['/v1/plugins?limit=many', 'RK_REQUEST_INVALID'],
      ['/v1/plugins?cursor=abc', 'RK_CURSOR_INVALID'],
      ['/v1/plugins?q=a', 'RK_QUERY_SHORT'],
      ['/v1/changes?since=-1', 'RK_REQUEST_INVALID'],
    ] as const) {
      const answer = await registry.get(path);
      expect([path, answer.statusCode, answer.json().error.code]).toEqual([path, 400, code]);
    }
  });

  test('every change without a token', async () => {
    const registry = await testRegistry();
    await registry.publish();
    for (const [method, path] of [
      ['PUT', '/channels/beta'],
      ['DELETE', '/channels/beta'],
      ['POST', '/versions/1.0.0/yank'],
      ['POST', '/versions/1.0.0/unyank'],
      ['POST', '/versions/1.0.0/deprecate'],
      ['POST', '/versions/1.0.0/undeprecate'],
    ] as const) {
      const answer = await registry.app.inject({
        method,
        url: `${base}${path}`,
        payload: { version: '1.0.0', reason: 'x' },
      });
      expect([path, answer.statusCode]).toEqual([path, 401]);
    }
  });

  test('a yank without a reason and a body that is not JSON', async () => {
    const registry = await testRegistry();
    await registry.publish();
    expect((await write(registry, 'POST', `${base}/versions/1.0.0/yank`, {})).json().error.code).toBe(
      'RK_REQUEST_INVALID',
    );
    const broken = await registry.app.inject({
      method: 'PUT',
      url: `${base}/channels/beta`,
      headers: { authorization: `Bearer ${registry.token}`, 'content-type': 'application/json' },
      payload: '{',
    });
    expect([broken.statusCode, broken.json().error.code]).toEqual([400, 'RK_REQUEST_INVALID']);
  });
});

describe('what is answered', () => {
  test('is what the schemas say, and nothing else', async () => {
    const registry = await testRegistry();
    await registry.publish({ displayName: 'Sales' }, { channel: 'beta' });
    const result = await registry.publish({
      version: '1.1.0',
      tools: [{ name: 'crm_query', description: 'Other words.' }],
    });
    const strict = (schema: z.ZodObject) => schema.strict();
    expect(strict(SCHEMAS.PublishResult).parse(result)).toEqual(result);
    for (const [path, schema] of [
      ['/v1/plugins', SCHEMAS.PluginList],
      [base, SCHEMAS.PluginDetail],
      [`${base}/versions`, SCHEMAS.VersionList],
      [`${base}/versions/1.1.0`, SCHEMAS.VersionDetail],
      [`${base}/versions/1.1.0/attestations`, SCHEMAS.AttestationList],
      [`${base}/versions/1.1.0/lineage`, SCHEMAS.Lineage],
      ['/v1/keys', SCHEMAS.RegistryKeys],
      ['/v1/changes', SCHEMAS.ChangeList],
    ] as const) {
      const body = (await registry.get(path)).json();
      expect(strict(schema).parse(body)).toEqual(body);
    }
    expect((await registry.get(base)).json()).toMatchObject({
      id: 'acme/sales',
      displayName: 'sales',
      latest: '1.1.0',
      connectors: ['crm'],
      skills: 1,
      tools: 1,
      access: 'read',
      channels: [{ channel: 'beta', version: '1.0.0' }],
      versions: [{ version: '1.1.0' }, { version: '1.0.0' }],
    });
    expect((await registry.get(`${base}/versions/latest`)).json()).toMatchObject({
      version: '1.1.0',
      channels: ['latest'],
      hosts: ['crm.example'],
      folders: [],
      surface: { comparedWith: '1.0.0', level: 'patch', instructionsChanged: true },
    });
  });

  test('is not sent again to who has it, until something is published', async () => {
    const registry = await testRegistry();
    await registry.publish();
    for (const path of [
      '/v1/plugins',
      base,
      `${base}/versions/1.0.0`,
      '/v1/changes',
      '/',
      '/acme/sales',
      '/marketplace.json',
    ]) {
      const first = await registry.get(path);
      const etag = String(first.headers.etag);
      expect([path, etag]).toEqual([path, expect.stringMatching(/^"[\w-]{32}"$/)]);
      const second = await registry.get(path, { 'if-none-match': `"other", W/${etag}` });
      expect([path, second.statusCode, second.body]).toEqual([path, 304, '']);
    }
    const before = String((await registry.get(base)).headers.etag);
    await registry.publish({ version: '1.0.1' });
    const after = await registry.get(base, { 'if-none-match': before });
    expect([after.statusCode, after.json().latest]).toEqual([200, '1.0.1']);
  });

  test('to HEAD is the same without a body', async () => {
    const registry = await testRegistry();
    const plugin = await packPlugin();
    await registry.send(plugin);
    for (const path of ['/v1/plugins', base, `${base}/versions/1.0.0/archive`]) {
      const get = await registry.get(path);
      const head = await registry.app.inject({ method: 'HEAD', url: path });
      expect([path, head.statusCode, head.body]).toEqual([path, 200, '']);
      expect([path, head.headers.etag, head.headers['content-length']]).toEqual([
        path,
        get.headers.etag,
        String(get.rawPayload.length),
      ]);
    }
  });

  test('for an archive is the uploaded bytes, for ever', async () => {
    const registry = await testRegistry();
    const plugin = await packPlugin();
    await registry.send(plugin);
    const detail = (await registry.get(`${base}/versions/1.0.0`)).json();
    const answer = await registry.get(detail.archive.path);
    expect(`sha256:${createHash('sha256').update(answer.rawPayload).digest('hex')}`).toBe(detail.archive.sha256);
    expect(answer.headers).toMatchObject({
      etag: `"${detail.archive.sha256}"`,
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'application/gzip',
      'content-disposition': 'attachment; filename="acme-sales-1.0.0.tgz"',
      'x-rolekit-digest': plugin.digest,
    });
    expect(
      (await registry.get(detail.archive.path, { 'if-none-match': `"${detail.archive.sha256}"` })).statusCode,
    ).toBe(304);
    expect((await registry.get(`${base}/versions/latest/archive`)).headers['cache-control']).toBe('no-cache');
  });

  test('for a skill and for the tools is what the archive holds', async () => {
    const registry = await testRegistry();
    await registry.publish();
    const skill = await registry.get(`${base}/versions/1.0.0/skills/review-forecast`);
    expect([skill.headers['content-type'], skill.body]).toEqual([
      'text/markdown; charset=utf-8',
      skillText('review-forecast', 'Review the forecast of a quarter.'),
    ]);
    const tools = (await registry.get(`${base}/versions/1.0.0/tools`)).json();
    expect(tools.connectors[0].tools[0]).toMatchObject({
      access: 'read',
      definition: { name: 'crm_query', inputSchema: { required: ['soql'] } },
    });
  });

  test('to a search is ranked, filtered and paged', async () => {
    const registry = await testRegistry();
    for (const name of ['forecast', 'other', 'third'])
      await registry.publish({ name, role: name === 'third' ? 'banking' : 'sales' });
    const names = async (query: string) =>
      (await registry.get(`/v1/plugins?${query}`)).json().plugins.map((row: { name: string }) => row.name);
    expect(await names('q=forecast')).toEqual(['forecast', 'other', 'third']);
    expect(await names('q=forecast&role=banking')).toEqual(['third']);
    expect(await names('namespace=zeta')).toEqual([]);
    expect(await names('connector=crm&limit=1')).toEqual(['forecast']);
    const first = (await registry.get('/v1/plugins?limit=2')).json();
    expect((await registry.get(`/v1/plugins?limit=2&cursor=${first.next}`)).json()).toMatchObject({
      plugins: [{ name: 'third' }],
      next: null,
    });
  });
});

describe('channels and yanks', () => {
  test('move, show and go away', async () => {
    const registry = await testRegistry();
    await registry.publish();
    await registry.publish({ version: '1.0.1' });
    const put = await write(registry, 'PUT', `${base}/channels/client-x`, { version: '1.0.0' });
    expect([put.statusCode, put.json()]).toEqual([200, { channel: 'client-x', version: '1.0.0' }]);
    expect((await registry.get(`${base}/versions/client-x`)).json()).toMatchObject({
      version: '1.0.0',
      channels: ['client-x'],
    });
    expect((await write(registry, 'PUT', `${base}/channels/latest`, { version: '1.0.0' })).statusCode).toBe(422);
    expect((await write(registry, 'PUT', `${base}/channels/client-x`, { version: '3.0.0' })).statusCode).toBe(404);
    expect((await write(registry, 'DELETE', `${base}/channels/client-x`)).statusCode).toBe(204);
    expect((await registry.get(`${base}/versions/client-x`)).statusCode).toBe(404);
  });

  test('take a version from the latest, and keep it readable', async () => {
    const registry = await testRegistry();
    await registry.publish();
    await registry.publish({ version: '1.0.1' });
    const yanked = await write(registry, 'POST', `${base}/versions/1.0.1/yank`, { reason: 'Wrong numbers.' });
    expect(yanked.json()).toMatchObject({ version: '1.0.1', yanked: 'Wrong numbers.' });
    expect((await registry.get(base)).json().latest).toBe('1.0.0');
    expect((await registry.get(`${base}/versions/1.0.1/archive`)).statusCode).toBe(200);
    expect((await write(registry, 'POST', `${base}/versions/1.0.1/unyank`)).json().yanked).toBeNull();
    expect((await registry.get(base)).json().latest).toBe('1.0.1');
  });
});

describe('deprecations', () => {
  test.each([
    ['without a message', {}],
    ['with an empty message', { message: '' }],
    ['with a blank message', { message: '  ' }],
    ['with a message that is too long', { message: 'x'.repeat(501) }],
    ['with a message that turns the text around', { message: 'Use \u202egnihton' }],
    ['with a message that moves a terminal', { message: 'Old.\u001b[2J' }],
    ['with a replacement that is no plugin', { message: 'Old.', replacement: 'crm' }],
  ])('are refused %s', async (_what, body) => {
    const registry = await testRegistry();
    await registry.publish();
    const answer = await write(registry, 'POST', `${base}/versions/1.0.0/deprecate`, body);
    expect(answer.statusCode).toBe(400);
    expect((await registry.get(`${base}/versions/1.0.0`)).json().deprecated).toBeNull();
  });

  test('say message, token, time and replacement in every list, and on the page', async () => {
    const registry = await testRegistry();
    await registry.publish();
    await registry.publish({ version: '1.0.1' });
    const body = { message: 'Use the new <one>.', replacement: 'acme/crm' };
    const answer = await write(registry, 'POST', `${base}/versions/1.0.1/deprecate`, body);
    const deprecated = { ...body, by: 'test', at: expect.stringMatching(/^20.*Z$/) };
    expect(answer.json()).toMatchObject({ version: '1.0.1', yanked: null, yankedBy: null, yankedAt: null, deprecated });
    await write(registry, 'POST', `${base}/versions/1.0.0/yank`, { reason: 'Loses data.' });
    const { latest, versions } = (await registry.get(base)).json();
    expect([latest, versions]).toMatchObject([
      '1.0.1',
      [{ deprecated }, { deprecated: null, yanked: 'Loses data.', yankedBy: 'test', yankedAt: expect.any(String) }],
    ]);
    const page = (await registry.get('/acme/sales')).body;
    expect(page).toMatch(
      /deprecated:<\/strong> Use the new &lt;one&gt;\. Use <a href="\/acme\/crm">.* By test\. <time/,
    );
    const old = (await registry.get('/acme/sales?version=1.0.0')).body;
    expect(old).toMatch(/yanked:<\/strong> Loses data\. By test\. <time datetime="20/);
    expect((await write(registry, 'POST', `${base}/versions/1.0.1/undeprecate`)).json().deprecated).toBeNull();
  });
});

describe('the change feed', () => {
  test('is a chain of everything that happened', async () => {
    const registry = await testRegistry();
    await registry.publish({}, { channel: 'beta' });
    await write(registry, 'POST', `${base}/versions/1.0.0/yank`, { reason: 'No.' });
    const { events, next } = (await registry.get('/v1/changes')).json();
    expect(events.map(({ type }: { type: string }) => type)).toEqual(['publish', 'channel', 'yank']);
    expect(next).toBe(3);
    verifyChain(events);
    expect((await registry.get('/v1/changes?since=1&limit=1')).json()).toMatchObject({ events: [{ seq: 2 }], next: 2 });
    expect((await registry.get('/v1/changes?since=3')).json()).toEqual({ events: [], next: 3 });
  });

  test('catches up, then follows as it happens, and ends with the registry', async () => {
    const registry = await testRegistry();
    await registry.listen();
    await registry.publish();
    const answer = await fetch(`${registry.url}/v1/changes`, { headers: { accept: 'text/event-stream' } });
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const reader = (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    const until = async (text: string) => {
      while (!seen.includes(text)) seen += (await reader.read()).value ?? '';
    };
    await until('id: 1\nevent: publish\n');
    await registry.publish({ version: '1.0.1' });
    await until('id: 2\nevent: publish\n');
    await registry.close();
    expect((await reader.read()).done).toBe(true);
  });

  test('goes on after the event that a reader saw last', async () => {
    const registry = await testRegistry();
    await registry.listen();
    for (const version of ['1.0.0', '1.0.1', '1.0.2']) await registry.publish({ version });
    const answer = await fetch(`${registry.url}/v1/changes`, {
      headers: { accept: 'text/event-stream', 'last-event-id': '2' },
    });
    const reader = (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    while (!seen.includes('event: publish')) seen += (await reader.read()).value ?? '';
    expect(seen).toContain('id: 3\n');
    expect(seen).not.toContain('id: 2\n');
    await reader.cancel();
  });
});

test('the OpenAPI document has every route of /v1, each with its answers', async () => {
  const registry = await testRegistry();
  const document = (await registry.get('/v1/openapi.json')).json();
  expect(document.openapi).toBe('3.1.0');
  const routes = Object.entries<Record<string, { responses: Record<string, unknown>; summary?: string }>>(
    document.paths,
  ).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => ({ id: `${method.toUpperCase()} ${path}`, route })),
  );
  const plugin = '/v1/plugins/{namespace}/{name}';
  expect(
    routes
      .map(({ id }) => id)
      .filter((id) => !id.startsWith('HEAD'))
      .sort(),
  ).toEqual(
    [
      'GET /v1/changes',
      'GET /v1/namespaces/{namespace}',
      'PUT /v1/namespaces/{namespace}',
      'GET /v1/namespaces/{namespace}/members',
      'PUT /v1/namespaces/{namespace}/members/{kind}/{subject}',
      'DELETE /v1/namespaces/{namespace}/members/{kind}/{subject}',
      'GET /v1/approvals',
      'GET /v1/audit',
      'GET /v1/audit/checkpoints',
      'POST /v1/audit/checkpoints',
      'GET /v1/audit/consistency',
      'POST /v1/audit/reports',
      'GET /v1/namespaces/{namespace}/audit',
      'GET /v1/policy',
      'GET /v1/policy/snapshot',
      'PUT /v1/policy',
      'DELETE /v1/policy',
      'GET /v1/policy/history',
      'GET /v1/whoami',
      'GET /v1/tokens',
      'POST /v1/tokens',
      'DELETE /v1/tokens/{id}',
      'POST /v1/login/device',
      'POST /v1/login/token',
      'POST /v1/login/exchange',
      'GET /v1/namespaces/{namespace}/domains',
      'PUT /v1/namespaces/{namespace}/domains/{domain}',
      'POST /v1/namespaces/{namespace}/domains/{domain}/check',
      'DELETE /v1/namespaces/{namespace}/domains/{domain}',
      'GET /v1/namespaces/{namespace}/publishers',
      'PUT /v1/namespaces/{namespace}/publishers',
      'DELETE /v1/namespaces/{namespace}/publishers',
      'GET /v1/keys',
      'GET /v1/namespaces/{namespace}/keys',
      'PUT /v1/namespaces/{namespace}/keys',
      'DELETE /v1/namespaces/{namespace}/keys/{key}',
      'DELETE /v1/session',
      'GET /v1/openapi.json',
      'GET /v1/plugins',
      `GET ${plugin}`,
      `DELETE ${plugin}/channels/{channel}`,
      `PUT ${plugin}/channels/{channel}`,
      `POST ${plugin}/dry-run`,
      `GET ${plugin}/versions`,
      `POST ${plugin}/versions`,
      `GET ${plugin}/versions/{version}`,
      `GET ${plugin}/versions/{version}/archive`,
      `GET ${plugin}/versions/{version}/attestations`,
      `GET ${plugin}/versions/{version}/lineage`,
      `GET ${plugin}/versions/{version}/skills/{skill}`,
      `GET ${plugin}/versions/{version}/tools`,
      `GET ${plugin}/versions/{version}/status`,
      `GET ${plugin}/versions/{version}/approval`,
      `POST ${plugin}/versions/{version}/approve`,
      `POST ${plugin}/versions/{version}/reject`,
      `POST ${plugin}/versions/{version}/quarantine`,
      `POST ${plugin}/versions/{version}/unquarantine`,
      `POST ${plugin}/versions/{version}/takedown`,
      `POST ${plugin}/versions/{version}/deprecate`,
      `POST ${plugin}/versions/{version}/undeprecate`,
      `POST ${plugin}/versions/{version}/unyank`,
      `POST ${plugin}/versions/{version}/yank`,
    ].sort(),
  );
  for (const { id, route } of routes) {
    expect([id, Object.keys(route.responses).some((status) => status.startsWith('2'))]).toEqual([id, true]);
    expect([id, route.summary]).toEqual([id, expect.any(String)]);
  }
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(refs.length).toBeGreaterThan(10);
  for (const ref of refs) expect(document.components.schemas).toHaveProperty(ref.replace('#/components/schemas/', ''));
});

test('the health of the registry can be asked', async () => {
  const registry = await testRegistry();
  expect((await registry.get('/healthz')).json()).toEqual({ status: 'ok', events: 0 });
});
