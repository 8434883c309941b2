import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { packPlugin } from '../../test/pack-plugin.ts';
import { people } from '../../test/people.ts';
import { archivePath, type TestRegistry, tempDir, testRegistry } from '../../test/start-registry.ts';
import { databaseOf } from '../../test/test-database.ts';
import { gitEnvironment } from '../git/git-process.ts';
import { verifyRegistry } from '../verify/index.ts';

const run = promisify(execFile);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const PATH = '/v1/plugins/acme/sales/versions';

const placeOf = async ({ dataDir }: TestRegistry) => ({ dataDir, ...(await databaseOf(dataDir)) });

/** acme/sales 1.0.0, 1.1.0 and 1.2.0, of which the second is about to be quarantined. */
async function start() {
  const registry = await testRegistry();
  await registry.listen();
  const made = await people(registry, 'acme', {
    owner: 'owner',
    ada: 'maintainer',
    pam: 'publisher',
    root: 'administrator',
  });
  for (const version of ['1.0.0', '1.1.0', '1.2.0'])
    await registry.publish({ version, description: `Of ${version}.` }, { token: made.owner.token });
  const post = (path: string, token: string, payload?: object) =>
    registry.app.inject({
      method: 'POST',
      url: path,
      headers: { host: new URL(registry.url).host, ...bearer(token) },
      ...(payload === undefined ? {} : { payload }),
    });
  const quarantine = (version: string, token = made.ada.token, reason = 'It sends data away.') =>
    post(`${PATH}/${version}/quarantine`, token, { reason });
  return { registry, post, quarantine, ...made };
}

const git = async (...args: string[]) =>
  (await run('git', args, { env: { ...gitEnvironment(), GIT_TERMINAL_PROMPT: '0' } })).stdout.trim();

async function clone(registry: TestRegistry, path: string): Promise<string> {
  const dir = join(await tempDir(), 'clone');
  await git('clone', '-q', `${registry.url}/git/${path}`, dir);
  return dir;
}

