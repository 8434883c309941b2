import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PolicyDocument } from '@rolekit/sdk/internal/policy';
import type { VersionDetail } from '@rolekit/sdk/wire';
import { describe, expect, test, vi } from 'vitest';
import { people } from '../../test/people.ts';
import { type TestRegistry, tempDir, testRegistry } from '../../test/start-registry.ts';
import { gitEnvironment } from '../git/git-process.ts';
import type { Seams } from '../registry.ts';

const run = promisify(execFile);
const git = async (...args: string[]) => (await run('git', args, { env: gitEnvironment() })).stdout.trim();
const OWNER = 'Acme IT, security@acme.example';

async function company(seams: Seams = {}) {
  const registry = await testRegistry({}, seams);
  const { boss, member } = await people(registry, 'vault', { boss: 'administrator', member: 'owner' });
  const request = (method: 'PUT' | 'DELETE' | 'GET', url: string, payload?: object, token = boss.token) => {
    const headers = { host: new URL(registry.url).host, authorization: `Bearer ${token}` };
    return registry.app.inject({ method, url, headers, ...(payload && { payload }) });
  };
  const set = async (document: PolicyDocument) => {
    const answer = await request('PUT', '/v1/policy', document);
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json();
  };
  return { registry, request, set, member };
}

const listed = async (registry: TestRegistry) =>
  (await registry.get('/marketplace.json')).json().plugins.map(({ name }: { name: string }) => name);

const advertised = (registry: TestRegistry, repository: string) =>
  registry.get(`/git/${repository}/info/refs?service=git-upload-pack`);

describe('setting it', () => {
  test('a document that is not right changes nothing, and says where', async () => {
    const { registry, request } = await company();
    const answer = await request('PUT', '/v1/policy', { namespace: { allow: ['acme'] } });
    expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'RK_POLICY_INVALID']);
    expect(answer.json().error.message).toBe(
      'The policy cannot be taken: it has an unknown entry "namespace"; did you mean "namespaces"?.',
    );
    const elsewhere = await request('PUT', '/v1/policy', { registry: { url: 'https://other.example' } });
    expect(elsewhere.json().error.message).toContain('an unknown entry "registry"');
    expect((await registry.get('/v1/policy')).json()).toEqual({ policy: null, setAt: null, digest: null });
  });

  test('a dry run says what it would refuse, and refuses nothing', async () => {
    const { registry, request } = await company();
    await registry.publish();
    const document = { owner: OWNER, access: { allow: ['write'] } };
    const { statusCode, body } = await request('PUT', '/v1/policy?dryRun=true', document);
    expect(statusCode, body).toBe(200);
    expect(JSON.parse(body)).toEqual({
      changed: false,
      refused: {
        count: 1,
        versions: [
          {
            id: 'acme/sales',
            version: '1.0.0',
            reason: `\`access.allow\` does not have read (policy of ${OWNER})`,
          },
        ],
      },
    });
    expect(await listed(registry)).toEqual(['sales']);
  });

  test('each change is an event with the digest, and the history keeps the documents', async () => {
    const { registry, request, set } = await company();
    expect((await set({ owner: OWNER, plugins: { deny: ['evil/*'] } })).changed).toBe(true);
    expect((await set({ plugins: { deny: ['evil/*'] }, owner: OWNER })).changed).toBe(false);
    expect((await request('DELETE', '/v1/policy')).json().changed).toBe(true);
    expect((await request('DELETE', '/v1/policy')).json().changed).toBe(false);
    const { policies } = (await request('GET', '/v1/policy/history')).json();
    expect(policies).toMatchObject([
      { by: 'boss', policy: null },
      { by: 'boss', policy: { owner: OWNER, plugins: { deny: ['evil/*'] } } },
    ]);
    const events = await registry.catalogue.events(0, 10);
    expect(events.map(({ type, data }) => [type, data])).toEqual([
      ['policy', { digest: policies[1].digest, owner: OWNER, by: 'boss' }],
      ['policy', { digest: policies[0].digest, owner: null, by: 'boss' }],
    ]);
  });

  test('who does not see a private namespace does not learn its name', async () => {
    const { registry, request, set, member } = await company();
    await registry.catalogue.setVisibility('vault', 'private', 'test');
    await set({ plugins: { deny: ['vault/keys', 'evil/x'] }, namespaces: { allow: ['vault', 'acme'] } });
    expect((await registry.get('/v1/policy')).json().policy).toEqual({
      plugins: { deny: ['evil/x'] },
      namespaces: { allow: ['acme'] },
    });
    expect((await request('GET', '/v1/policy', undefined, member.token)).json().policy).toEqual({
      plugins: { deny: ['vault/keys', 'evil/x'] },
      namespaces: { allow: ['vault', 'acme'] },
    });
    expect((await registry.get('/v1/changes')).body).not.toContain('keys');
  });
});

