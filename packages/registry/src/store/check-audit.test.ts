import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { lineHash } from '@rolekit/sdk/internal/audit';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type TestRegistry, testRegistry } from '../../test/start-registry.ts';
import { databaseOf, tamper } from '../../test/test-database.ts';
import type { Catalogue } from './catalogue.ts';
import { auditProblems } from './check-audit.ts';
import { openCatalogue } from './database-catalogue.ts';
import { migrate } from './migrations.ts';
import { openDatabase } from './open-store.ts';
import { openSqlite } from './sqlite/connections.ts';

let registry: TestRegistry;

/** Six lines: a token, its use, three versions and a yank. */
beforeEach(async () => {
  registry = await testRegistry();
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) await registry.publish({ version });
  await registry.catalogue.yank('acme', 'sales', '1.1.0', 'No.', 'test');
  await registry.close();
});

/** As somebody who has the file: the triggers are dropped first. */
async function afterwards(...statements: string[]): Promise<string[]> {
  await tamper(registry.dataDir, ...statements);
  const catalogue = await opened();
  onTestFinished(() => catalogue.close());
  return problemsOf(catalogue);
}

async function opened(): Promise<Catalogue> {
  const { dataDir } = registry;
  return openCatalogue(await openDatabase({ dataDir, ...(await databaseOf(dataDir)) }));
}

async function linesFrom(since: number) {
  const catalogue = await opened();
  const lines = await catalogue.audit.lines({ since, limit: 10 });
  await catalogue.close();
  return lines;
}

async function problemsOf(catalogue: Catalogue): Promise<string[]> {
  const found: string[] = [];
  for await (const { seq, reason } of auditProblems(catalogue)) found.push(`${seq} ${reason}`);
  return found;
}

test('a line that was changed is found', async () => {
  expect(await afterwards(`update audit set actor = replace(actor, 'test', 'eve') where seq = 3`)).toEqual([
    '3 was changed after it was written',
  ]);
});

test('a line that was changed with its hash is found by the next one', async () => {
  const [line] = await linesFrom(2);
  if (line === undefined) throw new TypeError('no line');
  const hash = lineHash({ ...line, outcome: 'refused' });
  expect(await afterwards(`update audit set outcome = 'refused', hash = '${hash}' where seq = 3`)).toEqual([
    '4 does not follow from the one before',
  ]);
});

test('a line that was removed is found, also the last one of an event', async () => {
  expect(await afterwards('delete from audit where seq = 4')).toContain('5 follows 3: lines between them are missing');
});

test('lines that changed places are found', async () => {
  const swap = [
    'update audit set seq = 100 where seq = 3',
    'update audit set seq = 3 where seq = 4',
    'update audit set seq = 4 where seq = 100',
  ];
  expect(await afterwards(...swap)).toEqual([
    '3 was changed after it was written',
    '3 is where event 1 of the change feed should be recorded, and is not',
    '4 was changed after it was written',
    '4 records event 1 of the change feed, which is another or not there',
    '5 does not follow from the one before',
  ]);
});

test('a line that was inserted is found', async () => {
  const copy = `insert into audit select 7, at, type, actor, namespace, name, version, digest, subject, outcome, data,
    event_seq, event_hash, hash, 'sha256:00' from audit where seq = 6`;
  expect(await afterwards(copy)).toEqual([
    '7 was changed after it was written',
    '7 records event 4 of the change feed, which is another or not there',
  ]);
});

test('the end that was cut off is found by the last checkpoint and by the change feed', async () => {
  expect(await afterwards('delete from audit where seq > 4')).toEqual([
    '6 is not there, and a checkpoint signed it: the end was removed',
    '4 is where event 3 of the change feed should be recorded, and is not',
    '4 is where event 4 of the change feed should be recorded, and is not',
  ]);
});

test('an event that was made anew with its hash is found by its line', async () => {
  expect(await afterwards(`update events set hash = 'sha256:00' where seq = 2`)).toEqual([
    '4 records event 2 of the change feed, which is another or not there',
  ]);
});

test('a checkpoint that somebody else made is found', async () => {
  expect(await afterwards(`update audit_checkpoints set hash = 'sha256:00'`)).toEqual([
    '6 has a checkpoint that this registry did not sign',
    '6 is another than the checkpoint signed',
  ]);
});

test('what was recorded before there was one chain is in it, in order, and whole', async () => {
  const old = join(registry.dataDir, 'old.sqlite');
  const connections = openSqlite(old);
  await migrate(connections, '0008-trusted-publishers');
  await connections.close();
  const database = new DatabaseSync(old);
  const at = (second: number) => `2026-11-20T10:00:0${second}.000Z`;
  const hash = `sha256:${'a'.repeat(64)}`;
  database.exec(`insert into token_events values (1, '${at(0)}', 'created', 'abc', 'ci', null),
    (2, '${at(4)}', 'revoked', 'abc', 'ci', 'ben')`);
  database.exec(
    `insert into access_events values (1, '${at(1)}', 'account-created', null, 'ada', '{"local":true}', 'ben')`,
  );
  database.exec(`insert into events values
    (1, '${at(2)}', 'publish', 'acme', 'sales', '1.0.0', '{"digest":"${hash}","publishedBy":"ci"}', 'p', '${hash}'),
    (2, '${at(1)}', 'yank', 'acme', 'sales', '1.0.0', '{"reason":"No.","by":"ci"}', 'q', '${hash.replace('a', 'b')}')`);
  database.close();
  const catalogue = await openCatalogue(openSqlite(old));
  onTestFinished(() => catalogue.close());
  const lines = await catalogue.audit.lines({ since: 0, limit: 10 });
  expect(lines.map(({ seq, type, actor, subject, event }) => [seq, type, actor.name, subject, event?.seq])).toEqual([
    [1, 'token-created', '', 'abc', undefined],
    [2, 'account-created', 'ben', 'ada', undefined],
    [3, 'publish', 'ci', null, 1],
    [4, 'yank', 'ci', null, 2],
    [5, 'token-revoked', 'ben', 'abc', undefined],
  ]);
  expect(await problemsOf(catalogue)).toEqual([]);
  expect(await catalogue.tokens.record()).toMatchObject([
    { type: 'created', token: 'abc', name: 'ci', by: null },
    { type: 'revoked', by: 'ben' },
  ]);
  expect(await catalogue.accounts.record()).toMatchObject([{ type: 'account-created', subject: 'ada', by: 'ben' }]);
});
