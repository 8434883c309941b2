import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readBundle } from '@rolekit/sdk/bundle';
import { digestOf } from '@rolekit/sdk/internal';
import { RULE_SET } from '@rolekit/sdk/internal/plugin';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { type PackedPlugin, packPlugin } from '../../test/pack-plugin.ts';
import {
  type AtEnd,
  ageFiles,
  archivePath,
  type TestRegistry,
  tempDir,
  testRegistry,
} from '../../test/start-registry.ts';
import { copyRegistry, databaseOf, ON_POSTGRES, tamper } from '../../test/test-database.ts';
import { runGit } from '../git/git-process.ts';
import { treeId } from '../object-id.ts';
import { openStore } from '../store/open-store.ts';
import { verifyRegistry } from './index.ts';

/** A data folder with two plugins, a yank, a channel and every repository, closed. */
async function published(atEnd: AtEnd, before: (registry: TestRegistry) => Promise<void> = async () => {}) {
  const dataDir = await tempDir(atEnd);
  const registry = await testRegistry({ dataDir }, {}, atEnd);
  await registry.listen();
  await registry.publish({ version: '1.0.0' }, { channel: 'beta' });
  // the marketplaces have a commit that lists it
  for (const marketplace of ['all', 'acme'])
    await registry.get(`/git/${marketplace}.git/info/refs?service=git-upload-pack`, {
      host: new URL(registry.url).host,
    });
  for (const version of ['1.1.0', '1.2.0']) await registry.publish({ version }, { channel: 'beta' });
  await registry.publish({ name: 'other' });
  await registry.app.inject({
    method: 'POST',
    url: '/v1/plugins/acme/sales/versions/1.1.0/yank',
    headers: { authorization: `Bearer ${registry.token}`, host: new URL(registry.url).host },
    payload: { reason: 'Wrong.' },
  });
  await before(registry);
  await registry.close();
  return dataDir;
}

let template: Promise<string> | undefined;
const ends: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

/** A copy of one such folder. */
async function folder(): Promise<string> {
  template ??= published((end) => ends.push(end));
  const dataDir = await tempDir();
  await copyRegistry(await template, dataDir);
  return dataDir;
}

async function told(dataDir: string, repair = false): Promise<string[]> {
  const { problems } = await verifyRegistry({ dataDir, ...(await databaseOf(dataDir)), repair });
  return problems.map(
    ({ area, subject, message, repaired }) => `${repaired ? 'repaired ' : ''}${area} ${subject}: ${message}`,
  );
}

test('a folder that nobody changed is fine', async () => {
  const dataDir = await folder();
  const { problems, versions, events, refusedToday, skipped } = await verifyRegistry({
    dataDir,
    ...(await databaseOf(dataDir)),
  });
  expect({ problems, versions, events, refusedToday, skipped }).toEqual({
    problems: [],
    versions: 4,
    events: 8,
    refusedToday: [],
    skipped: [],
  });
});

test('a folder without a registry, and one that a registry runs on, are refused', async () => {
  await expect(verifyRegistry({ dataDir: await tempDir() })).rejects.toMatchObject({ code: 'RK_OPTION' });
  const { dataDir } = await testRegistry();
  const place = { dataDir, ...(await databaseOf(dataDir)) };
  await expect(verifyRegistry(place)).rejects.toMatchObject({ code: 'RK_DATA_IN_USE' });
});

test('a file that is no database is said as that', async () => {
  const dataDir = await tempDir();
  await writeFile(join(dataDir, 'catalogue.sqlite'), 'x'.repeat(8192));
  await expect(verifyRegistry({ dataDir })).rejects.toMatchObject({ code: 'RK_DATABASE_BROKEN' });
});

test.each([
  [
    'an event that was changed',
    `update events set data = '{}' where seq = 8`,
    ['events event 8: Event 8 was changed after it was written.', 'version acme/sales 1.1.0: An event yanked it'],
  ],
  [
    'a deprecation that no event made',
    `update versions set deprecated = 'No.', deprecated_by = 'x', deprecated_at = 'y' where version = '1.0.0' and plugin_id = 2`,
    ['version acme/other 1.0.0: It is deprecated, but no event says so.'],
  ],
  [
    'a yank by another than the event says',
    `update versions set yanked_by = 'nobody' where yanked is not null`,
    ['version acme/sales 1.1.0: An event yanked it, but its row does not say so.'],
  ],
  [
    'a yank that no event made',
    `update versions set yanked = 'No.' where version = '1.0.0' and plugin_id = 2`,
    [
      'version acme/other 1.0.0: It is yanked, but no event says so.',
      'search acme/other: Its row names another latest',
    ],
  ],
  [
    'a channel that moved',
    `update channels set version = '1.0.0'`,
    ['version acme/sales: Events say that beta is at 1.2.0; it is at 1.0.0.'],
  ],
  [
    'a manifest that was changed',
    `update versions set manifest = replace(manifest, 'a seller', 'a buyer') where version = '1.0.0' and plugin_id = 1`,
    [
      'version acme/sales 1.0.0: Its row holds another manifest than its archive.',
      'git acme.git: Its history differs from the events.',
      'git all.git: Its history differs from the events.',
    ],
  ],
  [
    'tools that were changed',
    `update versions set tools = replace(tools, 'Reads', 'Loses') where version = '1.0.0' and plugin_id = 1`,
    ['version acme/sales 1.0.0: Its row holds another tools than its archive.'],
  ],
  [
    'a size that was changed',
    `update versions set size = 1 where version = '1.0.0' and plugin_id = 1`,
    ['version acme/sales 1.0.0: Its row says 1 bytes'],
  ],
])('%s is found, and is not repaired', async (_what, statement, messages) => {
  const dataDir = await folder();
  await tamper(dataDir, statement);
  const found = await told(dataDir);
  expect(found).toEqual(messages.map((message) => expect.stringContaining(message)));
  expect((await told(dataDir, true)).some((line) => !line.startsWith('repaired'))).toBe(true);
});

