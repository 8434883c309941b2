import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { clock, tempDir } from '../../../test/start-registry.ts';
import { catalogueSuite } from '../catalogue.suite.ts';
import { openCatalogue } from '../database-catalogue.ts';
import { migrate } from '../migrations.ts';
import { holdLock, openSqlite } from './connections.ts';

catalogueSuite('SQLite', async () => {
  const catalogue = await openCatalogue(openSqlite(join(await tempDir(), 'catalogue.sqlite')), clock());
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
  const catalogue = await openCatalogue(openSqlite(path), clock());
  await catalogue.close();
  const database = new DatabaseSync(path);
  onTestFinished(() => database.close());
  database.exec(`insert into events values (1, 'at', 'publish', 'acme', 'sales', '1.0.0', '{}', 'prev', 'hash')`);
  expect(() => database.exec(`update events set version = '2.0.0'`)).toThrow('append-only');
  expect(() => database.exec('delete from events')).toThrow('append-only');
  database.exec(
    `insert into plugins values (1, 'acme', 'sales', '', '', null, null, '[]', null, '1.0.0', 0, 0, 'read', '', 1, 1)`,
  );
  database.exec(
    `insert into versions values (1, 1, '1.0.0', 'd', 't', 1, '', '', 1, 0, null, null, 'c', 0, '{}', '{}', '[]', null, null, null, 1, null, null, null, null, null, null, null, null, null, null, null, null)`,
  );
  expect(() => database.exec(`update versions set digest = 'other'`)).toThrow('immutable');
  expect(() => database.exec(`update versions set contract = '{}'`)).toThrow('immutable');
  expect(() => database.exec('update versions set rule_set = 2')).toThrow('immutable');
  database.exec(`update versions set yanked = 'reason'`);
});

test('versions of a database from before rule sets had numbers are of the first', async () => {
  const path = join(await tempDir(), 'catalogue.sqlite');
  await migratedTo(path, '0002-contract');
  const database = new DatabaseSync(path);
  database.exec(
    `insert into plugins values (1, 'acme', 'sales', '', '', null, null, '[]', null, '1.0.0', 0, 0, 'read', '', 1)`,
  );
  database.exec(
    `insert into versions values (1, 1, '1.0.0', 'd', 't', 1, '', '', 1, 0, null, null, 'c', 0, '{}', '{}', '[]', null, null, null)`,
  );
  database.close();
  const again = await openCatalogue(openSqlite(path), clock());
  onTestFinished(() => again.close());
  expect((await again.version('acme', 'sales', '1.0.0'))?.ruleSet).toBe(1);
});

test('a yank from before names were kept says when, and not who', async () => {
  const path = join(await tempDir(), 'catalogue.sqlite');
  await migratedTo(path, '0004-tokens');
  const database = new DatabaseSync(path);
  database.exec(
    `insert into plugins values (1, 'acme', 'sales', '', '', null, null, '[]', null, '1.0.0', 0, 0, 'read', '', 1)`,
  );
  database.exec(
    `insert into versions values (1, 1, '1.0.0', 'd', 't', 1, '', '', 1, 0, 'No.', null, 'c', 0, '{}', '{}', '[]', null, null, null, 1)`,
  );
  for (const [seq, at] of [
    [2, '2026-11-01T00:00:00.000Z'],
    [3, '2026-11-02T00:00:00.000Z'],
  ])
    database.exec(
      `insert into events values (${seq}, '${at}', 'yank', 'acme', 'sales', '1.0.0', '{}', 'p${seq}', 'h${seq}')`,
    );
  database.close();
  const again = await openCatalogue(openSqlite(path), clock());
  onTestFinished(() => again.close());
  expect(await again.version('acme', 'sales', '1.0.0')).toMatchObject({
    yanked: 'No.',
    yankedBy: null,
    yankedAt: '2026-11-02T00:00:00.000Z',
    deprecated: null,
  });
});

test('what was published before there were policies is judged by what it has; a damaged row by nothing that is known', async () => {
  const path = join(await tempDir(), 'catalogue.sqlite');
  await migratedTo(path, '0004-tokens');
  const database = new DatabaseSync(path);
  database.exec(
    `insert into plugins values (1, 'acme', 'sales', '', '', null, null, '[]', null, '1.0.0', 0, 0, 'read', '', 1)`,
  );
  const manifest = JSON.stringify({
    extensions: { 'dev.rolekit': { connectors: { x: { url: 'https://x.example/mcp' } } } },
  });
  for (const [id, text] of [
    [1, manifest],
    [2, '{}'],
  ])
    database.exec(
      `insert into versions values (${id}, 1, '1.0.${id}', 'd${id}', 't', 1, '2026-11-01', 'ada', ${id}, 0, null, null, 'c${id}', 0, '${text}', '{"connectors":[]}', '[]', null, null, null, 1)`,
    );
  database.close();
  const again = await openCatalogue(openSqlite(path), clock());
  onTestFinished(() => again.close());
  const found = [];
  for await (const { version, facts } of again.policies.judged()) found.push([version, facts.publisher, facts.remotes]);
  expect(found).toEqual([
    ['1.0.1', 'ada', ['https://x.example']],
    ['1.0.2', 'ada', undefined],
  ]);
});

test('a token of a database from before tokens had ends stays good, and is never deleted', async () => {
  const path = join(await tempDir(), 'catalogue.sqlite');
  await migratedTo(path, '0003-rule-set');
  const database = new DatabaseSync(path);
  onTestFinished(() => database.close());
  database.exec(`insert into tokens values ('0123456789abcdef', 'old', '["acme"]', '["publish"]', '2026-11-01')`);
  const { tokens, close } = await opened(path);
  expect(await tokens.find('0123456789abcdef')).toMatchObject({ id: '0123456789ab', name: 'old', expiresAt: null });
  await tokens.revoke('old', 'ada');
  await close();
  expect(() => database.exec('delete from tokens')).toThrow('not deleted');
  expect(() => database.exec('update tokens set revoked_at = null')).toThrow('stays revoked');
  expect(() => database.exec('delete from audit')).toThrow('append-only');
});

async function opened(path: string) {
  const catalogue = await openCatalogue(openSqlite(path), clock());
  return { tokens: catalogue.tokens, close: () => catalogue.close() };
}

/** A database as an earlier version left it. */
async function migratedTo(path: string, target: string): Promise<void> {
  const connections = openSqlite(path);
  await migrate(connections, target);
  await connections.close();
}

test('a database of a newer registry is left as it is', async () => {
  const path = join(await tempDir(), 'catalogue.sqlite');
  await (await openCatalogue(openSqlite(path))).close();
  const database = new DatabaseSync(path);
  onTestFinished(() => database.close());
  database.exec(`insert into kysely_migration values ('9999-later', '2030-01-01')`);
  await expect(openCatalogue(openSqlite(path))).rejects.toMatchObject({
    code: 'RK_DATABASE_NEWER',
    message: 'The database is of a newer registry: it has 9999-later.',
  });
});
