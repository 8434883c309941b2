import { execFile, spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type AtEnd, clock, type TestRegistry, tempDir, testRegistry } from '../../test/start-registry.ts';
import { gitEnvironment } from './git-process.ts';

const run = promisify(execFile);

async function git(...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, { env: gitEnvironment() });
  return stdout.trim();
}

async function cloned(registry: TestRegistry, repository: string, ...options: string[]): Promise<string> {
  const dir = join(await tempDir(), 'clone');
  await git('clone', '-q', ...options, `${registry.url}/git/${repository}`, dir);
  return dir;
}

async function refs(registry: TestRegistry, repository: string): Promise<string> {
  return git('ls-remote', `${registry.url}/git/${repository}`);
}

const marketplace = async (dir: string, path = '.claude-plugin/marketplace.json') =>
  JSON.parse(await readFile(join(dir, path), 'utf8'));

afterEach(() => vi.unstubAllEnvs());

describe('what is refused', () => {
  test('a repository that is not there', async () => {
    const registry = await testRegistry();
    for (const path of ['acme/sales.git', 'acme.git', '..%2f..%2fcatalogue.git', 'acme/..%2fsales.git']) {
      const answer = await registry.get(`/git/${path}/info/refs?service=git-upload-pack`);
      expect([path, answer.statusCode, answer.json().error.code]).toEqual([path, 404, 'RK_GIT_UNKNOWN']);
    }
  });

  test('every service but reading over smart HTTP', async () => {
    const registry = await testRegistry();
    await registry.publish();
    for (const path of ['info/refs', 'info/refs?service=git-receive-pack', 'HEAD', 'objects/info/packs']) {
      expect([path, (await registry.get(`/git/acme/sales.git/${path}`)).statusCode]).toEqual([path, 403]);
    }
    const push = await registry.app.inject({
      method: 'POST',
      url: '/git/acme/sales.git/git-receive-pack',
      payload: '',
    });
    expect(push.statusCode).toBe(403);
    const json = await registry.app.inject({ method: 'POST', url: '/git/acme/sales.git/git-upload-pack', payload: {} });
    expect([json.statusCode, json.json().error.code]).toEqual([415, 'RK_MEDIA_TYPE']);
  });

  test('a compressed body that grows without end', async () => {
    const registry = await testRegistry();
    await registry.listen();
    await registry.publish();
    const answer = fetch(`${registry.url}/git/acme/sales.git/git-upload-pack`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-git-upload-pack-request', 'content-encoding': 'gzip' },
      body: gzipSync(Buffer.alloc(64 * 1024 * 1024, '0')),
    }).then((response) => response.arrayBuffer());
    // git is ended: the answer holds no pack.
    expect((await answer.catch(() => new ArrayBuffer(0))).byteLength).toBeLessThan(1000);
    expect(await refs(registry, 'acme/sales.git')).toContain('refs/heads/main');
  });

  test('repositories, and nothing else, on a machine without git', async () => {
    const registry = await testRegistry();
    vi.stubEnv('PATH', '/nonexistent');
    expect((await registry.publish()).created).toBe(true);
    const answer = await registry.get('/git/acme/sales.git/info/refs?service=git-upload-pack');
    expect([answer.statusCode, answer.json().error.code]).toEqual([503, 'RK_GIT_MISSING']);
    expect((await registry.get('/marketplace.json')).json().plugins[0].source.sha).toMatch(/^[0-9a-f]{40}$/);
    vi.unstubAllEnvs();
    expect((await registry.get('/git/acme/sales.git/info/refs?service=git-upload-pack')).statusCode).toBe(200);
  });
});