describe('a quarantined version', () => {
  test('is served nowhere, and who asks for it is told why', async () => {
    const { registry, quarantine } = await start();
    await registry.get('/v1/plugins/acme/sales');
    await registry.catalogue.setChannel('acme', 'sales', 'beta', '1.2.0');
    const { digest, commit } = (await registry.get(`${PATH}/1.2.0`)).json();
    const answer = await quarantine('1.2.0');
    expect(answer.json()).toMatchObject({ state: 'quarantined', reason: 'It sends data away.', by: 'ada' });
    const message = 'acme/sales 1.2.0 is quarantined, and served nowhere: It sends data away.';
    for (const path of ['1.2.0', '1.2.0/archive', '1.2.0/tools', '1.2.0/skills/review-forecast', 'beta']) {
      const refused = await registry.get(`${PATH}/${path}`);
      expect([path, refused.statusCode, refused.json().error.message]).toEqual([path, 410, message]);
    }
    for (const path of [
      '/',
      '/?q=sales',
      '/acme/sales',
      '/v1/plugins',
      '/v1/plugins/acme/sales',
      PATH,
      `${PATH}/latest`,
      '/marketplace.json',
      '/v0.1/servers',
      '/.well-known/agent-skills/index.json',
    ]) {
      const { body, statusCode } = await registry.get(path);
      const found = [digest, commit, 'Of 1.2.0.'].filter((secret) => body.includes(secret));
      expect([path, statusCode, found]).toEqual([path, 200, []]);
    }
    expect((await registry.get(`${PATH}/latest`)).json().version).toBe('1.1.0');
    const page = await registry.get('/acme/sales?version=1.2.0');
    expect(page.statusCode).toBe(410);
    expect(page.body).toContain('It sends data away.');
    expect(page.body).not.toContain('plugin marketplace add');
    expect((await registry.get('/acme/sales')).body).toContain('1.2.0 is quarantined');
    expect((await registry.get(`/v1/changes?since=4`)).json().events).toMatchObject([
      { type: 'quarantine', version: '1.2.0', data: { reason: 'It sends data away.', by: 'ada' } },
    ]);
  });

  test('is in no repository, by its tag or by a hash, and the others are whole', async () => {
    const { registry, quarantine, post, ada } = await start();
    const versions = (await registry.get(PATH)).json().versions.map(({ version }: { version: string }) => version);
    expect(versions).toEqual(['1.2.0', '1.1.0', '1.0.0']);
    const commits = new Map<string, string>();
    for (const version of versions) commits.set(version, (await registry.get(`${PATH}/${version}`)).json().commit);
    const before = await clone(registry, 'acme/sales.git');
    expect(await git('-C', before, 'tag')).toBe('v1.0.0\nv1.1.0\nv1.2.0');
    const tree = await git('-C', before, 'rev-parse', 'v1.1.0^{tree}');
    const blob = await git('-C', before, 'rev-parse', 'v1.1.0:plugin.json');

    await quarantine('1.1.0');
    const after = await clone(registry, 'acme/sales.git');
    expect(await git('-C', after, 'tag')).toBe('v1.0.0\nv1.2.0');
    expect(await git('-C', after, 'rev-parse', 'v1.2.0')).toBe(commits.get('1.2.0'));
    expect(await git('-C', after, 'show', 'v1.2.0:plugin.json')).toContain('Of 1.2.0.');
    for (const object of [commits.get('1.1.0') ?? '', tree, blob])
      await expect(git('-C', after, 'fetch', '-q', 'origin', object)).rejects.toThrow(
        /not our ref|no such|upload-pack/,
      );
    const folder = join(registry.dataDir, 'git', 'plugins', 'acme', 'sales.git');
    for (const object of [commits.get('1.1.0') ?? '', tree, blob])
      await expect(git('--git-dir', folder, 'cat-file', '-e', object)).rejects.toThrow();
    await expect(git('-C', before, 'fetch', '-q', 'origin')).resolves.toBe('');

    await post(`${PATH}/1.1.0/unquarantine`, ada.token);
    const lifted = await clone(registry, 'acme/sales.git');
    expect(await git('-C', lifted, 'tag')).toBe('v1.0.0\nv1.1.0\nv1.2.0');
    expect(await git('-C', lifted, 'rev-list', 'v1.2.0')).toBe(
      versions.map((row: string) => commits.get(row)).join('\n'),
    );
  });

  test('leaves every marketplace, which every replica makes the same', async () => {
    const { registry, quarantine, post, ada } = await start();
    const listed = async (dir: string) =>
      JSON.parse(await git('-C', dir, 'show', 'HEAD:.claude-plugin/marketplace.json')).plugins.map(
        ({ version }: { version: string }) => version,
      );
    const dir = await clone(registry, 'all.git');
    expect(await listed(dir)).toEqual(['1.2.0']);
    await quarantine('1.2.0');
    await git('-C', dir, 'pull', '-q');
    expect(await listed(dir)).toEqual(['1.1.0']);
    for (const version of ['1.1.0', '1.0.0']) await quarantine(version);
    await git('-C', dir, 'pull', '-q');
    expect(await listed(dir)).toEqual([]);
    await post(`${PATH}/1.0.0/unquarantine`, ada.token);
    await git('-C', dir, 'pull', '-q');
    expect(await listed(dir)).toEqual(['1.0.0']);
    const head = await git('-C', dir, 'rev-parse', 'HEAD');
    const port = Number(new URL(registry.url).port);
    await registry.close();
    await rm(join(registry.dataDir, 'git'), { recursive: true });
    const again = await testRegistry({ dataDir: registry.dataDir });
    await again.listen({ port });
    expect(await git('-C', await clone(again, 'all.git'), 'rev-parse', 'HEAD')).toBe(head);
    await again.close();
    expect((await verifyRegistry(await placeOf(registry))).problems).toEqual([]);
  });

  test('takes its plugin along when it is the only one, and brings it back', async () => {
    const { registry, post, quarantine, ada } = await start();
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await quarantine(version);
    expect((await registry.get('/v1/plugins')).json().plugins).toEqual([]);
    expect((await registry.get('/v1/plugins?q=sales')).json().plugins).toEqual([]);
    for (const path of ['/v1/plugins/acme/sales', '/acme/sales', `${PATH}/latest`])
      expect([path, (await registry.get(path)).statusCode]).toEqual([path, 410]);
    expect((await registry.get('/git/acme/sales.git/info/refs?service=git-upload-pack')).statusCode).toBe(404);
    expect(existsSync(join(registry.dataDir, 'git', 'plugins', 'acme', 'sales.git'))).toBe(false);
    await post(`${PATH}/1.1.0/unquarantine`, ada.token);
    expect((await registry.get('/v1/plugins?q=sales')).json().plugins).toMatchObject([{ latest: '1.1.0' }]);
    expect((await registry.get('/git/acme/sales.git/info/refs?service=git-upload-pack')).body).toContain('v1.1.0');
  });

  test('cannot be yanked, pointed at or published as if nothing were', async () => {
    const { registry, post, quarantine, ada, owner } = await start();
    await quarantine('1.2.0');
    const yanked = await post(`${PATH}/1.2.0/yank`, ada.token, { reason: 'No.' });
    expect([yanked.statusCode, yanked.json().error.code]).toEqual([410, 'RK_VERSION_QUARANTINED']);
    await expect(registry.catalogue.setChannel('acme', 'sales', 'beta', '1.2.0')).rejects.toMatchObject({
      code: 'RK_VERSION_QUARANTINED',
    });
    const same = await packPlugin({ version: '1.2.0', description: 'Of 1.2.0.' });
    const sent = await registry.send(same, { token: owner.token });
    expect([sent.statusCode, sent.json().error.code]).toEqual([410, 'RK_VERSION_QUARANTINED']);
    const next = await registry.publish({ version: '1.2.1' }, { token: owner.token });
    expect(next.surface?.comparedWith).toBe('1.1.0');
  });

  test('is lifted by an administrator when an administrator said it', async () => {
    const { post, quarantine, ada, root } = await start();
    await quarantine('1.2.0', root.token);
    const refused = await post(`${PATH}/1.2.0/unquarantine`, ada.token);
    expect([refused.statusCode, refused.json().error.code]).toEqual([403, 'RK_QUARANTINE_LOCKED']);
    expect((await quarantine('1.2.0', ada.token, 'Nothing.')).json().error.code).toBe('RK_QUARANTINE_LOCKED');
    expect((await post(`${PATH}/1.2.0/unquarantine`, root.token)).json()).toMatchObject({ state: 'available' });
  });

  test('keeps its state over a start, in which nothing of it comes back', async () => {
    const { registry } = await start();
    const { commit } = (await registry.get(`${PATH}/1.1.0`)).json();
    // as after a crash between the two: the row is there, the repository as it was
    await registry.get('/git/acme/sales.git/info/refs?service=git-upload-pack');
    await registry.catalogue.withhold(
      { namespace: 'acme', name: 'sales', version: '1.1.0' },
      { state: 'quarantined', reason: 'No.' },
      { name: 'ada', isAdministrator: false },
    );
    await registry.close();
    const again = await testRegistry({ dataDir: registry.dataDir });
    await again.listen();
    const dir = await clone(again, 'acme/sales.git');
    expect(await git('-C', dir, 'tag')).toBe('v1.0.0\nv1.2.0');
    const folder = join(registry.dataDir, 'git', 'plugins', 'acme', 'sales.git');
    await expect(git('--git-dir', folder, 'cat-file', '-e', commit)).rejects.toThrow();
  });
});

