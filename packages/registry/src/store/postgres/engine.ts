import { sql } from 'kysely';
import { RegistryError } from '../../errors.ts';
import type { Engine } from '../database.ts';
import { compareBytes } from '../migrations/ddl.ts';
import { POSTGRES_MIGRATIONS } from './base-migrations.ts';
import { TSVECTOR } from './search.ts';

export const POSTGRES: Engine = {
  kind: 'PostgreSQL',
  migrations: POSTGRES_MIGRATIONS,
  search: TSVECTOR,
  settle: compareBytes,

  async keyOf(db, table) {
    const { rows } = await sql<{ name: string }>`
      select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
      where i.indisprimary and i.indrelid = ${table}::regclass order by array_position(i.indkey::int2[], a.attnum)`.execute(
      db,
    );
    return rows.map(({ name }) => name);
  },

  async settleKeys(db) {
    const { rows } = await sql<{ table_name: string; column_name: string }>`
      select table_name, column_name from information_schema.columns
      where table_schema = current_schema() and is_identity = 'YES'`.execute(db);
    for (const { table_name, column_name } of rows)
      await sql`select setval(pg_get_serial_sequence(${table_name}, ${column_name}),
        (select coalesce(max(${sql.ref(column_name)}), 0) + 1 from ${sql.table(table_name)}), false)`.execute(db);
  },

  // Its pages and indexes are checked by `amcheck` and checksums, which belong to who runs it.
  async integrity() {
    return [];
  },

  async probe(write) {
    const { rows } = await sql<{
      readonly: string;
    }>`select current_setting('transaction_read_only') as readonly`.execute(write);
    if (rows[0]?.readonly === 'on')
      throw new RegistryError('RK_DATA_READ_ONLY', { reason: 'the database takes reads only' });
  },
};
