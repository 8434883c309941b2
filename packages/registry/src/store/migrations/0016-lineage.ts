import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What each version says that it was built from; by name and content, so that either may come first. */
export const lineage: Migration = {
  async up(db) {
    await sql`create table version_bases (
      version_id integer primary key, namespace text not null, name text not null, version text not null,
      digest text not null, "range" text not null, registry text)`.execute(db);
    await sql`create index version_bases_base on version_bases (namespace, name, version)`.execute(db);
  },
};
