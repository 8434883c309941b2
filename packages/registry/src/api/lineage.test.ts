import type { LockedBase } from '@rolekit/sdk/plugin';
import type { Lineage, VersionDetail, VersionStatus } from '@rolekit/sdk/wire';
import { describe, expect, test } from 'vitest';
import { packPlugin } from '../../test/pack-plugin.ts';
import { people } from '../../test/people.ts';
import { type TestRegistry, testRegistry } from '../../test/start-registry.ts';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const ELSEWHERE = 'https://plugins.partner.example';

/** A base as a lock names it, of what is published. */
async function baseOf(registry: TestRegistry, plugin = 'acme/sales', version = '1.0.0'): Promise<LockedBase> {
  const row = await registry.catalogue.recorded(...(plugin.split('/') as [string, string]), version);
  return { plugin, range: '^1.0.0', version, digest: row?.digest ?? '' };
}

async function lineageOf(registry: TestRegistry, path: string, token?: string): Promise<Lineage> {
  const answer = await registry.get(`/v1/plugins/${path}/lineage`, token === undefined ? {} : bearer(token));
  expect([path, answer.statusCode]).toEqual([path, 200]);
  return answer.json();
}

/** `acme/sales` that is public, with a client that is public and one that is private. */
async function withClients() {
  const registry = await testRegistry();
  const { owner, reader, outsider } = await people(registry, 'vault', {
    owner: 'owner',
    reader: 'reader',
    outsider: undefined,
  });
  await registry.publish();
  const base = await baseOf(registry);
  await registry.publish({ namespace: 'beta', name: 'beta-sales', base });
  await registry.catalogue.setVisibility('vault', 'private', 'test');
  await registry.publish({ namespace: 'vault', name: 'hoard', base }, { token: owner.token });
  return { registry, base, owner, reader, outsider };
}

describe('a version is refused', () => {
  const codes = async (registry: TestRegistry, base: LockedBase | undefined, files = {}) => {
    const plugin = await packPlugin({ namespace: 'beta', name: 'client', ...(base && { base }), files });
    const answer = await registry.send(plugin);
    const { findings = [] } = answer.json().error ?? answer.json();
    return [answer.statusCode, findings.map(({ code }: { code: string }) => code)];
  };

  test('whose lock and manifest name different bases', async () => {
    const registry = await testRegistry();
    await registry.publish();
    const base = await baseOf(registry);
    expect(await codes(registry, base, { 'rolekit.lock.json': undefined })).toEqual([422, ['registry/base-mismatch']]);
    const lock = (await packPlugin({ base })).files.find(({ path }) => path === 'rolekit.lock.json');
    const text = Buffer.from(lock?.bytes ?? []).toString('utf8');
    expect(await codes(registry, undefined, { 'rolekit.lock.json': text })).toEqual([422, ['registry/base-mismatch']]);
    for (const [from, to] of [
      ['acme/sales', 'acme/sale'],
      ['^1.0.0', '^1.0.1'],
      ['"1.0.0"', '"2.0.0"'],
    ] as const) {
      const other = text.replace(from, to);
      expect(await codes(registry, base, { 'rolekit.lock.json': other })).toEqual([422, ['registry/base-mismatch']]);
    }
  });

  test('whose base has other content here, or no such version, or is withheld', async () => {
    const registry = await testRegistry();
    await registry.publish();
    const base = await baseOf(registry);
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(await codes(registry, { ...base, digest })).toEqual([422, ['registry/base-content']]);
    expect(await codes(registry, { ...base, version: '1.0.1' })).toEqual([422, ['registry/base-unknown']]);
    const subject = { namespace: 'acme', name: 'sales', version: '1.0.0' };
    const by = { name: 'test', isAdministrator: true };
    await registry.catalogue.withhold(subject, { state: 'quarantined', reason: 'It sends mail.' }, by);
    expect(await codes(registry, base)).toEqual([422, ['registry/base-withheld']]);
  });

  test('but not when its base was yanked, which is a warning, or when it was published before', async () => {
    const registry = await testRegistry();
    await registry.publish();
    const base = await baseOf(registry);
    await registry.catalogue.yank('acme', 'sales', '1.0.0', 'Wrong stages.', 'test');
    expect(await codes(registry, base)).toEqual([201, ['registry/base-yanked']]);
    const subject = { namespace: 'acme', name: 'sales', version: '1.0.0' };
    const by = { name: 'test', isAdministrator: true };
    await registry.catalogue.withhold(subject, { state: 'quarantined', reason: 'It sends mail.' }, by);
    expect(await codes(registry, base)).toEqual([200, ['registry/base-yanked']]);
  });

  test('and a base that its publisher may not see is like one that is not here', async () => {
    const { registry, base } = await withClients();
    const beta = await registry.tokens.create({ name: 'beta', namespaces: ['beta'] });
    const digest = `sha256:${'a'.repeat(64)}`;
    const send = async (plugin: string, name: string) =>
      registry.send(await packPlugin({ namespace: 'beta', name, base: { ...base, plugin, digest } }), { token: beta });
    expect((await send('vault/hoard', 'one')).statusCode).toBe(201);
    expect((await send('vaulx/hoarx', 'two')).statusCode).toBe(201);
    const [one, two] = [
      await lineageOf(registry, 'beta/one/versions/1.0.0'),
      await lineageOf(registry, 'beta/two/versions/1.0.0'),
    ];
    expect([one.bases, two.bases]).toEqual([[{ hidden: true }], [{ hidden: true }]]);
    // a name alone makes nobody a client
    const seen = await registry.catalogue
      .readableIn('all namespaces')
      .derived(
        { namespace: 'vault', name: 'hoard', version: '1.0.0', digest: (await baseOf(registry, 'vault/hoard')).digest },
        { limit: 10 },
      );
    expect(seen).toEqual([]);
  });
});

