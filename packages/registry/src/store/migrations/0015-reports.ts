import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which reports of commands are on record, so that one that comes again adds nothing. */
export const reports: Migration = {
  async up(db) {
    await sql`create table audit_reports (
      reporter text not null, id text not null, at text not null, primary key (reporter, id))`.execute(db);
    await sql`create index audit_reports_at on audit_reports (at)`.execute(db);
  },
};