describe('what it refuses', () => {
  const refusedSales = async () => {
    const made = await company();
    await made.registry.listen();
    await made.registry.publish();
    await made.registry.publish({ namespace: 'good', name: 'finance' });
    // what was derived before has to go too
    await advertised(made.registry, 'acme/sales.git');
    await made.set({ owner: OWNER, namespaces: { allow: ['good'] } });
    return made;
  };

  test('vanishes from every face that hosts read', async () => {
    const { registry } = await refusedSales();
    expect(await listed(registry)).toEqual(['finance']);
    for (const path of ['/v0.1/servers', '/.well-known/agent-skills/index.json']) {
      const { body } = await registry.get(path);
      expect([path, body.includes('good'), body.includes('acme')]).toEqual([path, true, false]);
    }
    for (const repository of ['all.git', 'acme.git']) {
      const dir = join(await tempDir(), 'clone');
      await git('clone', '-q', `${registry.url}/git/${repository}`, dir);
      const text = await git('-C', dir, 'show', 'HEAD:.claude-plugin/marketplace.json');
      expect([repository, text.includes('"sales"')]).toEqual([repository, false]);
    }
  });

  test('is no git repository any more, and no archive: the answer says the rule and whom to ask', async () => {
    const { registry } = await refusedSales();
    const expected = {
      code: 'RK_POLICY_REFUSED',
      message: `The policy of this registry does not allow acme/sales: \`namespaces.allow\` does not have acme (policy of ${OWNER}).`,
      fix: `Ask ${OWNER}.`,
    };
    const repository = await advertised(registry, 'acme/sales.git');
    expect([repository.statusCode, repository.json().error]).toEqual([403, expected]);
    const archive = await registry.get('/v1/plugins/acme/sales/versions/1.0.0/archive');
    expect([archive.statusCode, archive.json().error.code]).toEqual([403, 'RK_POLICY_REFUSED']);
    await expect(git('ls-remote', `${registry.url}/git/acme/sales.git`)).rejects.toThrow('403');
  });

  test('is shown with the rule to people and in the API', async () => {
    const { registry } = await refusedSales();
    const { refused } = (await registry.get('/v1/plugins/acme/sales/versions/1.0.0')).json<VersionDetail>();
    expect(refused).toEqual([
      {
        rule: 'namespaces.allow',
        value: 'acme',
        level: 'registry',
        source: registry.url,
        owner: OWNER,
        reason: '`namespaces.allow` does not have acme',
      },
    ]);
    expect((await registry.get('/acme/sales', { accept: 'text/html' })).body).toContain(
      'The company does not allow this version:',
    );
  });

  test('comes back when it is allowed again, with the same commits', async () => {
    const { registry, request, set } = await refusedSales();
    await request('DELETE', '/v1/policy');
    const before = await git('ls-remote', `${registry.url}/git/acme/sales.git`);
    await set({ namespaces: { deny: ['acme'] } });
    await expect(git('ls-remote', `${registry.url}/git/acme/sales.git`)).rejects.toThrow('403');
    await set({ namespaces: { deny: ['evil'] } });
    expect(await git('ls-remote', `${registry.url}/git/acme/sales.git`)).toBe(before);
    expect((await listed(registry)).sort()).toEqual(['finance', 'sales']);
  });

  test('every replica comes to the same history of marketplaces', async () => {
    const { registry, set } = await refusedSales();
    await set({ plugins: { deny: ['good/finance'] } });
    await registry.publish({ version: '1.1.0' });
    await set({ minimumAgeHours: 1 });
    await registry.publish({ version: '1.2.0' });
    const heads = async () => [
      await git('ls-remote', `${registry.url}/git/all.git`),
      await git('ls-remote', `${registry.url}/git/acme.git`),
    ];
    const before = await heads();
    const port = Number(new URL(registry.url).port);
    await registry.close();
    await rm(join(registry.dataDir, 'git'), { recursive: true });
    const again = await testRegistry({ dataDir: registry.dataDir });
    await again.listen({ port });
    expect([
      await git('ls-remote', `${again.url}/git/all.git`),
      await git('ls-remote', `${again.url}/git/acme.git`),
    ]).toEqual(before);
  });
});

