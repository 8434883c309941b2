import { type Kysely, sql } from 'kysely';
import type { DerivedQuery, SeenBase, StoredBase, StoredVersion, VersionSubject } from './catalogue.ts';
import { isReadable, isServed, type Readable } from './readable.ts';
import { SUMMARY, versionOf } from './rows.ts';
import type { Tables } from './schema.ts';

/** A build refuses more of them. */
const MAX_DEPTH = 8;

export async function insertBase(db: Kysely<Tables>, versionId: number, base: StoredBase): Promise<void> {
  const { namespace, name, version, digest, range, registry } = base;
  await db
    .insertInto('version_bases')
    .values({ version_id: versionId, namespace, name, version, digest, range, registry })
    .execute();
}

/** The nearest first; it ends with one that is hidden or elsewhere. */
export async function basesOf(
  db: Kysely<Tables>,
  readable: Readable,
  { namespace, name, version }: VersionSubject,
): Promise<SeenBase[]> {
  const seen: SeenBase[] = [];
  let base = await db
    .selectFrom('version_bases')
    .innerJoin('versions', 'versions.id', 'version_id')
    .innerJoin('plugins', 'plugins.id', 'plugin_id')
    .selectAll('version_bases')
    .where('plugins.namespace', '=', namespace)
    .where('plugins.name', '=', name)
    .where('versions.version', '=', version)
    .executeTakeFirst();
  while (base !== undefined && seen.length < MAX_DEPTH) {
    const { registry } = base;
    if (registry !== null) return [...seen, { kind: 'elsewhere', base: { ...base, registry } }];
    const row = await db
      .selectFrom('versions')
      .innerJoin('plugins', 'plugins.id', 'plugin_id')
      .select(SUMMARY)
      .select(['versions.id', 'plugins.namespace', 'plugins.name'])
      .where('plugins.namespace', '=', base.namespace)
      .where('plugins.name', '=', base.name)
      .where('versions.version', '=', base.version)
      .where('versions.digest', '=', base.digest)
      .where(isReadable('plugins.namespace', readable))
      .executeTakeFirst();
    if (row === undefined) return [...seen, { kind: 'hidden' }];
    seen.push({ kind: 'here', version: versionOf(row) });
    base = await db.selectFrom('version_bases').selectAll().where('version_id', '=', row.id).executeTakeFirst();
  }
  return seen;
}

/** Versions that are built from exactly this one, newest publication first. */
export async function derivedOf(
  db: Kysely<Tables>,
  readable: Readable,
  { namespace, name, version, digest }: VersionSubject & { digest: string },
  { limit, before }: DerivedQuery,
): Promise<StoredVersion[]> {
  const rows = await db
    .selectFrom('version_bases')
    .innerJoin('versions', 'versions.id', 'version_id')
    .innerJoin('plugins', 'plugins.id', 'plugin_id')
    .select(SUMMARY)
    .select(['plugins.namespace', 'plugins.name'])
    .where('version_bases.namespace', '=', namespace)
    .where('version_bases.name', '=', name)
    .where('version_bases.version', '=', version)
    .where('version_bases.digest', '=', digest)
    .where('version_bases.registry', 'is', null)
    .where(isReadable('plugins.namespace', readable))
    .where(isServed('versions.withheld', readable))
    .where(before === undefined ? sql<boolean>`true` : sql<boolean>`versions.seq < ${before}`)
    .orderBy('versions.seq', 'desc')
    .limit(limit)
    .execute();
  return rows.map(versionOf);
}
