import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { people } from '../../test/people.ts';
import { type TestRegistry, tempDir, testRegistry } from '../../test/start-registry.ts';
import { gitEnvironment } from '../git/git-process.ts';

const run = promisify(execFile);

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** What can be read, of a plugin and of what there is besides. */
function places(id: string, version: string): string[] {
  const plugin = `/v1/plugins/${id}`;
  const server = encodeURIComponent(`dev.rolekit.${id}`);
  return [
    '/',
    '/?q=hoard',
    `/?namespace=${id.split('/')[0]}`,
    `/${id}`,
    `/${id}?version=${version}`,
    '/v1/plugins',
    '/v1/plugins?q=hoard',
    '/v1/plugins?role=sales',
    `/v1/plugins?namespace=${id.split('/')[0]}`,
    plugin,
    `${plugin}/versions`,
    `${plugin}/versions/${version}`,
    `${plugin}/versions/latest`,
    `${plugin}/versions/${version}/tools`,
    `${plugin}/versions/${version}/skills/review-forecast`,
    `${plugin}/versions/${version}/archive`,
    `${plugin}/versions/${version}/lineage`,
    '/v1/changes',
    `/v1/namespaces/${id.split('/')[0]}`,
    '/marketplace.json',
    '/v0.1/servers',
    '/v0.1/servers?search=hoard',
    `/v0.1/servers/${server}/versions`,
    `/v0.1/servers/${server}/versions/${version}`,
    '/.well-known/agent-skills/index.json',
    '/v1/openapi.json',
    '/healthz',
  ];
}

async function setVisibility(registry: TestRegistry, token: string, visibility: 'public' | 'private'): Promise<void> {
  const { statusCode } = await registry.app.inject({
    method: 'PUT',
    url: '/v1/namespaces/vault',
    headers: { host: new URL(registry.url).host, ...bearer(token) },
    payload: { visibility },
  });
  expect(statusCode).toBe(200);
}

async function withVault() {
  const registry = await testRegistry();
  await registry.listen();
  const { owner, reader, outsider } = await people(registry, 'vault', {
    owner: 'owner',
    reader: 'reader',
    outsider: undefined,
  });
  await registry.publish();
  await setVisibility(registry, owner.token, 'private');
  await registry.publish(
    { namespace: 'vault', name: 'hoard', description: 'Everything of plugh.' },
    { token: owner.token },
  );
  const all = await registry.tokens.create({ name: 'all', namespaces: ['*'] });
  return { registry, owner, reader, outsider, all };
}

describe('a private plugin', () => {
  test('is in nothing that anybody reads, nor an account without a role, nor a machine for all', async () => {
    const { registry, reader, outsider, all } = await withVault();
    const { digest, commit } = (
      await registry.get('/v1/plugins/vault/hoard/versions/1.0.0', bearer(reader.token))
    ).json<{ digest: string; commit: string }>();
    for (const headers of [{}, bearer(outsider.token), bearer(all)]) {
      for (const path of places('vault/hoard', '1.0.0')) {
        const { body } = await registry.get(path, headers);
        // what is asked for may be repeated; what is in it may not
        const found = ['plugh', digest, commit].filter((secret) => body.includes(secret));
        expect([path, found]).toEqual([path, []]);
        if (!path.includes('hoard') && !path.includes('vault')) expect(body).not.toMatch(/hoard|vault/);
      }
    }
  });

  test('answers as one that is not there, to the letter', async () => {
    const { registry, outsider } = await withVault();
    for (const headers of [{}, bearer(outsider.token)]) {
      const paths = places('vault/hoard', '1.0.0');
      const absent = places('vaulx/hoarx', '1.0.0');
      for (const [at, path] of paths.entries()) {
        if (!path.includes('vault')) continue;
        const [a, b] = [await registry.get(path, headers), await registry.get(absent[at] ?? '', headers)];
        const facts = ({
          statusCode,
          body,
          headers: { etag, date, 'x-request-id': _id, 'content-length': _, ...rest },
        }: typeof a) => ({
          statusCode,
          body: body.replaceAll('vaulx', 'vault').replaceAll('hoarx', 'hoard'),
          rest,
        });
        expect({ path, ...facts(a) }).toEqual({ path, ...facts(b) });
      }
    }
  });

  test('is there for its members, and no cache keeps it', async () => {
    const { registry, reader } = await withVault();
    for (const path of [
      '/?q=hoard',
      '/vault/hoard',
      '/v1/plugins?q=hoard',
      '/v1/plugins/vault/hoard',
      '/v1/plugins/vault/hoard/versions/1.0.0/skills/review-forecast',
      '/v1/plugins/vault/hoard/versions/1.0.0/archive',
      '/v1/plugins/vault/hoard/versions/1.0.0/lineage',
      '/v1/changes',
      '/v1/namespaces/vault',
    ]) {
      const { statusCode, headers } = await registry.get(path, bearer(reader.token));
      expect([path, statusCode, headers['cache-control']]).toEqual([path, 200, 'private, no-store']);
    }
    const { plugins } = (await registry.get('/v1/plugins', bearer(reader.token))).json();
    expect(plugins.map(({ id }: { id: string }) => id)).toEqual(['acme/sales', 'vault/hoard']);
  });

  test('is seen no more by who is no member any more, at once', async () => {
    const { registry, owner, reader } = await withVault();
    const read = () => registry.get('/v1/plugins/vault/hoard', bearer(reader.token));
    expect((await read()).statusCode).toBe(200);
    const url = '/v1/namespaces/vault/members/account/reader';
    const headers = { host: new URL(registry.url).host, ...bearer(owner.token) };
    expect((await registry.app.inject({ method: 'DELETE', url, headers })).statusCode).toBe(204);
    expect((await read()).statusCode).toBe(404);
  });

  test('is refused with the reason when the token is not good', async () => {
    const { registry } = await withVault();
    for (const path of ['/v1/plugins', '/v1/plugins/vault/hoard', '/v1/changes']) {
      const answer = await registry.get(path, bearer('rk_wrong'));
      expect([path, answer.statusCode, answer.json().error.code]).toEqual([path, 401, 'RK_TOKEN_UNKNOWN']);
    }
  });
});

