import type { DomainList, NamespaceDetail } from '@rolekit/sdk/wire';
import { describe, expect, test } from 'vitest';
import { nameServer } from '../../test/name-server.ts';
import { people } from '../../test/people.ts';
import { testRegistry } from '../../test/start-registry.ts';
import { NamespaceDomains } from '../domains/namespace-domains.ts';

const HOUR_MS = 3_600_000;

/** A registry whose name server answers what the test says, and an owner and a reader of `vault`. */
async function withVault() {
  const dns = await nameServer();
  const clock = { now: new Date('2026-11-20T10:00:00Z') };
  const domains = { servers: [dns.address], port: 9, timeout: 500 };
  const registry = await testRegistry(
    { privateRemotes: ['https://acme.example:9'] },
    { tokensNow: () => clock.now, domains },
  );
  await registry.listen();
  const { owner, reader } = await people(registry, 'vault', { owner: 'owner', reader: 'reader' });
  const ask = async (
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path = '',
    token = owner.token,
    namespace = 'vault',
  ) => {
    const url = `/v1/namespaces/${namespace}/domains${path}`;
    const headers = { host: new URL(registry.url).host, authorization: `Bearer ${token}` };
    const answer = await registry.app.inject({ method, url, headers });
    return {
      status: answer.statusCode,
      ...(answer.body === '' ? {} : answer.json<DomainList & { error: { code: string; message: string } }>()),
    };
  };
  /** Publishes the record that the registry asks for. */
  const prove = async (name = 'acme.example') => {
    const row = (await ask('GET')).domains?.find(({ domain }) => domain === name);
    dns.texts.set(row?.proof.record ?? '', [row?.proof.line ?? '']);
  };
  const shown = async (headers: Record<string, string> = {}) =>
    (await registry.get('/v1/namespaces/vault', headers))
      .json<NamespaceDetail>()
      .domains.map(({ domain, status }) => `${domain} ${status}`);
  return { dns, clock, registry, owner, reader, ask, prove, shown };
}

describe('a domain of a namespace', () => {
  test('is shown once it is proven, and not before', async () => {
    const { ask, prove, shown, reader } = await withVault();
    const added = await ask('PUT', '/ACME.example');
    expect([added.status, added.domains]).toEqual([
      200,
      [
        {
          domain: 'acme.example',
          status: 'pending',
          method: null,
          provenAt: null,
          failingSince: null,
          addedAt: '2026-11-20T10:00:00.000Z',
          addedBy: 'owner',
          checkedAt: null,
          problem: null,
          proof: {
            line: expect.stringMatching(/^rolekit-namespace=vault; token=[\w-]{32}$/),
            record: '_rolekit.acme.example',
            file: 'https://acme.example/.well-known/rolekit-namespace',
          },
        },
      ],
    ]);
    const unproven = await ask('POST', '/acme.example/check');
    expect(unproven.domains).toMatchObject([
      { status: 'pending', problem: expect.stringContaining('DNS: _rolekit.acme.example has no TXT record') },
    ]);
    expect(await shown()).toEqual([]);
    // adding it again keeps what was published meanwhile good
    expect((await ask('PUT', '/acme.example')).domains?.[0]?.proof).toEqual(added.domains?.[0]?.proof);
    await prove();
    expect((await ask('POST', '/acme.example/check')).domains).toMatchObject([
      { status: 'proven', method: 'dns', problem: null },
    ]);
    expect(await shown()).toEqual(['acme.example proven']);
    expect((await ask('GET', '', reader.token)).domains).toHaveLength(1);
  });

  test('that another namespace proved is still to be proven', async () => {
    const { registry, ask, prove } = await withVault();
    await people(registry, 'crypt', { thief: 'owner' });
    const account = (await registry.accounts.list()).find(({ handle }) => handle === 'thief');
    const thief = await registry.tokens.create({
      name: 'x',
      namespaces: ['*'],
      scopes: ['govern'],
      accountId: account?.id ?? '',
    });
    await ask('PUT', '/acme.example');
    await prove();
    await ask('POST', '/acme.example/check');
    await ask('PUT', '/acme.example', thief, 'crypt');
    const claimed = await ask('POST', '/acme.example/check', thief, 'crypt');
    expect(claimed.domains).toMatchObject([{ status: 'pending', method: null }]);
    expect((await registry.get('/v1/namespaces/crypt')).json().domains).toEqual([]);
  });

  test('is removed with its proof, and starts again with another', async () => {
    const { ask, prove, shown } = await withVault();
    const [first] = (await ask('PUT', '/acme.example')).domains ?? [];
    await prove();
    await ask('POST', '/acme.example/check');
    expect((await ask('DELETE', '/acme.example')).status).toBe(204);
    expect(await shown()).toEqual([]);
    const [second] = (await ask('PUT', '/acme.example')).domains ?? [];
    expect(second?.proof.line).not.toBe(first?.proof.line);
    expect((await ask('POST', '/acme.example/check')).domains).toMatchObject([{ status: 'pending' }]);
  });

  test.each(['localhost', '127.0.0.1', 'https:%2F%2Facme.example', '_rolekit.acme.example'])(
    'cannot be %s',
    async (text) => {
      const { ask } = await withVault();
      const answer = await ask('PUT', `/${text}`);
      expect([answer.status, answer.error?.code]).toEqual([400, 'RK_REQUEST_INVALID']);
    },
  );

  test('is known before it is looked at, one of twenty, and looked at seldom', async () => {
    const { ask } = await withVault();
    expect((await ask('POST', '/acme.example/check')).error?.code).toBe('RK_DOMAIN_UNKNOWN');
    expect((await ask('DELETE', '/acme.example')).error?.code).toBe('RK_DOMAIN_UNKNOWN');
    for (let at = 0; at < 20; at += 1) await ask('PUT', `/a${at}.example`);
    expect((await ask('PUT', '/one-more.example')).error?.message).toBe('A namespace has at most 20 domains.');
    const statuses = [];
    for (let at = 0; at < 11; at += 1) statuses.push((await ask('POST', '/unknown.example/check')).status);
    expect(statuses.at(-1)).toBe(429);
  });

  test('of a private namespace is not told to who does not see it', async () => {
    const { registry, ask, prove, shown, reader } = await withVault();
    await ask('PUT', '/acme.example');
    await prove();
    await ask('POST', '/acme.example/check');
    await registry.catalogue.setVisibility('vault', 'private', 'test');
    expect((await registry.get('/v1/namespaces/vault')).statusCode).toBe(404);
    expect(await shown({ authorization: `Bearer ${reader.token}` })).toEqual(['acme.example proven']);
  });
});

