import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENTS = [
  // Why a version is served nowhere: `quarantined`, `taken-down` or null; and who may lift that: `administrators` or null.
  ...['withheld', 'withheld_reason', 'withheld_by', 'withheld_at', 'withheld_for', 'approved_by'].map(
    (column) => `alter table versions add column ${column} text`,
  ),
  // 0 for a plugin none of whose versions is served.
  'alter table plugins add column visible integer not null default 1',
  // 1 where a version waits until somebody else approves it.
  'alter table namespaces add column approvals integer not null default 0',
  `create table reviews (
    seq integer primary key, namespace text not null, name text not null, version text not null, digest text not null,
    tgz_digest text not null, submission text not null, surface text, waiver text, publisher text not null,
    proof text, requested_at text not null, expires_at text not null, state text not null, decided_at text, decided_by text,
    reason text)`,
  // Two publishers at once: only one version of a number waits.
  `create unique index reviews_waiting on reviews (namespace, name, version) where state = 'waiting'`,
  'create index reviews_version on reviews (namespace, name, version, seq)',
  'create index reviews_tgz on reviews (tgz_digest)',
];

/** Versions that wait for a second person, and versions that are served no more. */
export const reviews: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
