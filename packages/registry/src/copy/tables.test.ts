import { type Kysely, sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { tempDir, testRegistry } from '../../test/start-registry.ts';
import { databaseOf, tamper } from '../../test/test-database.ts';
import { openDatabase, type Place } from '../store/open-store.ts';
import type { Tables } from '../store/schema.ts';
import { copyRegistry } from './index.ts';

/** Made again from other rows, or the engine's own. */
const DERIVED = /^(?:plugins_fts(?:_\w+)?|plugin_words|kysely_migration(?:_lock)?|sqlite_sequence)$/;
/** Where a column takes some texts only. */
const TEXTS: Record<string, string> = { kind: 'account', visibility: 'public' };

async function databaseAt(place: Place): Promise<Kysely<Tables>> {
  const database = await openDatabase(place);
  onTestFinished(() => database.close());
  return database.read;
}

async function columnsOf(db: Kysely<Tables>) {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  return tables.filter(({ name, isView }) => !isView && !DERIVED.test(name));
}

async function rowsOf(db: Kysely<Tables>, table: string): Promise<string[]> {
  const { rows } = await sql<object>`select * from ${sql.table(table)}`.execute(db);
  return rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
}

test('every table of the schema is copied, or is derived from others', async () => {
  const registry = await testRegistry();
  await registry.publish();
  await registry.close();
  const from: Place = { dataDir: registry.dataDir, ...(await databaseOf(registry.dataDir)) };
  const source = await databaseAt(from);
  const tables = await columnsOf(source);
  for (const { name, columns } of tables) {
    if ((await rowsOf(source, name)).length > 0) continue;
    const values = columns.map((column) =>
      /int|real|float/i.test(column.dataType) ? '1' : `'${TEXTS[column.name] ?? '{}'}'`,
    );
    await tamper(
      registry.dataDir,
      `insert into ${name} (${columns.map((column) => `"${column.name}"`)}) values (${values})`,
    );
  }
  const dataDir = await tempDir();
  const to: Place = { dataDir, ...(await databaseOf(dataDir)) };
  await copyRegistry({ from, to });
  const target = await databaseAt(to);
  expect(tables.length).toBeGreaterThanOrEqual(25);
  for (const { name } of tables) {
    const rows = await rowsOf(source, name);
    expect([name, rows.length > 0, await rowsOf(target, name)]).toEqual([name, true, rows]);
  }
});
