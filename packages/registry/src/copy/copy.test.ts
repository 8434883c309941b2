import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { killedAt } from '../../test/killed-copy.ts';
import { packPlugin } from '../../test/pack-plugin.ts';
import { archivePath, tempDir, testRegistry } from '../../test/start-registry.ts';
import { databaseOf } from '../../test/test-database.ts';
import type { Place } from '../store/open-store.ts';
import { verifyRegistry } from '../verify/index.ts';
import { copyRegistry } from './index.ts';

/** A registry with five versions, on the database of this run. */
async function published() {
  const registry = await testRegistry();
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) await registry.publish({ version }, { channel: 'beta' });
  await registry.publish({ name: 'other' });
  await registry.publish({ namespace: 'beta', name: 'third' });
  await registry.catalogue.yank('acme', 'sales', '1.1.0', 'No.', 'test');
  const from: Place = { dataDir: registry.dataDir, ...(await databaseOf(registry.dataDir)) };
  return { registry, from };
}

test.each([
  ['archive 3 of 5', 3],
  ['rows of tokens', 0],
])('a copy that is killed at %s is finished by doing it again', async (step, left) => {
  const { registry, from } = await published();
  const dataDir = await tempDir();
  const to: Place = { dataDir, ...(await databaseOf(dataDir)) };
  await killedAt(step, { from, to });
  const report = await copyRegistry({ from, to });
  expect(report).toEqual({ events: 9, versions: 5, archives: 5, copied: left });
  expect(await copyRegistry({ from, to })).toEqual({ ...report, copied: 0 });
  expect((await verifyRegistry(to)).problems).toEqual([]);
  const events = await registry.catalogue.events(0, 100);
  const copy = await testRegistry(to);
  expect(await copy.catalogue.events(0, 100)).toEqual(events);
  expect((await copy.get('/v1/plugins?q=third')).json().plugins).toHaveLength(1);
  expect((await copy.publish({ name: 'fourth' })).created).toBe(true);
});

test('a backup and a restore that are killed are finished by doing them again', async () => {
  const { registry, from } = await published();
  const backup: Place = { dataDir: join(await tempDir(), 'backup') };
  await killedAt('archive 2 of 5', { from, to: backup });
  await killedAt('rows of tokens', { from, to: backup });
  expect(await copyRegistry({ from, to: backup })).toEqual({ events: 9, versions: 5, archives: 5, copied: 0 });
  const dataDir = await tempDir();
  const restored: Place = { dataDir, ...(await databaseOf(dataDir)) };
  await killedAt('archive 5 of 5', { from: backup, to: restored });
  await killedAt('rows of tokens', { from: backup, to: restored });
  expect(await copyRegistry({ from: backup, to: restored })).toMatchObject({ versions: 5, copied: 0 });
  expect((await verifyRegistry(restored)).problems).toEqual([]);
  const events = await registry.catalogue.events(0, 100);
  expect(await (await testRegistry(restored)).catalogue.events(0, 100)).toEqual(events);
});

test('a backup that is taken while the registry publishes is whole, of one moment, and restored', async () => {
  const { registry, from } = await published();
  const folder = await tempDir();
  const backup: Place = { dataDir: join(folder, 'backup') };
  const more = registry.publish({ version: '2.0.0' });
  const { events, versions } = await copyRegistry({ from, to: backup });
  await more;
  expect([events, versions].join()).toMatch(/^(?:9,5|10,6)$/);
  expect((await verifyRegistry(backup)).problems).toEqual([]);
  const dataDir = await tempDir();
  const restored: Place = { dataDir, ...(await databaseOf(dataDir)) };
  await copyRegistry({ from: backup, to: restored });
  expect(await readFile(join(dataDir, 'signing-key.pem'), 'utf8')).toBe(
    await readFile(join(registry.dataDir, 'signing-key.pem'), 'utf8'),
  );
  expect((await verifyRegistry(restored)).problems).toEqual([]);
});

test('where another registry is nothing is copied, nor over one that runs, nor an archive that is damaged', async () => {
  const { registry, from } = await published();
  const other = await testRegistry();
  await other.publish({ name: 'else' });
  const to: Place = { dataDir: other.dataDir, ...(await databaseOf(other.dataDir)) };
  await expect(copyRegistry({ from, to })).rejects.toMatchObject({ code: 'RK_DATA_IN_USE' });
  await other.close();
  await expect(copyRegistry({ from, to })).rejects.toMatchObject({ code: 'RK_COPY_TARGET' });
  await rm(await archivePath(registry, '1.2.0'));
  const empty: Place = { dataDir: join(await tempDir(), 'copy') };
  await expect(copyRegistry({ from, to: empty })).rejects.toMatchObject({ code: 'RK_ARCHIVE_DAMAGED' });
});

test('what waits for a second person comes along, and what was taken down stays gone', async () => {
  const { registry, from } = await published();
  const by = { name: 'test', isAdministrator: true };
  const subject = { namespace: 'acme', name: 'sales', version: '1.1.0' };
  const archive = await archivePath(registry, '1.1.0');
  await registry.catalogue.withhold(subject, { state: 'taken-down', reason: 'A key was in it.' }, by);
  await rm(archive);
  await registry.catalogue.setApprovals('acme', true, 'test');
  await registry.send(await packPlugin({ version: '1.3.0' }));
  const to: Place = { dataDir: join(await tempDir(), 'copy') };
  expect(await copyRegistry({ from, to })).toMatchObject({ versions: 5, archives: 5 });
  expect((await verifyRegistry(to)).problems).toEqual([]);
});
