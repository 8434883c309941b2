import { sql } from 'kysely';
import type { Engine } from '../database.ts';
import { SQLITE_MIGRATIONS } from './base-migrations.ts';
import { FTS5 } from './search.ts';

export const SQLITE: Engine = {
  kind: 'SQLite',
  migrations: SQLITE_MIGRATIONS,
  search: FTS5,
  async settle() {},
  async settleKeys() {},

  async keyOf(db, table) {
    const { rows } = await sql<{ name: string }>`
      select name from pragma_table_info(${table}) where pk > 0 order by pk`.execute(db);
    return rows.map(({ name }) => name);
  },

  async integrity(write) {
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check(20)`.execute(write);
    return rows.map((row) => row.integrity_check).filter((text) => text !== 'ok');
  },

  async probe(write) {
    await write.connection().execute(async (db) => {
      await sql`begin immediate`.execute(db);
      await sql`rollback`.execute(db);
    });
  },
};
