import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const domains: Migration = {
  async up(db) {
    await sql`create table domains (
      namespace text not null, domain text not null, token text not null, added_at text not null, added_by text not null,
      method text, proven_at text, checked_at text, failing_since text, problem text, next_check_at text,
      primary key (namespace, domain))`.execute(db);
    await sql`create index domains_due on domains (next_check_at)`.execute(db);
    // of an account that looks at its own
    await sql`create index tokens_account on tokens (account_id)`.execute(db);
  },
};
