import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packPlugin } from '../test/pack-plugin.ts';
import { serveRegistry } from '../test/registry-process.ts';
import { archivePath, tempDir, testRegistry } from '../test/start-registry.ts';
import { verifyRegistry } from './verify/index.ts';

/** A plugin whose archive has about so many bytes. */
const large = (version: string, bytes: number) => {
  const noise = Buffer.alloc(bytes, 0);
  for (let at = 0; at < bytes; at += 1) noise[at] = 33 + Math.floor(Math.random() * 90);
  return packPlugin({ version, files: { 'server/data.txt': noise.toString('latin1') } });
};

// A disk of its own is a thing of Linux; what is done with its errors is tested everywhere.
const onLinux = test.runIf(process.platform === 'linux');

onLinux('a full disk is said in answers and in health; reading goes on, and room for more ends it', async () => {
  const dataDir = await tempDir();
  const registry = await serveRegistry(dataDir, { diskMib: 24 });
  const health = async () => {
    const answer = await registry.get('/healthz');
    return [answer.status, await answer.json()];
  };
  const first = await packPlugin();
  expect(await registry.send(first)).toEqual({ status: 201, code: undefined });
  expect(await health()).toEqual([200, { status: 'ok', events: 1 }]);

  await registry.tell('fill');
  const second = await large('1.1.0', 200_000);
  expect(await registry.send(second)).toEqual({ status: 507, code: 'RK_DISK_FULL' });
  expect(await registry.send(await packPlugin({ version: '1.2.0' }))).toEqual({ status: 507, code: 'RK_DISK_FULL' });
  expect(await health()).toEqual([
    503,
    {
      status: 'failing',
      failed: {
        check: 'archives',
        code: 'RK_DISK_FULL',
        message: 'The disk of the registry is full; nothing was stored.',
        fix: 'Free space on the disk that holds the data folder, then send it again.',
      },
    },
  ]);
  const archive = await registry.get('/v1/plugins/acme/sales/versions/1.0.0/archive');
  expect(Buffer.from(await archive.arrayBuffer()).equals(Buffer.from(first.tgz))).toBe(true);
  expect((await registry.get('/v1/plugins/acme/sales/versions/1.1.0')).status).toBe(404);

  await registry.tell('free');
  expect(await health()).toEqual([200, { status: 'ok', events: 1 }]);
  expect(await registry.send(second)).toEqual({ status: 201, code: undefined });
  expect(await registry.send(first)).toEqual({ status: 200, code: undefined });
  await registry.close();
});

onLinux('a registry that is published to until its disk is full keeps what it acknowledged', async () => {
  const dataDir = await tempDir();
  const registry = await serveRegistry(dataDir, { diskMib: 16 });
  const acknowledged: string[] = [];
  const refused = new Set<string | undefined>();
  for (let patch = 0; refused.size === 0 || patch % 5 !== 0; patch += 1) {
    const answer = await registry.send(await large(`1.0.${patch}`, 1_000_000));
    if (answer.status === 201) acknowledged.push(`1.0.${patch}`);
    else refused.add(answer.code);
  }
  expect([...refused]).toEqual(['RK_DISK_FULL']);
  expect(acknowledged.length).toBeGreaterThan(2);
  for (const version of acknowledged)
    expect((await registry.get(`/v1/plugins/acme/sales/versions/${version}/archive`)).status).toBe(200);
  await registry.close();
});

test('flipped, cut and deleted archives and a killed registry end with one that verifies', async () => {
  const dataDir = await tempDir();
  const first = await testRegistry({ dataDir });
  const versions = ['1.0.0', '1.1.0', '1.2.0', '1.3.0'];
  for (const version of versions) await first.publish({ version });
  const [flipped = '', cut = '', deleted = ''] = await Promise.all(
    versions.map((version) => archivePath(first, version)),
  );
  await first.close();
  const bytes = await readFile(flipped);
  await writeFile(flipped, bytes.fill((bytes[200] ?? 0) ^ 1, 200, 201));
  await truncate(cut, 100);
  await rm(deleted);
  await rm(join(dataDir, 'git'), { recursive: true });

  const hit = await serveRegistry(dataDir);
  for (const version of versions.slice(0, 3)) {
    const answer = await hit.get(`/v1/plugins/acme/sales/versions/${version}/archive`);
    const { error } = (await answer.json()) as { error: { code: string } };
    expect([version, answer.status, error.code]).toEqual([version, 500, 'RK_ARCHIVE_DAMAGED']);
  }
  const refs = await (await hit.get('/git/acme/sales.git/info/refs?service=git-upload-pack')).text();
  expect(refs).toContain('refs/tags/v1.3.0');
  await hit.kill();

  const { problems } = await verifyRegistry({ dataDir, repair: true });
  expect(problems.map(({ area, subject, repaired }) => [area, subject, repaired])).toEqual([
    ['archive', 'acme/sales 1.0.0', false],
    ['archive', 'acme/sales 1.1.0', false],
    ['archive', 'acme/sales 1.2.0', false],
  ]);
  const again = await serveRegistry(dataDir);
  for (const version of versions.slice(0, 3))
    expect((await again.send(await packPlugin({ version }))).status).toBe(200);
  const healed = await (await again.get('/git/acme/sales.git/info/refs?service=git-upload-pack')).text();
  for (const version of versions) expect(healed).toContain(`refs/tags/v${version}`);
  await again.close();
  expect((await verifyRegistry({ dataDir, repair: true })).problems).toEqual([]);
});

onLinux('a read-only data folder keeps the registry from starting, and says so', async () => {
  const start = serveRegistry(await tempDir(), { diskMib: 4, readOnly: true });
  await expect(start).rejects.toThrow('RK_DATA_READ_ONLY');
});
