import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { Tables } from './schema.ts';

interface ArchivedRow {
  namespace: string;
  name: string;
  version: string;
  tgz_digest: string;
}

/** Archives that stay, with whose they are: those of versions that were not taken down, and of those that wait. */
export function archivedRows(
  db: Kysely<Tables>,
): SelectQueryBuilder<Tables & { archived: ArchivedRow }, 'archived', object> {
  const published = db
    .selectFrom('versions')
    .innerJoin('plugins', 'plugins.id', 'plugin_id')
    .select(['namespace', 'name', 'versions.version', 'tgz_digest'])
    .where((is) => is.or([is('withheld', 'is', null), is('withheld', '=', 'quarantined')]));
  const waiting = db
    .selectFrom('reviews')
    .select(['namespace', 'name', 'version', 'tgz_digest'])
    .where('state', '=', 'waiting');
  return db.selectFrom(published.unionAll(waiting).as('archived'));
}