describe('the lineage of a version', () => {
  test('shows the clients that the reader may see, and does not count the others', async () => {
    const { registry, base, reader, outsider } = await withClients();
    const client = (plugin: string) => ({ plugin, version: '1.0.0', state: 'available', reason: null });
    for (const token of [undefined, outsider.token]) {
      const { derived, next } = await lineageOf(registry, 'acme/sales/versions/1.0.0', token);
      expect([derived.length, next]).toEqual([1, null]);
      expect(derived).toMatchObject([client('beta/beta-sales')]);
    }
    const { derived } = await lineageOf(registry, 'acme/sales/versions/1.0.0', reader.token);
    expect(derived).toMatchObject([client('vault/hoard'), client('beta/beta-sales')]);
    const own = await lineageOf(registry, 'vault/hoard/versions/1.0.0', reader.token);
    expect(own).toEqual({
      id: 'vault/hoard',
      version: '1.0.0',
      bases: [
        {
          hidden: false,
          plugin: 'acme/sales',
          version: '1.0.0',
          digest: base.digest,
          state: 'available',
          reason: null,
          registry: null,
        },
      ],
      derived: [],
      next: null,
    });
  });

  test('comes in pages', async () => {
    const { registry, reader } = await withClients();
    const path = '/v1/plugins/acme/sales/versions/1.0.0/lineage?limit=1';
    const first = (await registry.get(path, bearer(reader.token))).json<Lineage>();
    expect(first.derived.map(({ plugin }) => plugin)).toEqual(['vault/hoard']);
    const second = (await registry.get(`${path}&cursor=${first.next}`, bearer(reader.token))).json<Lineage>();
    expect([second.derived.map(({ plugin }) => plugin), second.next]).toEqual([['beta/beta-sales'], null]);
    expect((await registry.get(`${path}&cursor=x`)).json().error.code).toBe('RK_CURSOR_INVALID');
    expect((await registry.get(path)).json().next).toBeNull();
  });

  test('goes up to the base of the base, and ends where the reader sees no more', async () => {
    const { registry, reader, owner } = await withClients();
    const middle = await baseOf(registry, 'vault/hoard');
    await registry.publish({ namespace: 'vault', name: 'leaf', base: middle }, { token: owner.token });
    const leaf = await lineageOf(registry, 'vault/leaf/versions/1.0.0', reader.token);
    expect(leaf.bases.map((base) => !base.hidden && base.plugin)).toEqual(['vault/hoard', 'acme/sales']);
    const both = await registry.tokens.create({ name: 'both', namespaces: ['vault', 'open'] });
    await registry.publish({ namespace: 'open', name: 'leaf', base: middle }, { token: both });
    expect((await lineageOf(registry, 'open/leaf/versions/1.0.0')).bases).toEqual([{ hidden: true }]);
    expect((await registry.get('/open/leaf', { accept: 'text/html' })).body).not.toMatch(/hoard|vault/);
    expect((await lineageOf(registry, 'open/leaf/versions/1.0.0', reader.token)).bases).toHaveLength(2);
  });

  test('names the other registry of a base, and looks for nothing of its name here', async () => {
    const { registry, base } = await withClients();
    await registry.publish({ namespace: 'open', name: 'far', base: { ...base, registry: ELSEWHERE } });
    const { bases } = await lineageOf(registry, 'open/far/versions/1.0.0');
    expect(bases).toMatchObject([{ plugin: 'acme/sales', state: 'elsewhere', registry: ELSEWHERE }]);
    const { derived } = await lineageOf(registry, 'acme/sales/versions/1.0.0');
    expect(derived.map(({ plugin }) => plugin)).toEqual(['beta/beta-sales']);
    await registry.publish({ namespace: 'open', name: 'near', base: { ...base, registry: registry.url } });
    expect((await lineageOf(registry, 'open/near/versions/1.0.0')).bases).toMatchObject([{ state: 'available' }]);
  });

  test('finds a base that is published after its client', async () => {
    const registry = await testRegistry();
    const { digest } = await packPlugin();
    const base = { plugin: 'acme/sales', range: '^1.0.0', version: '1.0.0', digest };
    await registry.publish({ namespace: 'beta', name: 'early', base });
    const detail = async () => (await registry.get('/v1/plugins/beta/early/versions/1.0.0')).json<VersionDetail>();
    expect((await detail()).bases).toEqual([{ hidden: true }]);
    await registry.publish();
    expect((await detail()).bases).toMatchObject([{ plugin: 'acme/sales', state: 'available' }]);
  });

  test('of clients leaves out what is withheld', async () => {
    const { registry } = await withClients();
    const subject = { namespace: 'beta', name: 'beta-sales', version: '1.0.0' };
    const by = { name: 'test', isAdministrator: true };
    await registry.catalogue.withhold(subject, { state: 'quarantined', reason: 'It sends mail.' }, by);
    expect((await lineageOf(registry, 'acme/sales/versions/1.0.0')).derived).toEqual([]);
  });
});

