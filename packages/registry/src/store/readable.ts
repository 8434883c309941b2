import { type RawBuilder, sql } from 'kysely';

/** Who reads the plugins of a namespace: anybody, or its members. */
export type Visibility = 'public' | 'private';

/**
 * Whose plugins a reader sees: those of public namespaces, and besides them those of the private ones that are listed; or those of
 * all namespaces; or everything, which is for the registry itself and has what is withheld too.
 */
export type Readable = 'everything' | 'all namespaces' | readonly string[];

/** The condition that a column with a namespace is of one that may be read. */
export function isReadable(column: string, readable: Readable): RawBuilder<boolean> {
  if (typeof readable === 'string') return sql<boolean>`true`;
  const isPublic = sql<boolean>`${sql.ref(column)} not in (select name from namespaces where visibility = 'private')`;
  return readable.length === 0
    ? isPublic
    : sql<boolean>`(${isPublic} or ${sql.ref(column)} in (${sql.join(readable)}))`;
}

/** The condition that a version is served, by the column that says why it is not. */
export function isServed(column: string, readable: Readable): RawBuilder<boolean> {
  return readable === 'everything' ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} is null`;
}

/** The condition that a plugin has a version that is served. */
export function isVisible(column: string, readable: Readable): RawBuilder<boolean> {
  return readable === 'everything' ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} = 1`;
}
