import { describe, expect, test } from 'vitest';
import { packPlugin } from '../../test/pack-plugin.ts';
import { type TestRegistry, tempDir, testRegistry } from '../../test/start-registry.ts';
import { databaseOf } from '../../test/test-database.ts';
import { createRegistry } from '../registry.ts';
import { openTokens } from './token-admin.ts';

const CHANNEL = '/v1/plugins/acme/sales/channels/beta';

function change(registry: TestRegistry, headers: Record<string, string>, remoteAddress = '192.0.2.1') {
  return registry.app.inject({
    method: 'PUT',
    url: CHANNEL,
    remoteAddress,
    headers: { host: new URL(registry.url).host, 'content-type': 'application/json', ...headers },
    payload: { version: '1.0.0' },
  });
}

describe('limits', () => {
  test('of publishing count by the token, however the header is written and wherever it comes from', async () => {
    const registry = await testRegistry({ limits: { publishesPerMinute: 2 } });
    const { tgz } = await packPlugin();
    const publish = (authorization: string, remoteAddress: string) =>
      registry.app.inject({
        method: 'POST',
        url: '/v1/plugins/acme/sales/versions',
        remoteAddress,
        headers: { host: new URL(registry.url).host, 'content-type': 'application/gzip', authorization },
        payload: Buffer.from(tgz),
      });
    expect((await publish(`Bearer ${registry.token}`, '192.0.2.1')).statusCode).toBe(201);
    expect((await publish(`bearer ${registry.token}`, '192.0.2.2')).statusCode).toBe(200);
    const third = await publish(`BEARER   ${registry.token}`, '192.0.2.3');
    expect([third.statusCode, third.json().error.code]).toEqual([429, 'RK_RATE_LIMITED']);
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0);
    const other = await registry.tokens.create({ name: 'other', namespaces: ['acme'] });
    expect((await publish(`Bearer ${other}`, '192.0.2.1')).statusCode).toBe(200);
  });

  test('of failures count by address, an IPv6 address by its first 64 bits', async () => {
    const registry = await testRegistry({ limits: { failuresPerMinute: 3 } });
    const wrong = (at: number, from: string) => change(registry, { authorization: `Bearer rk_wrong${at}` }, from);
    const statuses = [];
    for (let at = 0; at < 5; at += 1) statuses.push((await wrong(at, `2001:db8::${at}`)).statusCode);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    const limited = await wrong(9, '2001:db8::9');
    expect([limited.json().error.code, Number(limited.headers['retry-after']) > 0]).toEqual(['RK_AUTH_LIMITED', true]);
    expect((await wrong(9, '2001:db8:0:1::9')).statusCode).toBe(401);
  });

  test('of failures hold when many come at once', async () => {
    const registry = await testRegistry({ limits: { failuresPerMinute: 5 } });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => change(registry, { authorization: `Bearer rk_${at}` })),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(5);
  });

  test('of failures do not shut out a good token at the same address', async () => {
    const registry = await testRegistry({ limits: { failuresPerMinute: 2 } });
    await registry.publish();
    const good = { authorization: `Bearer ${registry.token}` };
    expect((await change(registry, good)).statusCode).toBe(200);
    for (let at = 0; at < 4; at += 1) await change(registry, {});
    expect((await change(registry, {})).statusCode).toBe(429);
    expect((await change(registry, good)).statusCode).toBe(200);
  });

  test('believe X-Forwarded-For of a proxy that was named, and of nobody else', async () => {
    const ask = async (registry: TestRegistry, client: string) =>
      (await change(registry, { 'x-forwarded-for': client }, '127.0.0.1')).statusCode;
    const bare = await testRegistry({ limits: { failuresPerMinute: 1 } });
    expect([await ask(bare, '192.0.2.1'), await ask(bare, '192.0.2.2')]).toEqual([401, 429]);
    const behind = await testRegistry({ limits: { failuresPerMinute: 1 }, trustProxy: 'loopback' });
    expect([await ask(behind, '192.0.2.1'), await ask(behind, '192.0.2.2'), await ask(behind, '192.0.2.1')]).toEqual([
      401, 401, 429,
    ]);
    // what a client says before the proxy adds the real one counts for nothing
    expect(await ask(behind, '198.51.100.7, 192.0.2.1')).toBe(429);
  });

  test('of other changes count by the token, those of searches by address', async () => {
    const registry = await testRegistry({ limits: { changesPerMinute: 1, readsPerMinute: 2 } });
    await registry.publish();
    const good = { authorization: `Bearer ${registry.token}` };
    expect((await change(registry, good, '192.0.2.1')).statusCode).toBe(200);
    expect((await change(registry, good, '192.0.2.2')).statusCode).toBe(429);
    const paths = ['/v1/plugins?q=sales', '/?q=sales', '/v0.1/servers?limit=2&search=sales', '/v1/plugins'];
    const answers = [];
    for (const path of paths) answers.push((await registry.get(path)).statusCode);
    expect(answers).toEqual([200, 200, 429, 200]);
  });
});

