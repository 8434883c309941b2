import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { VersionDetail } from '@rolekit/sdk/wire';
import { expect, test } from 'vitest';
import { startBucket } from '../../../test/bucket-server.ts';
import { packPlugin } from '../../../test/pack-plugin.ts';
import { type TestRegistry, tempDir, testRegistry } from '../../../test/start-registry.ts';
import { databaseOf } from '../../../test/test-database.ts';
import { copyRegistry } from '../../copy/index.ts';
import { verifyRegistry } from '../../verify/index.ts';

const ARCHIVE = '/v1/plugins/acme/sales/versions/1.0.0/archive';

async function keyOf(registry: TestRegistry): Promise<string> {
  const detail = await registry.get('/v1/plugins/acme/sales/versions/1.0.0');
  const hex = detail.json<VersionDetail>().archive.sha256.slice('sha256:'.length);
  return `rolekit/sha256/${hex.slice(0, 2)}/${hex}`;
}

test('a registry on a bucket publishes and serves what was published, and its folder holds no archive', async () => {
  const server = await startBucket();
  const registry = await testRegistry({ bucket: server.place });
  const { tgz } = await packPlugin();
  await registry.publish();
  const answer = await registry.get(ARCHIVE);
  expect([answer.statusCode, answer.rawPayload.equals(tgz)]).toEqual([200, true]);
  expect(await server.raw('GET', await keyOf(registry))).toBe(Buffer.from(tgz).toString('utf8'));
  expect(await readdir(registry.dataDir)).not.toContain('blobs');
  expect((await registry.get('/healthz')).statusCode).toBe(200);
});

test('a damaged object is not served, and the same publication heals it', async () => {
  const server = await startBucket();
  const registry = await testRegistry({ bucket: server.place });
  const plugin = await packPlugin();
  await registry.send(plugin);
  await server.raw('PUT', await keyOf(registry), 'damaged');
  // the repository of the plugin read it while it was published
  await registry.close();
  const again = await testRegistry({ dataDir: registry.dataDir, bucket: server.place });
  const answer = await again.get(ARCHIVE);
  expect([answer.statusCode, answer.json().error.code]).toEqual([500, 'RK_ARCHIVE_DAMAGED']);
  expect((await again.send(plugin)).statusCode).toBe(200);
  expect((await again.get(ARCHIVE)).statusCode).toBe(200);
});

test('while the bucket is away a publication ends with 503 and nothing of it is there; once it is back the same one succeeds', async () => {
  const server = await startBucket();
  const log: string[] = [];
  const logger = { level: 'debug' as const, stream: { write: (line: string) => void log.push(line) } };
  const registry = await testRegistry({ bucket: { ...server.place, secretAccessKey: 'S3RVER' }, logger });
  await registry.publish();
  await server.stop();
  const plugin = await packPlugin({ version: '1.1.0' });
  const refused = await registry.send(plugin);
  expect([refused.statusCode, refused.headers['retry-after'], refused.json().error.code]).toEqual([
    503,
    '5',
    'RK_ARCHIVES_AWAY',
  ]);
  const health = await registry.get('/healthz');
  expect([health.statusCode, health.json().failed]).toMatchObject([
    503,
    { check: 'archives', code: 'RK_ARCHIVES_AWAY' },
  ]);
  expect((await registry.get('/v1/plugins/acme/sales/versions/1.1.0')).statusCode).toBe(404);
  expect((await registry.get('/v1/plugins/acme/sales')).statusCode).toBe(200);
  expect((await registry.get('/v1/changes?since=0')).json().events).toHaveLength(1);
  await server.start();
  expect((await registry.send(plugin)).statusCode).toBe(201);
  expect(log.join('')).not.toMatch(/AWS4-HMAC|Signature=/);
});

test('a half upload that the bucket took is no archive, and the next publication makes it whole', async () => {
  const server = await startBucket();
  const registry = await testRegistry({ bucket: server.place });
  const plugin = await packPlugin();
  let cut = 0;
  server.fault('PUT', (request) => {
    cut += 1;
    request.once('data', () => request.destroy());
  });
  expect((await registry.send(plugin)).statusCode).toBe(503);
  expect(cut).toBe(3);
  expect((await registry.get(ARCHIVE)).statusCode).toBe(404);
  server.fault('PUT', undefined);
  expect((await registry.send(plugin)).statusCode).toBe(201);
  expect((await registry.get(ARCHIVE)).rawPayload.equals(plugin.tgz)).toBe(true);
});

test('a registry is copied into a bucket, backed up from it and restored to another; a copy that was cut off is finished', async () => {
  const [first, second] = [await startBucket(), await startBucket()];
  const registry = await testRegistry();
  await registry.publish();
  await registry.publish({ version: '1.1.0' });
  await registry.close();
  const from = { dataDir: registry.dataDir, ...(await databaseOf(registry.dataDir)) };
  const placeIn = async (bucket: typeof first.place) => {
    const dataDir = await tempDir();
    return { dataDir, bucket, ...(await databaseOf(dataDir)) };
  };
  const onFirst = await placeIn(first.place);
  let puts = 0;
  first.fault('PUT', (request, response) => {
    puts += 1;
    request.resume();
    response.writeHead(403).end();
  });
  await expect(copyRegistry({ from, to: onFirst })).rejects.toMatchObject({ code: 'RK_ARCHIVES_REFUSED' });
  expect(puts).toBe(1);
  first.fault('PUT', undefined);
  expect(await copyRegistry({ from, to: onFirst })).toEqual({ events: 2, versions: 2, archives: 2, copied: 2 });
  expect((await verifyRegistry(onFirst)).problems).toEqual([]);

  const backup = { dataDir: await tempDir() };
  expect(await copyRegistry({ from: onFirst, to: backup })).toMatchObject({ archives: 2, copied: 2 });
  const onSecond = await placeIn(second.place);
  expect(await copyRegistry({ from: backup, to: onSecond })).toMatchObject({ archives: 2, copied: 2 });
  expect(await copyRegistry({ from: backup, to: onSecond })).toMatchObject({ archives: 2, copied: 0 });
  expect((await verifyRegistry(onSecond)).problems).toEqual([]);
  expect(await readdir(join(onSecond.dataDir, 'incoming'))).toEqual([]);
  await rm(backup.dataDir, { recursive: true });
  const served = await testRegistry(onSecond);
  expect((await served.get(ARCHIVE)).statusCode).toBe(200);
});
