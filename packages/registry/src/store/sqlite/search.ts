import { sql } from 'kysely';
import type { SearchIndex } from '../database.ts';

/** Full text in a virtual table whose rows have the numbers of the plugins. */
export const FTS5: SearchIndex = {
  async write(db, pluginId, texts) {
    await db.deleteFrom('plugins_fts').where('rowid', '=', pluginId).execute();
    await db
      .insertInto('plugins_fts')
      .values({ rowid: pluginId, ...texts })
      .execute();
  },

  async read(db, pluginId) {
    const rows = await db
      .selectFrom('plugins_fts')
      .select(['name', 'display_name', 'description', 'skills', 'tools'])
      .where('rowid', '=', pluginId)
      .execute();
    return JSON.stringify(rows);
  },

  async orphans(db) {
    const rows = await db
      .selectFrom('plugins_fts')
      .where('rowid', 'not in', (of) => of.selectFrom('plugins').select('id'))
      .select('rowid')
      .execute();
    return rows.map(({ rowid }) => rowid);
  },

  async remove(db, pluginIds) {
    await db.deleteFrom('plugins_fts').where('rowid', 'in', pluginIds).execute();
  },

  hits(words, filters, limit) {
    const match = words.map((word) => `"${word}"*`).join(' ');
    return sql`
      select plugins_fts.rowid as id, round(bm25(plugins_fts, 10, 8, 3, 4, 2), 6) as score, p.namespace, p.name
      from plugins_fts join plugins p on p.id = plugins_fts.rowid
      where ${sql.join([sql`plugins_fts match ${match}`, ...filters], sql` and `)} limit ${limit}`;
  },
};
