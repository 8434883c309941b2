import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { clock, tempDir } from '../../test/registry.ts';
import { catalogueSuite } from './catalogue.suite.ts';
import { holdLock } from './sqlite.ts';
import { openSqliteCatalogue } from './sqlite-catalogue.ts';

catalogueSuite('SQLite', async () => {
  const catalogue = await openSqliteCatalogue(join(await tempDir(), 'catalogue.sqlite'), clock());
  onTestFinished(() => catalogue.close());
  return catalogue;
});

test('a second process cannot open the folder, until the first lets go', async () => {
  const path = join(await tempDir(), 'lock');
  const first = holdLock(path);
  expect(holdLock(path)).toBeUndefined();
  first?.release();
  const second = holdLock(path);
  expect(second).toBeDefined();
  second?.release();
});

test('the database itself refuses to change an event or what was published', async () => {
  const path = join(await tempDir(), 'catalogue.sqlite');
  const catalogue = await openSqliteCatalogue(path, clock());
  await catalogue.close();
  const database = new DatabaseSync(path);
  onTestFinished(() => database.close());
  database.exec(`insert into events values (1, 'at', 'publish', 'acme', 'sales', '1.0.0', '{}', 'prev', 'hash')`);
  expect(() => database.exec(`update events set version = '2.0.0'`)).toThrow('append-only');
  expect(() => database.exec('delete from events')).toThrow('append-only');
  database.exec(
    `insert into plugins values (1, 'acme', 'sales', '', '', null, null, '[]', null, '1.0.0', 0, 0, 'read', '', 1)`,
  );
  database.exec(
    `insert into versions values (1, 1, '1.0.0', 'd', 't', 1, '', '', 1, 0, null, null, 'c', 0, '{}', '{}', '[]', null, null, null, 1)`,
  );
  expect(() => database.exec(`update versions set digest = 'other'`)).toThrow('immutable');
  expect(() => database.exec(`update versions set contract = '{}'`)).toThrow('immutable');
  expect(() => database.exec('update versions set rule_set = 2')).toThrow('immutable');
  database.exec(`update versions set yanked = 'reason'`);
});

test('versions of a database from before rule sets had numbers are of the first', async () => {
  const path = join(await tempDir(), 'catalogue.sqlite');
  const catalogue = await openSqliteCatalogue(path, clock());
  await catalogue.close();
  const database = new DatabaseSync(path);
  for (const name of ['versions_rule_set_immutable', 'versions_tgz'])
    database.exec(`drop ${name.endsWith('tgz') ? 'index' : 'trigger'} ${name}`);
  database.exec('alter table versions drop column rule_set');
  database.exec(`delete from kysely_migration where name >= '0003'`);
  database.exec(
    `insert into plugins values (1, 'acme', 'sales', '', '', null, null, '[]', null, '1.0.0', 0, 0, 'read', '', 1)`,
  );
  database.exec(
    `insert into versions values (1, 1, '1.0.0', 'd', 't', 1, '', '', 1, 0, null, null, 'c', 0, '{}', '{}', '[]', null, null, null)`,
  );
  database.close();
  const again = await openSqliteCatalogue(path, clock());
  onTestFinished(() => again.close());
  expect((await again.version('acme', 'sales', '1.0.0'))?.ruleSet).toBe(1);
});
