import { sql } from 'kysely';
import type { SearchIndex } from '../database.ts';
import type { SearchTexts } from '../schema.ts';

/** Of the four weights of a `tsvector`, from D to A. */
const WEIGHTS = '{0.1, 0.25, 0.6, 1}';
const WEIGHT: readonly (readonly [keyof SearchTexts, string])[] = [
  ['name', 'A'],
  ['display_name', 'B'],
  ['skills', 'C'],
  ['description', 'C'],
  ['tools', 'D'],
];
/** PostgreSQL's own limits are 16383 places, 255 of one word and a megabyte. */
const MAX_WORDS = 16_000;
const MAX_WORD = 60;
const MAX_PLACES = 100;

/** Full text in a table with a `tsvector` for each plugin; words are cut here, as SQLite cuts them, and not by a language. */
export const TSVECTOR: SearchIndex = {
  async write(db, pluginId, texts) {
    const words = sql<string>`${vectorOf(texts)}::tsvector`;
    await db
      .insertInto('plugin_words')
      .values({ plugin_id: pluginId, words })
      .onConflict((row) => row.column('plugin_id').doUpdateSet({ words }))
      .execute();
  },

  async read(db, pluginId) {
    const rows = await db
      .selectFrom('plugin_words')
      .select(sql<string>`words::text`.as('words'))
      .where('plugin_id', '=', pluginId)
      .execute();
    return JSON.stringify(rows);
  },

  async orphans(db) {
    const rows = await db
      .selectFrom('plugin_words')
      .where('plugin_id', 'not in', (of) => of.selectFrom('plugins').select('id'))
      .select('plugin_id')
      .execute();
    return rows.map(({ plugin_id }) => plugin_id);
  },

  async remove(db, pluginIds) {
    await db.deleteFrom('plugin_words').where('plugin_id', 'in', pluginIds).execute();
  },

  hits(words, filters, limit) {
    const terms = words.flatMap(wordsOf).map((word) => `${word}:*`);
    const every = sql`${terms.join(' & ')}::tsquery`;
    // the rank of "all of them" goes by how near they are to each other, which says nothing across texts
    const any = sql`${terms.join(' | ')}::tsquery`;
    return sql`
      select s.plugin_id as id, round((-ts_rank(${WEIGHTS}::float4[], s.words, ${any}))::numeric, 4) as score,
        p.namespace, p.name
      from plugin_words s join plugins p on p.id = s.plugin_id
      where ${sql.join([sql`s.words @@ ${every}`, ...filters], sql` and `)} limit ${limit}`;
  },
};

/** A `tsvector` in its own notation; a word is of letters and digits, so nothing needs to be quoted. */
function vectorOf(texts: SearchTexts): string {
  const places = new Map<string, string[]>();
  let at = 0;
  for (const [column, weight] of WEIGHT)
    for (const word of wordsOf(texts[column])) {
      if (at === MAX_WORDS) break;
      at += 1;
      const known = places.get(word);
      if (known === undefined) places.set(word, [`${at}${weight}`]);
      else if (known.length < MAX_PLACES) known.push(`${at}${weight}`);
    }
  return [...places].map(([word, found]) => `${word}:${found.join(',')}`).join(' ');
}

/** Without case and accents. */
function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, MAX_WORD));
}
