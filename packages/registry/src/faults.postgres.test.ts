import { readFile } from 'node:fs/promises';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { publicationsIn } from '../test/database-rows.ts';
import { packPlugin } from '../test/pack-plugin.ts';
import { makePostgres, type PostgresServer } from '../test/postgres-server.ts';
import { Publishers } from '../test/publishers.ts';
import { readVersions } from '../test/read-versions.ts';
import type { Served } from '../test/registry-process.ts';
import { type ReplicaSet, refsOf, replicaSet, untilVisible } from '../test/replica-set.ts';
import { verifyRegistry } from './verify/index.ts';

/** Ends what hangs. */
const SOON = { timeout: 10_000, interval: 20 };

/** Of these tests alone: it is ended under them. */
let server: PostgresServer;

beforeAll(async () => {
  server = await makePostgres({ isDurable: true });
  return () => server.remove();
});

/** Everything acknowledged is there once, whole, in the events and in the audit record. */
async function expectWhole(set: ReplicaSet, name: string, served: Served, publishers: Publishers): Promise<void> {
  const { database, blobsDir } = set;
  const publications = publishers.acknowledged.length;
  const found = await readVersions(served, publishers.names, publishers.digests());
  expect(found).toEqual({ stored: publications, lost: [], half: [] });
  expect(await publicationsIn(database)).toEqual({ publications, twice: [], gaps: 0, unrecorded: 0 });
  await served.close();
  const { problems } = await verifyRegistry({ dataDir: set.folderOf(name), database, blobsDir });
  expect(problems).toEqual([]);
}

test('PostgreSQL that crashes twice under four publishers takes nothing away, and the registry goes on by itself', async () => {
  const set = await replicaSet(onTestFinished, server);
  const registry = await set.start('a');
  const publishers = new Publishers([registry]);
  for (let crash = 0; crash < 2; crash += 1) {
    await publishers.more(4);
    const began = performance.now();
    await server.restart();
    await publishers.outage(began);
  }
  await publishers.stop();
  expect(registry.isRunning()).toBe(true);
  expect([...publishers.refusals.keys()]).toContain('RK_DATABASE_AWAY');
  const again = await registry.send(await packPlugin({ name: 'p0', version: '1.0.0' }));
  const other = await registry.send(await packPlugin({ name: 'p0', version: '1.0.0', description: 'Other words.' }));
  expect([again.status, other.status, other.code]).toEqual([200, 409, 'RK_VERSION_CONFLICT']);
  await expectWhole(set, 'a', registry, publishers);
});

const IN_MEMORY = [
  '/',
  '/acme/sales',
  '/v1/plugins',
  '/v1/plugins/acme/sales',
  '/v1/plugins/acme/sales/versions/1.0.0',
  '/v1/changes',
  '/v0.1/servers',
  '/marketplace.json',
  '/.well-known/agent-skills/index.json',
  '/git/all.git/info/refs?service=git-upload-pack',
];

test('while PostgreSQL is away health says so, nothing of the inside is told, and what is in memory is read', async () => {
  const set = await replicaSet(onTestFinished, server);
  const registry = await set.start('a');
  await registry.send(await packPlugin());
  const statuses = async () =>
    Promise.all(IN_MEMORY.map(async (path) => `${(await registry.get(path)).status} ${path}`));
  expect(await statuses()).toEqual(IN_MEMORY.map((path) => `200 ${path}`));
  server.stop('immediate');
  const health = await registry.get('/healthz');
  expect([health.status, health.headers.get('retry-after')]).toEqual([503, '2']);
  expect(await health.json()).toEqual({
    status: 'failing',
    failed: {
      check: 'database',
      code: 'RK_DATABASE_AWAY',
      message: expect.stringMatching(/^The database of the registry does not answer \([^()]+\)\.$/),
      fix: expect.stringContaining('the registry goes on by itself'),
    },
  });
  expect(await statuses()).toEqual(IN_MEMORY.map((path) => `200 ${path}`));
  const next = await packPlugin({ version: '1.1.0' });
  expect(await registry.send(next)).toEqual({ status: 503, code: 'RK_DATABASE_AWAY', retryAfter: 2 });
  server.start();
  await expect.poll(async () => (await registry.get('/healthz')).status, SOON).toBe(200);
  expect((await registry.send(next)).status).toBe(201);
  const log = await readFile(set.logFile, 'utf8');
  expect(log).toContain('RK_DATABASE_AWAY');
  expect(log).not.toContain(new URL(set.database).password);
});

test('a replica that is killed under four publishers leaves the other one everything, and comes back', async () => {
  const set = await replicaSet(onTestFinished);
  const [a, b] = [await set.start('a'), await set.start('b')];
  const publishers = new Publishers([a, b]);
  await publishers.more(6);
  const began = performance.now();
  await a.kill();
  publishers.use([b]);
  await publishers.recovered(began);
  const kept = publishers.digests();
  expect(await readVersions(b, publishers.names, kept)).toMatchObject({ lost: [], half: [] });
  const back = await set.start('a');
  publishers.use([back, b]);
  await publishers.more(4);
  await publishers.stop();
  const repositories = ['all', 'acme', ...publishers.names.map((name) => `acme/${name}`)];
  for (const repository of repositories) {
    const refs = await refsOf(b, repository);
    expect(refs).toMatch(/^[0-9a-f]{40}\t/);
    await expect.poll(() => refsOf(back, repository), SOON).toBe(refs);
  }
  const index = await (await b.get('/marketplace.json')).text();
  expect(await (await back.get('/marketplace.json')).text()).toBe(index);
  expect(await readVersions(back, publishers.names, publishers.digests())).toMatchObject({ lost: [], half: [] });
  await back.close();
  await expectWhole(set, 'b', b, publishers);
});

test('a replica that is asked to end under four publishers ends with 0; what it did not take the other one does', async () => {
  const set = await replicaSet(onTestFinished);
  const [a, b] = [await set.start('a'), await set.start('b')];
  const publishers = new Publishers([a, b]);
  await publishers.more(6);
  expect(await a.terminate()).toBe(0);
  await publishers.more(4);
  await publishers.stop();
  await expectWhole(set, 'b', b, publishers);
});

test('what one replica acknowledges is soon in the API, the marketplace and the repository of the other', async () => {
  const set = await replicaSet(onTestFinished);
  const [a, b] = [await set.start('a'), await set.start('b')];
  for (const [version, by, other] of [
    ['1.0.0', a, b],
    ['1.1.0', b, a],
  ] as const) {
    const times = await untilVisible(await packPlugin({ version }), by, other);
    expect(Object.keys(times)).toEqual(['API', 'marketplace.json', 'all.git']);
    for (const ms of Object.values(times)) expect(ms).toBeLessThan(SOON.timeout);
  }
});