describe('one version of several', () => {
  test('stays out of the repository with its objects, and the one before is what hosts get', async () => {
    const { registry, set } = await company();
    await registry.listen();
    await registry.publish({ version: '1.0.0' });
    await registry.publish({ version: '1.1.0', remote: { other: 'https://mcp.other.example/mcp' } });
    await registry.publish({ version: '1.2.0' });
    const url = `${registry.url}/git/acme/sales.git`;
    const tag = async (version: string) => (await git('ls-remote', url, `v${version}`)).split('\t')[0] ?? '';
    const commit = await tag('1.1.0');
    expect(commit).not.toBe('');
    await set({ remoteServers: { allow: [] } });
    expect(await tag('1.1.0')).toBe('');
    expect(await tag('1.2.0')).not.toBe('');
    const dir = await tempDir();
    await git('init', '-q', dir);
    await expect(git('-C', dir, 'fetch', '-q', url, commit)).rejects.toThrow('not our ref');
    await set({ remoteServers: { allow: [] }, plugins: { deny: ['evil/x'] } });
    expect(await tag('1.2.0')).not.toBe('');
    await set({});
    expect(await tag('1.1.0')).toBe(commit);
  });

  test('is listed once it is old enough, by an event, and not before', async () => {
    const now = { at: new Date('2026-11-20T10:00:00.000Z') };
    const { registry, set } = await company({ now: () => now.at });
    await registry.publish({ version: '1.0.0' });
    now.at = new Date('2026-11-22T10:00:00.000Z');
    await set({ minimumAgeHours: 24 });
    await registry.publish({ version: '1.1.0' });
    const versions = async () =>
      (await registry.get('/marketplace.json')).json().plugins.map(({ version }: { version: string }) => version);
    expect(await versions()).toEqual(['1.0.0']);
    now.at = new Date('2026-11-23T10:00:01.000Z');
    await registry.publish({ namespace: 'good', name: 'finance' });
    await vi.waitFor(async () => expect(await versions()).toEqual(['1.1.0']), 5000);
    const types = (await registry.catalogue.events(0, 10)).map(({ type }) => type);
    expect(types).toEqual(['publish', 'policy', 'publish', 'publish']);
  });

  test('an event tells that a version is old enough when nothing else happens', async () => {
    const now = { at: new Date('2026-11-20T10:00:00.000Z') };
    const { registry, set } = await company({ now: () => now.at });
    await set({ minimumAgeHours: 24 });
    await registry.publish({ version: '1.0.0' });
    expect(await listed(registry)).toEqual([]);
    await registry.close();
    now.at = new Date('2026-11-21T10:00:00.000Z');
    const again = await testRegistry({ dataDir: registry.dataDir }, { now: () => now.at });
    await vi.waitFor(async () => expect(await listed(again)).toEqual(['sales']), 5000);
    const types = (await again.catalogue.events(0, 10)).map(({ type }) => type);
    expect(types).toEqual(['policy', 'publish', 'policy-age']);
  });
});
