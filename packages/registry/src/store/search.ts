import { parseInteger } from '@rolekit/sdk';
import { type Kysely, type Selectable, sql } from 'kysely';
import { RegistryError } from '../errors.ts';
import type { PluginPage, PluginQuery } from './catalogue.ts';
import type { SearchIndex } from './database.ts';
import { isReadable, isVisible, type Readable } from './readable.ts';
import { pluginOf } from './rows.ts';
import type { PluginTable, Tables } from './schema.ts';

/** A common word matches much of the catalogue: only this many matches are ranked. */
const CANDIDATES = 1000;

/** Words of two letters or more; each must occur, the end of a word may be missing. */
export function searchWords(text: string): string[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => word.length >= 2).slice(0, 10);
}

/** Lists by name, or by rank when there is a text to search for. */
export async function findPlugins(
  db: Kysely<Tables>,
  index: SearchIndex,
  query: PluginQuery,
  readable: Readable,
): Promise<PluginPage> {
  return query.text === undefined || query.text.trim() === ''
    ? list(db, query, readable)
    : search(db, index, query, query.text, readable);
}

async function list(db: Kysely<Tables>, query: PluginQuery, readable: Readable): Promise<PluginPage> {
  let rows = db
    .selectFrom('plugins')
    .selectAll()
    .where(isReadable('plugins.namespace', readable))
    .where(isVisible('plugins.visible', readable))
    .orderBy('namespace')
    .orderBy('name')
    .limit(query.limit + 1);
  if (query.cursor !== undefined) {
    const [namespace, name] = readCursor(query.cursor, 'list', 2);
    rows = rows.where(sql<boolean>`(namespace, name) > (${namespace}, ${name})`);
  }
  if (query.namespace !== undefined) rows = rows.where('namespace', '=', query.namespace);
  if (query.role !== undefined) rows = rows.where('role', '=', query.role);
  if (query.connector !== undefined) {
    const { connector } = query;
    rows = rows.where('id', 'in', (of) =>
      of.selectFrom('plugin_connectors').select('plugin_id').where('connector', '=', connector),
    );
  }
  const found = (await rows.execute()).map(pluginOf);
  const plugins = found.slice(0, query.limit);
  const last = plugins.at(-1);
  const more = found.length > query.limit && last !== undefined;
  return { plugins, next: more ? writeCursor('list', [last.namespace, last.name]) : null };
}

async function search(
  db: Kysely<Tables>,
  index: SearchIndex,
  query: PluginQuery,
  text: string,
  readable: Readable,
): Promise<PluginPage> {
  const words = searchWords(text);
  if (words.length === 0) throw new RegistryError('RK_QUERY_SHORT', { query: text });
  const offset = query.cursor === undefined ? 0 : parseInteger(readCursor(query.cursor, 'search', 1)[0] ?? '');
  if (offset === undefined || offset < 0) throw new RegistryError('RK_CURSOR_INVALID');
  const filters = [isReadable('p.namespace', readable), isVisible('p.visible', readable)];
  if (query.namespace !== undefined) filters.push(sql`p.namespace = ${query.namespace}`);
  if (query.role !== undefined) filters.push(sql`p.role = ${query.role}`);
  if (query.connector !== undefined) {
    filters.push(sql`p.id in (select plugin_id from plugin_connectors where connector = ${query.connector})`);
  }
  const named = words.join('-');
  const { rows } = await sql<Selectable<PluginTable>>`
    select p.* from (
      select id, rank, score from (
        select p.id, 0 as rank, 0 as score, p.namespace, p.name from plugins p
        where ${sql.join([sql`p.name = ${named}`, ...filters], sql` and `)}
        union all
        select id, 1 as rank, score, namespace, name from (
          ${index.hits(words, [sql`p.name <> ${named}`, ...filters], CANDIDATES)}) as hit
      ) as found order by rank, score, namespace, name limit ${query.limit + 1} offset ${offset}
    ) as page join plugins p on p.id = page.id
    order by page.rank, page.score, p.namespace, p.name`.execute(db);
  const plugins = rows.slice(0, query.limit).map(pluginOf);
  return { plugins, next: rows.length > query.limit ? writeCursor('search', [String(offset + query.limit)]) : null };
}

function writeCursor(kind: string, parts: readonly string[]): string {
  return Buffer.from(JSON.stringify([kind, ...parts])).toString('base64url');
}

function readCursor(cursor: string, kind: string, length: number): string[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (cause) {
    throw new RegistryError('RK_CURSOR_INVALID', {}, { cause });
  }
  if (
    !Array.isArray(parts) ||
    parts[0] !== kind ||
    parts.length !== length + 1 ||
    !parts.every((part) => typeof part === 'string')
  ) {
    throw new RegistryError('RK_CURSOR_INVALID');
  }
  return parts.slice(1) as string[];
}
