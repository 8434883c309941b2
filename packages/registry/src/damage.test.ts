import { execFile } from 'node:child_process';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packPlugin } from '../test/pack-plugin.ts';
import { archivePath, type TestRegistry, tempDir, testRegistry } from '../test/start-registry.ts';

const run = promisify(execFile);

async function damage(registry: TestRegistry, version: string, how: 'flip' | 'cut' | 'delete'): Promise<void> {
  const path = await archivePath(registry, version);
  if (how === 'delete') return rm(path);
  if (how === 'cut') return truncate(path, 200);
  const bytes = await readFile(path);
  bytes[300] = (bytes[300] ?? 0) ^ 1;
  return writeFile(path, bytes);
}

const archiveOf = (version: string) => `/v1/plugins/acme/sales/versions/${version}/archive`;

async function tagsOf(registry: TestRegistry, args: string[] = []): Promise<string[]> {
  const dir = join(await tempDir(), 'clone');
  await run('git', ['clone', '-q', ...args, `${registry.url}/git/acme/sales.git`, dir]);
  await run('git', ['-C', dir, 'fsck', '--strict']);
  const { stdout } = await run('git', [
    '-C',
    dir,
    'for-each-ref',
    '--format=%(refname:short) %(objectname)',
    'refs/tags',
  ]);
  return stdout.trim().split('\n');
}

async function recorded(registry: TestRegistry, ...versions: string[]): Promise<string[]> {
  return Promise.all(
    versions.map(async (version) => {
      const detail = (await registry.get(`/v1/plugins/acme/sales/versions/${version}`)).json();
      return `v${version} ${detail.commit}`;
    }),
  );
}

test.each([
  ['flip', 'damaged'],
  ['cut', 'damaged'],
  ['delete', 'missing'],
] as const)('of an archive (%s) is said instead of served, and the same content heals it', async (how, state) => {
  const registry = await testRegistry();
  const plugin = await packPlugin();
  await registry.send(plugin);
  await registry.publish({ version: '1.1.0' });
  await damage(registry, '1.0.0', how);
  for (const method of ['GET', 'HEAD'] as const) {
    const answer = await registry.app.inject({ method, url: archiveOf('1.0.0') });
    expect([answer.statusCode, answer.headers['cache-control'], answer.headers.etag]).toEqual([
      500,
      'no-store',
      undefined,
    ]);
    if (method === 'GET') {
      expect(answer.json().error).toEqual({
        code: 'RK_ARCHIVE_DAMAGED',
        message: `The stored archive of acme/sales 1.0.0 is ${state}, so it is not served.`,
        fix: 'Publish the same content again, or restore the file from a backup: `rolekit registry verify` names it.',
      });
    }
  }
  expect((await registry.get(archiveOf('1.1.0'))).statusCode).toBe(200);
  const again = await registry.send(plugin);
  expect([again.statusCode, again.json().created]).toEqual([200, false]);
  expect((await registry.get(archiveOf('1.0.0'))).rawPayload.equals(Buffer.from(plugin.tgz))).toBe(true);
});

test('of an archive is healed by the same content in another gzip', async () => {
  const registry = await testRegistry();
  const plugin = await packPlugin();
  await registry.send(plugin);
  await damage(registry, '1.0.0', 'flip');

  const other = gzipSync(gunzipSync(plugin.tgz), { level: 1 });
  expect((await registry.send({ ...plugin, tgz: other })).statusCode).toBe(200);
  expect((await registry.get(archiveOf('1.0.0'))).rawPayload.equals(Buffer.from(plugin.tgz))).toBe(true);
});

test('of one archive leaves its tag to repositories that have it, and out of those made again', async () => {
  const dataDir = await tempDir();
  const versions = ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0'];
  const first = await testRegistry({ dataDir });
  for (const version of versions) await first.publish({ version });
  await damage(first, '1.1.0', 'delete');
  await damage(first, '1.4.0', 'flip');
  await first.listen();
  expect(await tagsOf(first)).toEqual(await recorded(first, ...versions));
  await first.close();

  await rm(join(dataDir, 'git'), { recursive: true });
  const warned: string[] = [];
  const logger = { level: 'warn', stream: { write: (line: string) => void warned.push(JSON.parse(line).version) } };
  const registry = await testRegistry({ dataDir, logger });
  await registry.listen();
  expect(await tagsOf(registry)).toEqual(await recorded(registry, '1.0.0', '1.2.0', '1.3.0'));
  expect(await tagsOf(registry, ['--depth', '1', '--branch', 'v1.2.0'])).toEqual(await recorded(registry, '1.2.0'));
  expect(new Set(warned)).toEqual(new Set(['1.1.0', '1.4.0']));

  await registry.publish({ version: '1.1.0' });
  expect(await tagsOf(registry)).toEqual(await recorded(registry, '1.0.0', '1.1.0', '1.2.0', '1.3.0'));
  await registry.publish({ version: '1.4.0' });
  expect(await tagsOf(registry)).toEqual(await recorded(registry, ...versions));
  await registry.publish({ version: '1.5.0' });
  expect(await tagsOf(registry)).toEqual(await recorded(registry, ...versions, '1.5.0'));
});

test('of every archive leaves the rest of the registry standing', async () => {
  const dataDir = await tempDir();
  const first = await testRegistry({ dataDir });
  await first.publish();
  await first.publish({ name: 'other' });
  await damage(first, '1.0.0', 'cut');
  await first.close();
  await rm(join(dataDir, 'git'), { recursive: true });
  const registry = await testRegistry({ dataDir });
  await registry.listen();
  const dir = await tempDir();
  await run('git', ['clone', '-q', `${registry.url}/git/acme/other.git`, join(dir, 'other')]);
  await run('git', ['clone', '-q', `${registry.url}/git/all.git`, join(dir, 'all')]);
  expect((await registry.get('/acme/sales')).statusCode).toBe(200);
});

test('of a repository that a crash left without its HEAD is made good when it is asked for', async () => {
  const dataDir = await tempDir();
  const first = await testRegistry({ dataDir });
  await first.publish();
  await first.close();
  for (const path of ['all.git', 'plugins/acme/sales.git']) await writeFile(join(dataDir, 'git', path, 'HEAD'), '');
  const registry = await testRegistry({ dataDir });
  await registry.listen();
  expect(await tagsOf(registry)).toEqual(await recorded(registry, '1.0.0'));
  await run('git', ['clone', '-q', `${registry.url}/git/all.git`, join(await tempDir(), 'all')]);
});
