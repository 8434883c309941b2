import type { Kysely } from 'kysely';
import type { SearchIndex } from './database.ts';
import type { Tables } from './schema.ts';

type Part = 'latest' | 'description' | 'connectors' | 'search';

/** The rows that follow from a plugin's versions, and what is said when one does not. */
export const DESCRIBING: readonly [Part, message: string][] = [
  ['latest', 'Its row names another latest version than its versions make.'],
  ['description', 'Its row describes it otherwise than its version does.'],
  ['connectors', 'The list of its connectors is not that of its version.'],
  ['search', 'The search does not find it by the words of its version.'],
];

/** Those rows as text, to compare them. */
export async function describingRows(
  db: Kysely<Tables>,
  search: SearchIndex,
  pluginId: number,
): Promise<Record<Part, string>> {
  const { latest, ...row } = await db
    .selectFrom('plugins')
    .selectAll()
    .where('id', '=', pluginId)
    .executeTakeFirstOrThrow();
  const connectors = await db
    .selectFrom('plugin_connectors')
    .select('connector')
    .where('plugin_id', '=', pluginId)
    .orderBy('connector')
    .execute();
  return {
    latest: String(latest),
    description: JSON.stringify(row),
    connectors: JSON.stringify(connectors),
    search: await search.read(db, pluginId),
  };
}
