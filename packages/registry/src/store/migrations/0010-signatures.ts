import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { appendOnly } from './ddl.ts';

const STATEMENTS = [
  // position 1 is the first; each after it is named by a statement that the one before signed
  `create table signing_keys (
    position integer primary key, keyid text not null unique, spki text not null, since text not null, rotation text,
    after_seq integer not null)`,
  `create table attestations (
    namespace text not null, name text not null, version text not null, kind text not null, envelope text not null,
    primary key (namespace, name, version, kind))`,
  `create table publisher_keys (
    namespace text not null, keyid text not null, spki text not null, label text not null,
    added_at text not null, added_by text not null, primary key (namespace, keyid))`,
  // what a platform said of the run that a token of minutes was given to
  `create table ci_runs (token_id text primary key, run text not null)`,
];

export const signatures: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
    await appendOnly(db, 'signing_keys', 'keys stay on record');
    await appendOnly(db, 'attestations', 'what was signed stays');
  },
};