describe('a plugin repository', () => {
  /** For tests that only read. */
  let shared: TestRegistry;
  const ends: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shared = await fourVersions((end) => ends.unshift(end));
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });

  async function fourVersions(atEnd?: AtEnd): Promise<TestRegistry> {
    const registry = await testRegistry({}, {}, atEnd);
    await registry.listen();
    for (const version of ['1.0.0', '2.0.0', '1.0.1', '2.1.0-beta.1']) await registry.publish({ version });
    return registry;
  }

  test('has a tag for each version, in the order of publication, and main at the latest stable one', async () => {
    const registry = shared;
    const dir = await cloned(registry, 'acme/sales.git');
    expect((await git('-C', dir, 'tag')).split('\n')).toEqual(['v1.0.0', 'v1.0.1', 'v2.0.0', 'v2.1.0-beta.1']);
    expect((await git('-C', dir, 'log', '--format=%s', 'v2.1.0-beta.1')).split('\n')).toEqual([
      'sales 2.1.0-beta.1',
      'sales 1.0.1',
      'sales 2.0.0',
      'sales 1.0.0',
    ]);
    expect(await git('-C', dir, 'log', '-1', '--format=%s')).toBe('sales 2.0.0');
    expect(await git('-C', dir, 'fsck', '--strict')).toBe('');
    const { commit } = (await registry.get('/v1/plugins/acme/sales/versions/1.0.1')).json();
    expect(await git('-C', dir, 'rev-parse', 'v1.0.1')).toBe(commit);
    expect(JSON.parse(await readFile(join(dir, 'plugin.json'), 'utf8')).version).toBe('2.0.0');
  });

  test('can be cloned shallow, by tag, deepened, and fetched by commit', async () => {
    const registry = shared;
    const shallow = await cloned(registry, 'acme/sales.git', '--depth', '1', '--branch', 'v2.0.0');
    expect(await git('-C', shallow, 'rev-list', '--count', 'HEAD')).toBe('1');
    await git('-C', shallow, 'fetch', '-q', '--unshallow');
    expect(await git('-C', shallow, 'rev-list', '--count', 'HEAD')).toBe('2');
    const { commit } = (await registry.get('/v1/plugins/acme/sales/versions/1.0.1')).json();
    await git('-C', shallow, 'fetch', '-q', '--depth', '1', 'origin', commit);
    expect(await git('-C', shallow, 'log', '-1', '--format=%s', 'FETCH_HEAD')).toBe('sales 1.0.1');
  });

  test.each(['0', '1', '2'])('can be cloned with protocol %s', async (protocol) => {
    const registry = shared;
    const dir = join(await tempDir(), 'clone');
    await git('-c', `protocol.version=${protocol}`, 'clone', '-q', `${registry.url}/git/acme/sales.git`, dir);
    expect(await git('-C', dir, 'tag')).toContain('v2.0.0');
  });

  test('answers a client that has much, whose request is compressed', async () => {
    const registry = await fourVersions();
    const dir = await cloned(registry, 'acme/sales.git');
    // Many commits of its own make the client list them, in a body that git compresses.
    const commits = Array.from(
      { length: 400 },
      (_, at) => `commit refs/heads/own-${at}\ncommitter A <a@b> ${at + 1} +0000\ndata 1\nx\n\n`,
    );
    const child = spawn('git', ['-C', dir, 'fast-import', '--quiet'], { env: gitEnvironment() });
    child.stdin.end(commits.join(''));
    await new Promise((resolve) => child.once('close', resolve));
    await registry.publish({ version: '2.1.0' });
    await git('-C', dir, 'fetch', '-q', '--tags');
    expect(await git('-C', dir, 'log', '-1', '--format=%s', 'origin/main')).toBe('sales 2.1.0');
  });

  test('follows a yank back and forth', async () => {
    const registry = await fourVersions();
    const yank = (action: string, payload?: object) =>
      registry.app.inject({
        method: 'POST',
        url: `/v1/plugins/acme/sales/versions/2.0.0/${action}`,
        headers: { host: new URL(registry.url).host, authorization: `Bearer ${registry.token}` },
        ...(payload === undefined ? {} : { payload }),
      });
    const main = async () => /(\w+)\trefs\/heads\/main/.exec(await refs(registry, 'acme/sales.git'))?.[1];
    const commitOf = async (version: string) =>
      (await registry.get(`/v1/plugins/acme/sales/versions/${version}`)).json().commit;
    expect((await yank('yank', { reason: 'Loses data.' })).statusCode).toBe(200);
    expect(await main()).toBe(await commitOf('1.0.1'));
    expect((await yank('unyank')).statusCode).toBe(200);
    expect(await main()).toBe(await commitOf('2.0.0'));
  });

  test('has no main while there is only a prerelease', async () => {
    const registry = await testRegistry();
    await registry.listen();
    await registry.publish({ version: '1.0.0-beta.1' });
    expect(await refs(registry, 'acme/sales.git')).toMatch(/^\w+\trefs\/tags\/v1.0.0-beta.1$/);
  });

  test('holds nothing that tells where the registry is', async () => {
    const registry = await testRegistry({ publicUrl: 'https://plugins.example.com', allowedHosts: ['127.0.0.1'] });
    await registry.listen();
    await registry.publish();
    const address = registry.app.addresses()[0];
    const dir = join(await tempDir(), 'clone');
    await git(
      'clone',
      '-q',
      `http://127.0.0.1:${typeof address === 'object' ? address.port : ''}/git/acme/sales.git`,
      dir,
    );
    await expect(git('-C', dir, 'grep', '-q', 'plugins.example.com', 'HEAD')).rejects.toMatchObject({ code: 1 });
    expect(await git('-C', dir, 'log', '--format=%B%an%ae')).not.toContain('example');
  });

  test('is the same when it is made again from the archives', async () => {
    const registry = await fourVersions();
    const before = await refs(registry, 'acme/sales.git');
    const all = await refs(registry, 'all.git');
    const own = await refs(registry, 'acme.git');
    const { url } = registry;
    await registry.close();
    await rm(join(registry.dataDir, 'git'), { recursive: true });
    const again = await testRegistry({ dataDir: registry.dataDir });
    await again.listen({ port: Number(new URL(url).port) });
    expect(await refs(again, 'acme/sales.git')).toBe(before);
    expect(await refs(again, 'all.git')).toBe(all);
    expect(await refs(again, 'acme.git')).toBe(own);
  });

  test('is repaired when what is on disk is not what was published', async () => {
    const registry = await fourVersions();
    const before = await refs(registry, 'acme/sales.git');
    const main = before.split('\t', 1)[0] ?? '';
    await registry.close();
    const dir = join(registry.dataDir, 'git', 'plugins', 'acme', 'sales.git');
    await git('--git-dir', dir, 'update-ref', 'refs/tags/v1.0.0', main);
    const again = await testRegistry({ dataDir: registry.dataDir });
    await again.listen();
    expect(await refs(again, 'acme/sales.git')).toBe(before);
  });

  test('has the same hashes in every registry that saw the same events', async () => {
    const hashes = await Promise.all(
      ['https://one.example', 'https://two.example'].map(async (publicUrl) => {
        const registry = await testRegistry({ publicUrl }, { now: clock('2026-01-01T00:00:00.000Z') });
        await registry.publish();
        await registry.publish({ version: '1.1.0' });
        return (
          await registry.get('/git/acme/sales.git/info/refs?service=git-upload-pack', { host: new URL(publicUrl).host })
        ).body;
      }),
    );
    expect(hashes[0]).toMatch(/[0-9a-f]{40} refs\/tags\/v1\.1\.0/);
    expect(hashes[0]).toBe(hashes[1]);
  });
});