test.each([
  ['a latest version', `update plugins set latest = '1.0.0' where id = 1`, 'search acme/sales: Its row names another'],
  ['a description', `update plugins set description = 'x' where id = 1`, 'search acme/sales: Its row describes it'],
  ['a list of connectors', 'delete from plugin_connectors where plugin_id = 1', 'search acme/sales: The list of its'],
  [
    'a search row',
    ON_POSTGRES ? 'delete from plugin_words where plugin_id = 1' : 'delete from plugins_fts where rowid = 1',
    'search acme/sales: The search does not find it',
  ],
  [
    'a search row too many',
    ON_POSTGRES
      ? `insert into plugin_words values (77, 'x')`
      : `insert into plugins_fts (rowid, name) values (77, 'x')`,
    'search row 77: The search finds',
  ],
])('%s that is wrong is found, and made again', async (_what, statement, message) => {
  const dataDir = await folder();
  await tamper(dataDir, statement);
  expect(await told(dataDir)).toEqual([expect.stringContaining(message)]);
  expect(await told(dataDir)).toHaveLength(1);
  expect(await told(dataDir, true)).toEqual([expect.stringContaining(`repaired ${message}`)]);
  expect(await told(dataDir)).toEqual([]);
});

test('archives that are missing or damaged are found, and healed by publishing again', async () => {
  let paths: string[] = [];
  const dataDir = await published(onTestFinished, async (registry) => {
    paths = [await archivePath(registry, '1.0.0'), await archivePath(registry, '1.2.0')];
  });
  await rm(paths[0] ?? '');
  const bytes = await readFile(paths[1] ?? '');
  await writeFile(paths[1] ?? '', bytes.fill(0, 100, 101));
  const expected = [
    expect.stringMatching(/^archive acme\/sales 1\.0\.0: Its archive sha256:\w+ is missing\.$/),
    expect.stringMatching(/^archive acme\/sales 1\.2\.0: The bytes of its archive sha256:\w+ have another checksum\.$/),
  ];
  expect(await told(dataDir)).toEqual(expected);
  expect(await told(dataDir, true)).toEqual(expected);
  const registry = await testRegistry({ dataDir });
  await registry.publish({ version: '1.0.0' });
  await registry.publish({ version: '1.2.0' });
  await registry.close();
  expect(await told(dataDir)).toEqual([]);
});

test('files that nothing refers to are found, and removed', async () => {
  const dataDir = await folder();
  const digest = 'ab'.repeat(32);
  await mkdir(join(dataDir, 'blobs', 'sha256', 'ab'), { recursive: true });
  await writeFile(join(dataDir, 'blobs', 'sha256', 'ab', digest), 'x');
  await writeFile(join(dataDir, 'blobs', 'incoming', 'half'), 'x');
  await ageFiles(join(dataDir, 'blobs'));
  const expected = [
    `files sha256:${digest}: No version refers to this archive.`,
    'files incoming/half: An upload did not come to its end.',
  ];
  expect(await told(dataDir)).toEqual(expected);
  expect(await told(dataDir, true)).toEqual(expected.map((line) => `repaired ${line}`));
  expect(await told(dataDir)).toEqual([]);
});

test('repositories that say something else than the catalogue are found, and made again', async () => {
  const dataDir = await folder();
  const git = (path: string) => join(dataDir, 'git', path);
  const other = (await runGit(['--git-dir', git('plugins/acme/sales.git'), 'rev-parse', 'v1.2.0'])).trim();
  await runGit(['--git-dir', git('plugins/acme/sales.git'), 'update-ref', 'refs/tags/v1.0.0', other]);
  await rm(git('plugins/acme/other.git/objects'), { recursive: true });
  await rm(git('namespaces/acme.git/objects'), { recursive: true });
  const expected = [
    'git acme/other.git: Its objects cannot all be read.',
    'git acme/sales.git: refs/tags/v1.0.0 is not at the recorded commit.',
    'git acme.git: Its objects cannot all be read.',
  ];
  expect(await told(dataDir)).toEqual(expected);
  expect(await told(dataDir, true)).toEqual(expected.map((line) => `repaired ${line}`));
  expect(await told(dataDir)).toEqual([]);
});