describe('the repositories of a private namespace', () => {
  const remote = (registry: TestRegistry, path: string, token?: string) => {
    const url = new URL(`${registry.url}/git/${path}`);
    if (token !== undefined) Object.assign(url, { username: 'x', password: token });
    return url.href;
  };
  const git = async (...args: string[]) =>
    (await run('git', args, { env: { ...gitEnvironment(), GIT_TERMINAL_PROMPT: '0' } })).stdout.trim();

  test('ask everybody who they are, as one that is not there does', async () => {
    const { registry, outsider } = await withVault();
    for (const path of ['vault.git', 'vault/hoard.git', 'nowhere.git', 'nowhere/none.git', 'acme/none.git']) {
      const refs = `/git/${path}/info/refs?service=git-upload-pack`;
      const anybody = await registry.get(refs);
      expect([path, anybody.statusCode]).toEqual([path, path.startsWith('acme') ? 404 : 401]);
      if (!path.startsWith('acme'))
        expect(anybody.headers['www-authenticate']).toBe('Basic realm="rolekit", charset="UTF-8"');
      expect((await registry.get(refs, bearer(outsider.token))).statusCode).toBe(404);
      const upload = await registry.app.inject({
        method: 'POST',
        url: `/git/${path}/git-upload-pack`,
        headers: {
          host: new URL(registry.url).host,
          'content-type': 'application/x-git-upload-pack-request',
        },
        payload: '0000',
      });
      expect([path, upload.statusCode]).toEqual([path, path.startsWith('acme') ? 404 : 401]);
    }
  });

  test('are cloned with a token as the password, plugin and marketplace', async () => {
    const { registry, reader, outsider } = await withVault();
    const dir = await tempDir();
    await expect(git('clone', remote(registry, 'vault/hoard.git'), join(dir, 'a'))).rejects.toThrow(
      'could not read Username',
    );
    await expect(git('clone', remote(registry, 'vault/hoard.git', outsider.token), join(dir, 'b'))).rejects.toThrow(
      'not found',
    );
    await git('clone', '-q', remote(registry, 'vault/hoard.git', reader.token), join(dir, 'c'));
    expect(await git('-C', join(dir, 'c'), 'tag')).toBe('v1.0.0');
    await git('clone', '-q', remote(registry, 'vault.git', reader.token), join(dir, 'd'));
    const listed = await git('-C', join(dir, 'd'), 'show', 'HEAD:.claude-plugin/marketplace.json');
    expect(JSON.parse(listed).plugins.map(({ name }: { name: string }) => name)).toEqual(['hoard']);
  });

  test('are in no other repository, not by a hash either', async () => {
    const { registry, reader } = await withVault();
    const { commit } = (await registry.get('/v1/plugins/vault/hoard/versions/1.0.0', bearer(reader.token))).json<{
      commit: string;
    }>();
    const dir = join(await tempDir(), 'all');
    await git('clone', '-q', remote(registry, 'all.git'), dir);
    expect(await git('-C', dir, 'log', '--format=%s')).not.toContain('vault');
    expect(await git('-C', dir, 'grep', '-c', 'sales', 'HEAD')).not.toContain('vault');
    for (const path of ['all.git', 'acme.git', 'acme/sales.git'])
      await expect(git('-C', dir, 'fetch', remote(registry, path), commit)).rejects.toThrow(/not our ref|no such/);
  });

  test('a namespace that becomes public is listed from then on, and not before', async () => {
    const { registry, owner } = await withVault();
    const subjects = async () => {
      const dir = join(await tempDir(), 'all');
      await git('clone', '-q', remote(registry, 'all.git'), dir);
      return (await git('-C', dir, 'log', '--format=%s', '--reverse')).split('\n');
    };
    expect(await subjects()).toEqual(['Event 0: nothing published', 'Event 1: publish acme/sales 1.0.0']);
    await setVisibility(registry, owner.token, 'public');
    expect((await subjects()).at(-1)).toBe('Event 4: vault is public');
    expect((await registry.get('/v1/plugins/vault/hoard')).statusCode).toBe(200);
    expect((await registry.get('/marketplace.json')).json().plugins).toHaveLength(2);
  });
});