describe('a marketplace', () => {
  test('can be added before anything is published', async () => {
    const registry = await testRegistry();
    await registry.listen();
    const dir = await cloned(registry, 'all.git', '--depth', '1');
    expect(await marketplace(dir)).toMatchObject({ name: 'rolekit', plugins: [] });
    await registry.publish();
    await git('-C', dir, 'pull', '-q');
    expect((await marketplace(dir)).plugins).toHaveLength(1);
  });

  test('holds two indexes and a readme, which point at tags of the plugin repositories', async () => {
    const registry = await testRegistry();
    await registry.listen();
    await registry.publish({ namespace: 'rolekit' });
    await registry.publish({ namespace: 'rolekit', version: '1.1.0' });
    const dir = await cloned(registry, 'all.git');
    expect((await git('-C', dir, 'ls-files')).split('\n')).toEqual([
      '.agents/plugins/marketplace.json',
      '.claude-plugin/marketplace.json',
      'README.md',
    ]);
    const { commit } = (await registry.get('/v1/plugins/rolekit/sales/versions/1.1.0')).json();
    const source = { source: 'url', url: `${registry.url}/git/rolekit/sales.git`, ref: 'v1.1.0', sha: commit };
    expect((await marketplace(dir)).plugins).toMatchObject([{ name: 'sales', version: '1.1.0', source }]);
    expect((await marketplace(dir, '.agents/plugins/marketplace.json')).plugins).toMatchObject([
      { name: 'sales', source, policy: { installation: 'AVAILABLE', authentication: 'ON_USE' } },
    ]);
    // one commit for both where the second came before the first was made
    expect(await git('-C', dir, 'log', '--format=%s')).toMatch(
      /^Event 2: publish rolekit\/sales 1\.1\.0(?:\nEvent 1: publish rolekit\/sales 1\.0\.0|, and 1 before it)\nEvent 0: nothing published$/,
    );
  });

  test('lists neither prereleases nor yanked versions, and of two plugins of one name the first', async () => {
    const registry = await testRegistry();
    await registry.listen();
    await registry.publish({ namespace: 'zeta' });
    await registry.publish({ namespace: 'acme', version: '3.0.0' });
    await registry.publish({ name: 'beta', version: '1.0.0-beta.1' });
    const all = await cloned(registry, 'all.git');
    expect((await marketplace(all)).plugins.map(({ source }: { source: { url: string } }) => source.url)).toEqual([
      `${registry.url}/git/zeta/sales.git`,
    ]);
    expect(await readFile(join(all, 'README.md'), 'utf8')).toContain(`acme/sales 3.0.0: ${registry.url}/git/acme.git`);
    const own = await cloned(registry, 'acme.git');
    expect(await marketplace(own)).toMatchObject({
      name: 'rolekit-acme',
      plugins: [{ name: 'sales', version: '3.0.0' }],
    });
    expect((await registry.get('/marketplace.json')).json()).toEqual(await marketplace(all));
  });

  test('goes on where it was after a restart, and starts anew for another address', async () => {
    const registry = await testRegistry({ publicUrl: 'http://localhost:1' });
    await registry.publish();
    await registry.close();
    const log = (dataDir: string) => git('--git-dir', join(dataDir, 'git', 'all.git'), 'log', '--format=%s');
    const again = await testRegistry(
      { dataDir: registry.dataDir, publicUrl: 'http://localhost:1' },
      { now: clock('2026-12-01T00:00:00.000Z') },
    );
    await again.publish({ version: '1.0.1' });
    // by itself, though nobody asks for it
    await vi.waitFor(async () =>
      expect((await log(registry.dataDir)).split('\n')).toEqual([
        'Event 2: publish acme/sales 1.0.1',
        'Event 1: publish acme/sales 1.0.0',
        'Event 0: nothing published',
      ]),
    );
    await again.close();
    const moved = await testRegistry({ dataDir: registry.dataDir, publicUrl: 'http://localhost:2' });
    await moved.get('/git/all.git/info/refs?service=git-upload-pack', { host: 'localhost:2' });
    const index = await git('--git-dir', join(registry.dataDir, 'git', 'all.git'), 'log', '-p');
    expect(index).toContain('http://localhost:2/git/acme/sales.git');
    expect(index).not.toContain('http://localhost:1/');
  });
});

test('user and system configuration of git has no say', async () => {
  const home = await tempDir();
  await writeFile(join(home, '.gitconfig'), '[transfer]\n\thideRefs = refs/tags\n');
  vi.stubEnv('HOME', home);
  vi.stubEnv('GIT_CONFIG_GLOBAL', join(home, '.gitconfig'));
  const registry = await testRegistry();
  await registry.publish();
  expect((await registry.get('/git/acme/sales.git/info/refs?service=git-upload-pack')).body).toContain(
    'refs/tags/v1.0.0',
  );
});
