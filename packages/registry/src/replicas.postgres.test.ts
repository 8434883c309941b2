import { access, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newSigningKey } from '@rolekit/sdk/internal/signing';
import { expect, onTestFinished, test } from 'vitest';
import { packPlugin } from '../test/pack-plugin.ts';
import { tempDir, testRegistry } from '../test/start-registry.ts';
import { databaseOf, onDatabase } from '../test/test-database.ts';
import { runGit } from './git/git-process.ts';
import { openRegistry } from './registry.ts';
import { verifyChain } from './store/events.ts';

/** Longer than a second only where the machine is busy; what is waited for is asked for again until then. */
const SOON = { timeout: 20_000, interval: 20 };

/** Two registries on one database, one folder of archives and one key; each has a folder of its own besides. */
async function replicas() {
  const dir = await tempDir();
  const { database = '' } = await databaseOf(dir);
  const shared = { database, blobsDir: join(dir, 'blobs') };
  const open = async () => {
    const dataDir = await mkdtemp(join(dir, 'replica-'));
    return testRegistry({
      ...shared,
      dataDir,
      publicUrl: 'https://plugins.example',
      signingKeyFile: join(dir, 'key.pem'),
    });
  };
  await writeFile(join(dir, 'key.pem'), newSigningKey(), { mode: 0o600 });
  return { a: await open(), b: await open(), database };
}

const host = { host: 'plugins.example' };

test('what one replica accepts the other serves, also where it had another answer before', async () => {
  const { a, b } = await replicas();
  await a.publish({ version: '1.0.0' });
  await expect.poll(async () => (await b.get('/v1/plugins/acme/sales', host)).json().latest, SOON).toBe('1.0.0');
  expect((await b.get('/v1/plugins', host)).json().plugins).toHaveLength(1);
  await b.publish({ version: '1.1.0' });
  await expect.poll(async () => (await a.get('/v1/plugins/acme/sales', host)).json().latest, SOON).toBe('1.1.0');
  const archive = await a.get('/v1/plugins/acme/sales/versions/1.1.0/archive', host);
  expect(archive.rawPayload.equals(Buffer.from((await packPlugin({ version: '1.1.0' })).tgz))).toBe(true);
  await a.app.inject({
    method: 'POST',
    url: '/v1/plugins/acme/sales/versions/1.1.0/yank',
    headers: { authorization: `Bearer ${a.token}`, ...host },
    payload: { reason: 'Wrong.' },
  });
  await expect.poll(async () => (await b.get('/v1/plugins/acme/sales', host)).json().latest, SOON).toBe('1.0.0');
});

test('replicas make the same repositories, commit for commit', async () => {
  const { a, b } = await replicas();
  for (const [replica, version] of [
    [a, '1.0.0'],
    [b, '1.1.0'],
    [a, '1.2.0'],
  ] as const)
    await replica.publish({ version });
  for (const replica of [a, b])
    for (const path of ['acme/sales', 'acme', 'all'])
      expect((await replica.get(`/git/${path}.git/info/refs?service=git-upload-pack`, host)).statusCode).toBe(200);
  const refs = (dataDir: string, path: string) => runGit(['--git-dir', join(dataDir, 'git', path), 'show-ref']);
  for (const path of ['plugins/acme/sales.git', 'namespaces/acme.git', 'all.git'])
    expect(await refs(b.dataDir, path)).toBe(await refs(a.dataDir, path));
});

test('publications of many at two replicas make one sequence without a gap, and both tell it in order', async () => {
  const { a, b } = await replicas();
  const names = ['p0', 'p1', 'p2', 'p3'];
  await Promise.all(
    names.map(async (name, at) => {
      for (const version of ['1.0.0', '1.1.0', '1.2.0']) await (at % 2 === 0 ? a : b).publish({ name, version });
    }),
  );
  const events = await a.catalogue.events(0, 100);
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
  expect(verifyChain(events)).toBe(events[11]?.hash);
  expect((await b.get('/v1/changes', host)).json().events).toEqual(events);
});

test('the same version at two replicas at once is one, and other content of it is refused at one', async () => {
  const { a, b } = await replicas();
  const plugin = await packPlugin();
  const codes = (await Promise.all([a.send(plugin), b.send(plugin, { token: b.token })])).map((r) => r.statusCode);
  expect(codes.sort()).toEqual([200, 201]);
  const contents = await Promise.all([
    packPlugin({ version: '2.0.0' }),
    packPlugin({ version: '2.0.0', description: 'Other words.' }),
  ]);
  const answers = await Promise.all([a.send(contents[0]), b.send(contents[1])]);
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409]);
});

test('a replica whose way to hear of others is cut goes on looking, and hears again', async () => {
  const { a, b, database } = await replicas();
  await onDatabase(
    database,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await expect.poll(async () => (await a.send(await packPlugin())).statusCode, SOON).toBeLessThan(300);
  await expect.poll(async () => (await b.get('/v1/plugins/acme/sales', host)).json().latest, SOON).toBe('1.0.0');
});

test('a stray in the shared folder stays while it is young: it may be another replica’s upload', async () => {
  const { a } = await replicas();
  const scratch = join(a.dataDir, '..', 'blobs', 'incoming', 'half');
  await writeFile(scratch, 'x');
  const { database } = await databaseOf(join(a.dataDir, '..'));
  const third = await openRegistry(
    {
      database,
      blobsDir: join(a.dataDir, '..', 'blobs'),
      dataDir: await tempDir(),
      signingKeyFile: join(a.dataDir, '..', 'key.pem'),
    },
    {},
  );
  onTestFinished(() => third.close());
  await access(scratch);
});
