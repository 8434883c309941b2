import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { killedAt } from '../../test/killed-copy.ts';
import { tempDir, testRegistry } from '../../test/start-registry.ts';
import { databaseOf, onDatabase } from '../../test/test-database.ts';
import { verifyRegistry } from '../verify/index.ts';
import { copyRegistry } from './index.ts';

test('a registry moves from SQLite to PostgreSQL in its own folder once it is stopped, with the same hashes', async () => {
  const dataDir = await tempDir();
  const before = await testRegistry({ dataDir, database: undefined });
  await before.publish();
  await before.publish({ version: '1.1.0' });
  const events = await before.catalogue.events(0, 10);
  const to = { dataDir, ...(await databaseOf(dataDir)) };
  await expect(copyRegistry({ from: { dataDir }, to })).rejects.toMatchObject({ code: 'RK_DATA_IN_USE' });
  await before.close();
  expect(await copyRegistry({ from: { dataDir }, to })).toEqual({ events: 2, versions: 2, archives: 2, copied: 0 });
  expect((await verifyRegistry(to)).problems).toEqual([]);
  const after = await testRegistry(to);
  expect(await after.catalogue.events(0, 10)).toEqual(events);
  expect((await after.publish({ version: '1.2.0' })).latest).toBe('1.2.0');
});

test('a move that is killed leaves what was there as it is, and is finished by doing it again', async () => {
  const dataDir = await tempDir();
  const before = await testRegistry({ dataDir, database: undefined });
  await before.publish();
  await before.publish({ version: '1.1.0' });
  const events = await before.catalogue.events(0, 10);
  await before.close();
  const to = { dataDir, ...(await databaseOf(dataDir)) };
  await killedAt('rows of tokens', { from: { dataDir }, to });
  expect((await verifyRegistry({ dataDir })).problems).toEqual([]);
  const [rows] = await onDatabase(to.database ?? '', 'select id from versions');
  expect(rows?.rows).toEqual([]);
  expect(await copyRegistry({ from: { dataDir }, to })).toEqual({ events: 2, versions: 2, archives: 2, copied: 0 });
  expect((await verifyRegistry(to)).problems).toEqual([]);
  const after = await testRegistry(to);
  expect(await after.catalogue.events(0, 10)).toEqual(events);
});

test('a README with a NUL from before those were refused moves without it', async () => {
  const dataDir = await tempDir();
  const before = await testRegistry({ dataDir, database: undefined });
  await before.publish();
  await before.close();
  const file = new DatabaseSync(join(dataDir, 'catalogue.sqlite'));
  file.exec(`update versions set readme = 'a' || char(0) || 'b'`);
  file.close();
  const to = { dataDir, ...(await databaseOf(dataDir)) };
  await copyRegistry({ from: { dataDir }, to });
  const [moved] = await onDatabase(to.database ?? '', 'select readme from versions');
  expect(moved?.rows).toEqual([{ readme: 'a\ufffdb' }]);
});
