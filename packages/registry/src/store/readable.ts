import { type RawBuilder, sql } from 'kysely';

/** Who reads the plugins of a namespace: anybody, or its members. */
export type Visibility = 'public' | 'private';

/**
 * Whose plugins a reader sees: those of public namespaces, and besides them those of the private ones that are listed; or
 * everything, which is for the registry itself.
 */
export type Readable = 'everything' | readonly string[];

/** The condition that a column with a namespace is of one that may be read. */
export function isReadable(column: string, readable: Readable): RawBuilder<boolean> {
  if (readable === 'everything') return sql<boolean>`true`;
  const isPublic = sql<boolean>`${sql.ref(column)} not in (select name from namespaces where visibility = 'private')`;
  return readable.length === 0
    ? isPublic
    : sql<boolean>`(${isPublic} or ${sql.ref(column)} in (${sql.join(readable)}))`;
}