test('a marketplace whose history is not the one of the events is found, and made again', async () => {
  const dataDir = await folder();
  const dir = join(dataDir, 'git', 'all.git');
  const tree = (await runGit(['--git-dir', dir, 'rev-parse', 'main^{tree}'])).trim();
  const message = await runGit(['--git-dir', dir, 'log', '-1', '--format=%B', 'main']);
  const env = ['-c', 'user.name=x', '-c', 'user.email=x@x.example'];
  const forged = await runGit([...env, '--git-dir', dir, 'commit-tree', tree, '-m', message]);
  await runGit(['--git-dir', dir, 'update-ref', 'refs/heads/main', forged.trim()]);
  const expected = 'git all.git: Its history differs from the events.';
  expect(await told(dataDir)).toEqual([expected]);
  expect(await told(dataDir, true)).toEqual([`repaired ${expected}`]);
  expect(await told(dataDir)).toEqual([]);
});

test('the repository of a plugin that is not there is found, and removed', async () => {
  const dataDir = await folder();
  await runGit(['init', '-q', '--bare', join(dataDir, 'git', 'plugins', 'acme', 'ghost.git')]);
  const expected = 'git acme/ghost.git: No plugin of that name is in the catalogue.';
  expect(await told(dataDir)).toEqual([expected]);
  expect(await told(dataDir, true)).toEqual([`repaired ${expected}`]);
  expect(await told(dataDir)).toEqual([]);
});

/** Publishes past the gate, as it was done before today's rules. */
async function publishOld(dataDir: string, plugin: PackedPlugin): Promise<void> {
  const store = await openStore({ dataDir, ...(await databaseOf(dataDir)) });
  const reading = await readBundle(plugin.tgz);
  if (!reading.ok) expect.unreachable();
  const { digest, files, manifest, tools, skills } = reading.bundle;
  const tgzDigest = digestOf(plugin.tgz);
  const scratch = store.blobs.scratch();
  await writeFile(scratch, plugin.tgz);
  await store.blobs.keep(scratch, tgzDigest);
  const { namespace, name, version } = plugin;
  const stored = skills.map(({ path: _path, ...skill }) => ({ ...skill, text: '' }));
  const facts = {
    namespace,
    name,
    version,
    digest,
    tgzDigest,
    size: plugin.tgz.length,
    tree: treeId(files),
    manifest,
    tools,
  };
  const rest = { skills: stored, findings: [], readme: undefined, contract: undefined, channel: undefined };
  await store.catalogue.publish({ ...facts, ...rest, ruleSet: 1, publishedBy: 'ci' }, () => ({
    surface: null,
    waiver: null,
  }));
  await store.close();
}

test('a version that today’s rules would refuse is listed, and goes on being served', async () => {
  const dataDir = await tempDir();
  const plugin = await packPlugin({ files: { 'hooks/hooks.json': '{"hooks":{}}' } });
  await publishOld(dataDir, plugin);
  const registry = await testRegistry({ dataDir });
  expect((await registry.send({ ...plugin, version: '1.0.0' })).json().error.code).toBe('RK_FINDINGS');
  const archive = await registry.get('/v1/plugins/acme/sales/versions/1.0.0/archive');
  expect(archive.rawPayload.equals(Buffer.from(plugin.tgz))).toBe(true);
  const refs = await registry.get('/git/acme/sales.git/info/refs?service=git-upload-pack');
  expect(refs.body).toContain('refs/tags/v1.0.0');
  expect((await registry.get('/v1/plugins/acme/sales/versions/1.0.0')).json().ruleSet).toBe(1);
  await registry.publish({ version: '1.1.0' });
  expect((await registry.get('/v1/plugins/acme/sales/versions/1.1.0')).json().ruleSet).toBe(RULE_SET);
  await registry.close();
  const { problems, refusedToday } = await verifyRegistry({ dataDir, ...(await databaseOf(dataDir)) });
  expect(problems).toEqual([]);
  expect(refusedToday).toEqual([{ subject: 'acme/sales 1.0.0', ruleSet: 1, codes: ['bundle/undeclared'] }]);
});

test('a backup of SQLite that was taken while the registry ran is restored to one that verifies', async () => {
  const dataDir = await tempDir();
  const registry = await testRegistry({ dataDir, database: undefined });
  await registry.publish();
  const backup = await tempDir();
  const database = new DatabaseSync(join(dataDir, 'catalogue.sqlite'));
  database.exec(`vacuum into '${join(backup, 'catalogue.sqlite')}'`);
  database.close();
  await registry.publish({ version: '1.1.0' });
  await cp(join(dataDir, 'blobs'), join(backup, 'blobs'), { recursive: true });
  await cp(join(dataDir, 'signing-key.pem'), join(backup, 'signing-key.pem'));
  const { problems } = await verifyRegistry({ dataDir: backup, repair: true });
  expect(problems).toMatchObject([{ area: 'files', message: 'No version refers to this archive.', repaired: true }]);
  expect((await verifyRegistry({ dataDir: backup })).problems).toEqual([]);
  const restored = await testRegistry({ dataDir: backup, database: undefined });
  expect((await restored.get('/v1/plugins/acme/sales/versions/latest')).json().version).toBe('1.0.0');
});
