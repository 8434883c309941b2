import { expect, onTestFinished, test } from 'vitest';
import { clock, tempDir } from '../../../test/start-registry.ts';
import { databaseOf, onDatabase } from '../../../test/test-database.ts';
import { catalogueSuite } from '../catalogue.suite.ts';
import { openCatalogue } from '../database-catalogue.ts';
import { openPostgres } from './connections.ts';

catalogueSuite('PostgreSQL', async () => {
  const { url } = await fresh();
  const catalogue = await openCatalogue(await openPostgres(url), clock());
  onTestFinished(() => catalogue.close());
  return catalogue;
});

async function fresh(): Promise<{ url: string }> {
  const { database = '' } = await databaseOf(await tempDir());
  return { url: database };
}

test('the database itself refuses to change an event, a token or what was published', async () => {
  const { url } = await fresh();
  await onDatabase(
    url,
    `insert into events values (1, 'at', 'publish', 'acme', 'sales', '1.0.0', '{}', 'prev', 'hash')`,
    `insert into plugins values (1, 'acme', 'sales', '', '', null, null, '[]', null, '1.0.0', 0, 0, 'read', '', 1)`,
    `insert into versions (id, plugin_id, version, digest, tgz_digest, size, published_at, published_by, seq, prerelease,
      commit_id, has_connectors, manifest, tools, findings, rule_set)
      values (1, 1, '1.0.0', 'd', 't', 1, '', '', 1, 0, 'c', 0, '{}', '{}', '[]', 1)`,
    `insert into tokens values ('hash', 'id', 'ci', '[]', '[]', 'at', null, null, null, 'at', 'ada', null)`,
  );
  const refused = async (statement: string) =>
    onDatabase(url, statement).then(
      () => 'done',
      (error: Error) => error.message,
    );
  expect(await refused(`update events set version = '2.0.0'`)).toBe('events are append-only');
  expect(await refused('delete from events')).toBe('events are append-only');
  expect(await refused('truncate events')).toBe('events are append-only');
  expect(await refused(`update versions set digest = 'other'`)).toBe('versions are immutable');
  expect(await refused(`update versions set contract = '{}'`)).toBe('versions are immutable');
  expect(await refused('update versions set rule_set = 2')).toBe('versions are immutable');
  expect(await refused(`update versions set yanked = 'reason'`)).toBe('done');
  expect(await refused('delete from tokens')).toBe('tokens are revoked, not deleted');
  expect(await refused('update tokens set revoked_at = null')).toBe('a revoked token stays revoked');
});

test('every text of every table is compared by its bytes', async () => {
  const { url } = await fresh();
  const [columns] = await onDatabase(
    url,
    `select table_name, column_name from information_schema.columns
      where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'`,
  );
  expect(columns?.rows).toEqual([]);
});

test('a database of a newer registry is left as it is', async () => {
  const { url } = await fresh();
  await onDatabase(url, `insert into kysely_migration values ('9999-later', '2030-01-01')`);
  await expect(openCatalogue(await openPostgres(url))).rejects.toMatchObject({ code: 'RK_DATABASE_NEWER' });
});