describe('a token', () => {
  test('that expired or was revoked is refused with a code of its own, at once', async () => {
    let now = new Date('2026-11-20T10:00:00Z');
    const registry = await testRegistry({}, { tokensNow: () => now });
    const short = await registry.tokens.create({ name: 'short', namespaces: ['acme'], days: 1 });
    const plugin = await packPlugin();
    expect((await registry.send(plugin, { token: short })).statusCode).toBe(201);
    now = new Date('2026-11-21T10:00:00Z');
    const expired = await registry.send(plugin, { token: short });
    expect([expired.statusCode, expired.json().error.code]).toEqual([401, 'RK_TOKEN_EXPIRED']);
    expect(expired.body).not.toContain('short');
  });

  test('that another process creates or revokes counts at the next request', async () => {
    const registry = await testRegistry();
    const plugin = await packPlugin();
    const admin = await openTokens({ dataDir: registry.dataDir, ...(await databaseOf(registry.dataDir)) });
    const created = await admin.create({ name: 'ci', namespaces: ['acme'], by: 'ada' });
    expect((await registry.send(plugin, { token: created.token })).statusCode).toBe(201);
    expect(await admin.revoke('ci', 'bob')).toMatchObject({ id: created.id, revokedBy: 'bob' });
    const refused = await registry.send(plugin, { token: created.token });
    expect([refused.statusCode, refused.json().error.code]).toEqual([401, 'RK_TOKEN_REVOKED']);
    expect((await admin.record()).slice(1)).toEqual([
      { at: expect.any(String), type: 'created', token: created.id, name: 'ci', by: 'ada' },
      { at: expect.any(String), type: 'revoked', token: created.id, name: 'ci', by: 'bob' },
    ]);
    const listed = await admin.list();
    expect(listed).toMatchObject([
      { name: 'test' },
      { name: 'ci', lastUsedAt: expect.stringMatching(/:00:00\.000Z$/) },
    ]);
    expect(JSON.stringify(listed)).not.toContain(created.token);
    await admin.close();
  });

  test('beside a registry that publishes: both write, neither fails', async () => {
    const registry = await testRegistry();
    const admin = await openTokens({ dataDir: registry.dataDir, ...(await databaseOf(registry.dataDir)) });
    const plugins = await Promise.all([1, 2, 3, 4, 5, 6].map((at) => packPlugin({ name: `plugin-${at}` })));
    const work = await Promise.all([
      ...plugins.map(async (plugin) => (await registry.send(plugin)).statusCode),
      ...plugins.map(async (_, at) => (await admin.create({ name: `t${at}`, namespaces: ['acme'] })).name),
    ]);
    expect(work).toEqual([201, 201, 201, 201, 201, 201, 't0', 't1', 't2', 't3', 't4', 't5']);
    await admin.close();
  });

  test('is revoked by a name only when one live token has it', async () => {
    const registry = await testRegistry();
    const admin = await openTokens({ dataDir: registry.dataDir, ...(await databaseOf(registry.dataDir)) });
    const first = await admin.create({ name: 'ci', namespaces: ['acme'] });
    const second = await admin.create({ name: 'ci', namespaces: ['acme'] });
    await expect(admin.revoke('ci')).rejects.toThrow('There is no token ci.');
    await admin.revoke(first.id);
    expect((await admin.revoke('ci')).id).toBe(second.id);
    await expect(admin.revoke('ci')).rejects.toMatchObject({ code: 'RK_TOKEN_NOT_FOUND' });
    await admin.close();
  });

  test.each([
    [{ name: '', namespaces: ['acme'] }, 'a name'],
    [{ name: 'a\nb', namespaces: ['acme'] }, 'a name'],
    [{ name: 'ci', namespaces: [] }, 'a namespace'],
    [{ name: 'ci', namespaces: ['No Name'] }, '`No Name` is not a namespace'],
    [{ name: 'ci', namespaces: ['acme'], scopes: [] }, 'a scope'],
    [{ name: 'ci', namespaces: ['acme'], days: 0 }, 'more than 0'],
    [{ name: 'ci', namespaces: ['acme'], days: Number.NaN }, 'more than 0'],
  ])('%o is not made', async (request, reason) => {
    const registry = await testRegistry();
    await expect(registry.tokens.create(request)).rejects.toThrow(reason);
  });

  test('comes first once: what the folder holds does not decide it, and a failed save makes none', async () => {
    const dataDir = await tempDir();
    const request = { name: 'first', namespaces: ['*'] };
    const start = async (save: (token: string) => Promise<void>) => {
      const registry = await createRegistry({ dataDir, ...(await databaseOf(dataDir)) });
      const made = await registry.tokens.createFirst(request, save).catch(() => 'failed');
      await registry.close();
      return made;
    };
    const saved: string[] = [];
    expect(await start(async () => Promise.reject(new TypeError('disk')))).toBe('failed');
    expect(await start(async (token) => void saved.push(token))).toMatchObject({ name: 'first' });
    expect(await start(async (token) => void saved.push(token))).toBeUndefined();
    expect(saved).toEqual([expect.stringMatching(/^rk_[\w-]{43}$/)]);
  });

  test('of a folder on which no registry ran is not made', async () => {
    await expect(openTokens(await tempDir())).rejects.toMatchObject({ code: 'RK_DATA_MISSING' });
  });
});