describe('what becomes of a base is said of its clients', () => {
  const change = (registry: TestRegistry, verb: string) =>
    registry.app.inject({
      method: 'POST',
      url: `/v1/plugins/acme/sales/versions/1.0.0/${verb}`,
      headers: { host: new URL(registry.url).host, ...bearer(registry.token) },
      payload: { reason: 'It sends mail.' },
    });

  test.each([
    ['yank', 'yanked', 'was yanked:'],
    ['quarantine', 'quarantined', 'is quarantined:'],
    ['takedown', 'taken-down', 'was taken down:'],
  ])('after %s, at once, in status, detail and page', async (verb, state, words) => {
    const { registry } = await withClients();
    const path = '/v1/plugins/beta/beta-sales/versions/1.0.0';
    const page = async () => (await registry.get('/beta/beta-sales', { accept: 'text/html' })).body;
    expect((await registry.get(path)).json<VersionDetail>().bases).toMatchObject([{ state: 'available' }]);
    expect(await page()).toContain(
      '<dt>Based on</dt><dd><a href="/acme/sales?version=1.0.0">acme/sales 1.0.0</a></dd>',
    );
    expect((await change(registry, verb)).statusCode).toBe(200);
    const said = [{ plugin: 'acme/sales', version: '1.0.0', state, reason: 'It sends mail.' }];
    expect((await registry.get(path)).json<VersionDetail>().bases).toMatchObject(said);
    const status = (await registry.get(`${path}/status`)).json<VersionStatus>();
    expect([status.state, status.bases]).toMatchObject(['available', said]);
    expect(await page()).toContain(`<strong>Its base acme/sales 1.0.0 ${words}</strong> It sends mail.`);
  });

  test('the page of a base lists its clients to who may see them', async () => {
    const { registry, reader } = await withClients();
    const page = async (headers = {}) => (await registry.get('/acme/sales', { accept: 'text/html', ...headers })).body;
    expect(await page()).toContain('Clients of this version');
    expect(await page()).toContain('<a href="/beta/beta-sales?version=1.0.0">');
    expect(await page()).not.toMatch(/vault|hoard/);
    expect(await page(bearer(reader.token))).toContain('<a href="/vault/hoard?version=1.0.0">');
  });
});
