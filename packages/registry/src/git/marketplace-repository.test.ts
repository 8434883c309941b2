import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { packPlugin } from '../../test/pack-plugin.ts';
import { clock, type TestRegistry, testRegistry } from '../../test/start-registry.ts';
import { databaseOf } from '../../test/test-database.ts';
import { verifyRegistry } from '../verify/index.ts';
import { gitEnvironment } from './git-process.ts';
import { MarketplaceRepository } from './marketplace-repository.ts';

const run = promisify(execFile);
const URL = 'http://localhost:1';

/** Subjects of the commits of a repository on the disk, the newest first. */
async function log(dataDir: string, repository = 'all.git', format = '%s'): Promise<string[]> {
  const args = ['--git-dir', join(dataDir, 'git', repository), 'log', `--format=${format}`];
  return (await run('git', args, { env: gitEnvironment() })).stdout.trim().split('\n');
}

async function burst(registry: TestRegistry, count: number): Promise<void> {
  const plugins = await Promise.all(Array.from({ length: count }, (_, at) => packPlugin({ name: `p${at}` })));
  const answers = await Promise.all(plugins.map((plugin) => registry.send(plugin)));
  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([201]));
}

const listed = async (registry: TestRegistry) => (await registry.get('/marketplace.json')).json().plugins.length;

test('a burst of publications is few commits, which follow by themselves and are the same when they are made again', async () => {
  const registry = await testRegistry({ publicUrl: URL });
  await burst(registry, 24);
  await vi.waitFor(async () => expect((await log(registry.dataDir))[0]).toMatch(/^Event 24: /), { timeout: 30_000 });
  const subjects = await log(registry.dataDir);
  expect(subjects.length).toBeLessThan(24);
  expect(subjects.at(-1)).toBe('Event 0: nothing published');
  const counted = subjects.slice(0, -1).map((subject) => 1 + Number(/, and (\d+) before it$/.exec(subject)?.[1] ?? 0));
  expect(counted.reduce((sum, count) => sum + count)).toBe(24);
  const hashes = await log(registry.dataDir, 'all.git', '%H');
  await vi.waitFor(async () => expect((await log(registry.dataDir, 'namespaces/acme.git'))[0]).toMatch(/^Event 24: /), {
    timeout: 30_000,
  });
  const own = await log(registry.dataDir, 'namespaces/acme.git', '%H');
  await registry.close();
  const place = { dataDir: registry.dataDir, ...(await databaseOf(registry.dataDir)) };
  expect((await verifyRegistry(place)).problems).toEqual([]);
  await rm(join(registry.dataDir, 'git'), { recursive: true });
  const again = await testRegistry({ dataDir: registry.dataDir, publicUrl: URL });
  await again.get('/git/all.git/info/refs?service=git-upload-pack', { host: 'localhost:1' });
  await again.get('/git/acme.git/info/refs?service=git-upload-pack', { host: 'localhost:1' });
  expect(await log(again.dataDir, 'all.git', '%H')).toEqual(hashes);
  expect(await log(again.dataDir, 'namespaces/acme.git', '%H')).toEqual(own);
});

test('whoever asks for an index after a publication finds it there, also in the middle of a burst', async () => {
  const registry = await testRegistry({ publicUrl: URL });
  await registry.publish({ name: 'first' });
  expect(await listed(registry)).toBe(1);
  const others = burst(registry, 8);
  await registry.publish({ name: 'second', skills: { 'count-stock': 'Count the stock.' } });
  expect((await registry.get('/marketplace.json')).body).toContain('"second"');
  expect((await registry.get('/.well-known/agent-skills/index.json')).body).toContain('/acme/second/');
  await others;
  expect(await listed(registry)).toBe(10);
});

test('two replicas that write commits of the same editions by themselves have the same hashes', async () => {
  const registry = await testRegistry({ publicUrl: URL }, { now: clock() });
  const root = join(registry.dataDir, 'other');
  const other = new MarketplaceRepository(root, undefined, { name: 'rolekit', publicUrl: URL }, registry.catalogue);
  for (const name of ['a', 'b', 'c']) {
    await registry.publish({ name });
    await registry.publish({ name, version: '1.1.0' });
    await registry.get('/git/all.git/info/refs?service=git-upload-pack', { host: 'localhost:1' });
    // behind by one burst, or not at all
    if (name !== 'b') await other.sync();
  }
  const hashes = await log(registry.dataDir, 'all.git', '%H');
  expect(hashes.length).toBeGreaterThan(3);
  expect(await log(registry.dataDir, '../other/all.git', '%H')).toEqual(hashes);
});

test('a crash after an edition was ended and before its commit was written loses nothing', async () => {
  const registry = await testRegistry({ publicUrl: URL });
  await registry.publish();
  await registry.get('/git/all.git/info/refs?service=git-upload-pack', { host: 'localhost:1' });
  await registry.close();
  const crashed = await testRegistry({ dataDir: registry.dataDir, publicUrl: URL });
  vi.spyOn(MarketplaceRepository.prototype, 'sync').mockRejectedValue(new RangeError('killed'));
  await crashed.publish({ version: '1.1.0' });
  await crashed.close();
  vi.restoreAllMocks();
  expect(await log(registry.dataDir)).toEqual(['Event 1: publish acme/sales 1.0.0', 'Event 0: nothing published']);
  const again = await testRegistry({ dataDir: registry.dataDir, publicUrl: URL });
  await again.get('/git/all.git/info/refs?service=git-upload-pack', { host: 'localhost:1' });
  expect((await log(registry.dataDir))[0]).toBe('Event 2: publish acme/sales 1.1.0');
});

test('commits that were written one by one are packed, and stay readable', async () => {
  const registry = await testRegistry({ publicUrl: URL });
  await burst(registry, 3);
  const root = join(registry.dataDir, 'other');
  const own = new MarketplaceRepository(root, undefined, { name: 'rolekit', publicUrl: URL }, registry.catalogue);
  await registry.get('/git/all.git/info/refs?service=git-upload-pack', { host: 'localhost:1' });
  await own.sync();
  expect(own.isLoose).toBe(false);
  await own.pack();
  const count = await run('git', ['--git-dir', own.dir, 'count-objects', '-v'], { env: gitEnvironment() });
  expect(count.stdout).toMatch(/^count: 0$/m);
  expect(count.stdout).toMatch(/^packs: 1$/m);
  await registry.publish({ version: '2.0.0' });
  await registry.get('/git/all.git/info/refs?service=git-upload-pack', { host: 'localhost:1' });
  await own.sync();
  await run('git', ['--git-dir', own.dir, 'fsck', '--strict'], { env: gitEnvironment() });
  expect((await log(registry.dataDir, '../other/all.git'))[0]).toMatch(/^Event 4: /);
});