describe('a proof that was there', () => {
  async function withProven() {
    const vault = await withVault();
    await vault.ask('PUT', '/acme.example');
    await vault.prove();
    await vault.ask('POST', '/acme.example/check');
    const { catalogue, app } = vault.registry;
    const statuses = () => vault.shown();
    /** What a process that serves does in this time: it looks each hour. */
    const wait = async (hours: number, found: () => 'dns' | undefined) => {
      const proof = {
        find: async () => {
          const method = found();
          return method === undefined ? { problem: 'DNS: it is gone' } : { method };
        },
      };
      const watch = new NamespaceDomains(catalogue.domains, proof, app.log);
      for (let at = 0; at < hours; at += 1) {
        vault.clock.now = new Date(vault.clock.now.getTime() + HOUR_MS);
        await watch.tick();
      }
      watch.close();
      const [row] = await catalogue.domains.list('vault');
      return {
        status: row === undefined ? undefined : watch.statusOf(row),
        shown: watch.shownIn('vault').map(({ domain }) => domain),
      };
    };
    const checks = async () => (await vault.registry.accounts.record()).filter(({ type }) => type === 'domain-checked');
    return { ...vault, statuses, wait, checks };
  }

  test('is looked at about once a day, by itself, and each look is on record', async () => {
    const { wait, checks } = await withProven();
    let looks = 0;
    const seen = () => {
      looks += 1;
      return 'dns' as const;
    };
    expect(await wait(17, seen)).toEqual({ status: 'proven', shown: ['acme.example'] });
    expect(looks).toBe(0);
    await wait(24 * 10, seen);
    expect(looks).toBeGreaterThanOrEqual(7);
    expect(looks).toBeLessThanOrEqual(14);
    expect((await checks()).map(({ data }) => data)).toEqual(
      Array.from({ length: looks + 1 }, () => ({ method: 'dns' })),
    );
  });

  test('that is gone counts for a week, then no more, and again when it is back', async () => {
    const { wait, checks } = await withProven();
    expect(await wait(48, () => undefined)).toEqual({ status: 'failing', shown: ['acme.example'] });
    expect(await wait(24 * 4, () => undefined)).toMatchObject({ status: 'failing' });
    expect(await wait(24 * 3, () => undefined)).toEqual({ status: 'lost', shown: ['acme.example'] });
    expect((await checks()).at(-1)).toMatchObject({
      subject: 'acme.example',
      data: { problem: 'DNS: it is gone' },
      by: '',
    });
    expect(await wait(24, () => 'dns')).toMatchObject({ status: 'proven' });
  });

  test('is looked at by one of two replicas', async () => {
    const { registry, clock } = await withProven();
    const { domains } = registry.catalogue;
    clock.now = new Date(clock.now.getTime() + 31 * HOUR_MS);
    const [due] = await domains.due(10);
    const next = new Date(clock.now.getTime() + HOUR_MS);
    expect(due).toBeDefined();
    if (due) expect([await domains.claim(due, next), await domains.claim(due, next)]).toEqual([true, false]);
    expect(await domains.due(10)).toEqual([]);
  });

  test('found for a claim that was removed and added again meanwhile is dropped', async () => {
    const { registry, ask } = await withProven();
    const [before] = await registry.catalogue.domains.list('vault');
    await ask('DELETE', '/acme.example');
    await ask('PUT', '/acme.example');
    if (before) await registry.catalogue.domains.found(before, { method: 'dns' }, null, null);
    expect((await ask('GET')).domains).toMatchObject([{ status: 'pending' }]);
  });
});