describe('what was taken down', () => {
  test('is gone for good: its bytes, its texts and its number', async () => {
    const { registry, post, ada, owner } = await start();
    const archive = await archivePath(registry, '1.1.0');
    const { digest } = (await registry.get(`${PATH}/1.1.0`)).json();
    expect(existsSync(archive)).toBe(true);
    const answer = await post(`${PATH}/1.1.0/takedown`, ada.token, { reason: 'A key was in it.' });
    expect(answer.json()).toMatchObject({ state: 'taken-down', reason: 'A key was in it.', by: 'ada', digest });
    expect(existsSync(archive)).toBe(false);
    const refused = await registry.get(`${PATH}/1.1.0/archive`);
    expect([refused.statusCode, refused.json().error.message]).toEqual([
      410,
      'acme/sales 1.1.0 was taken down for good: A key was in it.',
    ]);
    expect(await registry.catalogue.skillText('acme', 'sales', '1.1.0', 'review-forecast')).toBe('');
    const lifted = await post(`${PATH}/1.1.0/unquarantine`, ada.token);
    expect([lifted.statusCode, lifted.json().error.code]).toEqual([410, 'RK_VERSION_TAKEN_DOWN']);
    const same = await packPlugin({ version: '1.1.0', description: 'Of 1.1.0.' });
    const sent = await registry.send(same, { token: owner.token });
    expect([sent.statusCode, sent.json().error.code]).toEqual([410, 'RK_VERSION_TAKEN_DOWN']);
    expect(existsSync(archive)).toBe(false);
    const other = await registry.send(await packPlugin({ version: '1.1.0', description: 'Other.' }), {
      token: owner.token,
    });
    expect([other.statusCode, other.json().error.code]).toEqual([409, 'RK_VERSION_CONFLICT']);
    await registry.close();
    expect((await verifyRegistry(await placeOf(registry))).problems).toEqual([]);
  });
});

