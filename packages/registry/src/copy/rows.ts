import { type Kysely, sql } from 'kysely';
import { RegistryError } from '../errors.ts';
import type { Database, Engine } from '../store/database.ts';
import type { Tables } from '../store/schema.ts';
import { NUL } from '../store/storable-text.ts';
import { refreshPlugin } from '../store/writes.ts';

/** A database as it was at one moment. */
export interface Rows {
  db: Kysely<Tables>;
  engine: Engine;
}

export interface Head {
  seq: number;
  hash: string;
}

/** Tables that others refer to come first; what an engine makes for itself does not come along. */
const FIRST = ['plugins', 'versions', 'accounts', 'namespaces', 'tokens'];
const OWN = /^(?:kysely_|sqlite_|plugins_fts|plugin_words)/;
const PAGE = 200;

type Table = keyof Tables;

/** The newest event. */
export async function headOf(db: Kysely<Tables>): Promise<Head> {
  const row = await db.selectFrom('events').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row ?? { seq: 0, hash: '' };
}

/** True when a sequence that ends so is the beginning of this one. */
export async function isPartOf({ seq, hash }: Head, { db }: Rows): Promise<boolean> {
  const row = await db.selectFrom('events').select('hash').where('seq', '=', seq).executeTakeFirst();
  return row?.hash === hash;
}

/**
 * Copies all rows in one transaction and compares them before it is committed. Returns how many versions there are.
 *
 * @param isThere an earlier copy came to its end
 * @throws RK_COPY_TARGET, RK_EVENTS_BROKEN
 */
export async function copyRows(
  source: Rows,
  target: Database,
  isThere: boolean,
  onStep: (step: string) => void,
): Promise<number> {
  return target.write.transaction().execute(async (db) => {
    if (!isThere) {
      const tables = await tablesOf(source.db);
      for (const table of tables) {
        onStep(`rows of ${table}`);
        const copied = await copyTable(source, db, table);
        const { count } = await counted(db, table);
        // a registry that was started there made rows of its own
        if (count !== copied) throw new RegistryError('RK_COPY_TARGET', { place: `table ${table}` });
      }
      await target.engine.settleKeys(db);
      const plugins = await db.selectFrom('plugins').select('id').execute();
      for (const { id } of plugins) await refreshPlugin(db, target.engine.search, id);
      const [before, after] = [await headOf(source.db), await headOf(db)];
      if (before.seq !== after.seq || before.hash !== after.hash)
        throw new RegistryError('RK_EVENTS_BROKEN', { seq: after.seq, reason: 'is not the newest one of the source' });
    }
    return (await counted(db, 'versions')).count;
  });
}

async function tablesOf(db: Kysely<Tables>): Promise<Table[]> {
  const tables = await db.introspection.getTables();
  const names = tables.filter(({ name, isView }) => !isView && !OWN.test(name)).map(({ name }) => name);
  return [...FIRST, ...names.filter((name) => !FIRST.includes(name)).sort()] as Table[];
}

async function copyTable({ db, engine }: Rows, to: Kysely<Tables>, table: Table): Promise<number> {
  const key = sql.join((await engine.keyOf(db, table)).map((column) => sql.ref(column)));
  let offset = 0;
  for (;;) {
    const { rows } = await sql<Record<string, unknown>>`
      select * from ${sql.table(table)} order by ${key} limit ${PAGE} offset ${offset}`.execute(db);
    for (const row of rows)
      await to
        .insertInto(table)
        .values(storable(row) as never)
        .execute();
    offset += rows.length;
    if (rows.length < PAGE) return offset;
  }
}

/** A text from before such texts were refused loses what no database keeps; nothing that is hashed has it. */
function storable(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'string' ? value.replaceAll(NUL, '\ufffd') : value,
    ]),
  );
}

async function counted(db: Kysely<Tables>, table: Table): Promise<{ count: number }> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(db);
  return { count: Number(rows[0]?.count) };
}