describe('the present status', () => {
  test('is small, is never kept, and says what counts now', async () => {
    const { registry, post, quarantine, ada } = await start();
    const status = async () => registry.get(`${PATH}/1.2.0/status`);
    const first = await status();
    expect([first.statusCode, first.headers['cache-control']]).toEqual([200, 'private, no-store']);
    expect(first.json()).toEqual({
      id: 'acme/sales',
      version: '1.2.0',
      digest: expect.stringMatching(/^sha256:/),
      state: 'available',
      reason: null,
      by: null,
      at: null,
      until: null,
      checkedAt: expect.any(String),
    });
    await post(`${PATH}/1.2.0/yank`, ada.token, { reason: 'Wrong unit.' });
    expect((await status()).json()).toMatchObject({ state: 'yanked', reason: 'Wrong unit.', by: 'ada' });
    await quarantine('1.2.0');
    expect((await status()).json()).toMatchObject({ state: 'quarantined', reason: 'It sends data away.' });
    expect((await registry.get(`${PATH}/9.9.9/status`)).json().error.code).toBe('RK_VERSION_UNKNOWN');
  });

  test('of a private version is told to who reads it, and to nobody else', async () => {
    const { registry, quarantine, owner, pam } = await start();
    await quarantine('1.2.0');
    const url = '/v1/namespaces/acme';
    const headers = { host: new URL(registry.url).host, ...bearer(owner.token) };
    await registry.app.inject({ method: 'PUT', url, headers, payload: { visibility: 'private' } });
    for (const version of ['1.1.0', '1.2.0']) {
      expect((await registry.get(`${PATH}/${version}/status`)).statusCode).toBe(404);
      expect((await registry.get(`${PATH}/${version}`)).json().error.code).toBe('RK_PLUGIN_UNKNOWN');
      expect((await registry.get(`${PATH}/${version}/status`, bearer(pam.token))).statusCode).toBe(200);
    }
    expect((await registry.get(`${PATH}/1.2.0/archive`, bearer(pam.token))).statusCode).toBe(410);
  });
});
