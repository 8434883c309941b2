import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENTS = [
  `create table plugins (
    id integer primary key,
    namespace text not null, name text not null,
    display_name text not null, description text not null, role text, category text, connectors text not null,
    latest text, version text not null, skill_count integer not null, tool_count integer not null, access text not null,
    published_at text not null, first_seq integer not null,
    unique (namespace, name)) strict`,
  'create index plugins_name on plugins (name, first_seq)',
  'create index plugins_role on plugins (role, namespace, name)',
  `create table plugin_connectors (
    plugin_id integer not null references plugins (id), connector text not null,
    primary key (connector, plugin_id)) strict, without rowid`,
  `create virtual table plugins_fts using fts5 (
    name, display_name, description, skills, tools, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')`,
  `create table versions (
    id integer primary key,
    plugin_id integer not null references plugins (id), version text not null,
    digest text not null, tgz_digest text not null, size integer not null,
    published_at text not null, published_by text not null, seq integer not null unique,
    prerelease integer not null, yanked text, waiver text, commit_id text not null, has_connectors integer not null,
    manifest text not null, tools text not null, findings text not null, surface text, readme text,
    unique (plugin_id, version)) strict`,
  `create table skills (
    version_id integer not null references versions (id), name text not null,
    description text not null, digest text not null, tools text not null, text text not null,
    primary key (version_id, name)) strict, without rowid`,
  `create table channels (
    plugin_id integer not null references plugins (id), channel text not null, version text not null,
    primary key (plugin_id, channel)) strict, without rowid`,
  `create table events (
    seq integer primary key, at text not null, type text not null,
    namespace text not null, name text not null, version text not null,
    data text not null, prev text not null unique, hash text not null unique) strict`,
  `create trigger events_no_update before update on events begin select raise(abort, 'events are append-only'); end`,
  `create trigger events_no_delete before delete on events begin select raise(abort, 'events are append-only'); end`,
  // What was published stays what it was: only yank and deprecation may change.
  `create trigger versions_immutable before update on versions
    when new.digest <> old.digest or new.tgz_digest <> old.tgz_digest or new.version <> old.version
      or new.manifest <> old.manifest or new.tools <> old.tools or new.commit_id <> old.commit_id
    begin select raise(abort, 'versions are immutable'); end`,
  `create table tokens (
    hash text primary key, name text not null, namespaces text not null, scopes text not null,
    created_at text not null) strict, without rowid`,
];

const TOKEN_STATEMENTS = [
  // SQLite adds no column that must not be null without a default that fits all.
  `alter table tokens rename to tokens_before`,
  `create table tokens (
    hash text primary key, id text not null unique, name text not null, namespaces text not null, scopes text not null,
    created_at text not null, created_by text, expires_at text, last_used_at text, revoked_at text, revoked_by text)
    strict, without rowid`,
  `insert into tokens (hash, id, name, namespaces, scopes, created_at)
    select hash, substr(hash, 1, 12), name, namespaces, scopes, created_at from tokens_before`,
  `drop table tokens_before`,
  `create trigger tokens_stay before delete on tokens begin select raise(abort, 'tokens are revoked, not deleted'); end`,
  `create trigger tokens_stay_revoked before update on tokens
    when old.revoked_at is not null and new.revoked_at is not old.revoked_at
    begin select raise(abort, 'a revoked token stays revoked'); end`,
  `create table token_events (
    seq integer primary key, at text not null, type text not null, token text not null, name text not null, by text) strict`,
  `create trigger token_events_no_update before update on token_events
    begin select raise(abort, 'the record of tokens is append-only'); end`,
  `create trigger token_events_no_delete before delete on token_events
    begin select raise(abort, 'the record of tokens is append-only'); end`,
];

const DEPRECATION_STATEMENTS = [
  ...['yanked_by', 'yanked_at', 'deprecated', 'deprecated_by', 'deprecated_at', 'replacement'].map(
    (column) => `alter table versions add column ${column} text`,
  ),
  // Who yanked was not kept before; when is in the event.
  `update versions set yanked_at = (
    select max(at) from events join plugins on plugins.namespace = events.namespace and plugins.name = events.name
      where events.type = 'yank' and events.version = versions.version and plugins.id = versions.plugin_id)
    where yanked is not null`,
];

const ACCESS_STATEMENTS = [
  `create table namespaces (
    name text primary key, visibility text not null check (visibility in ('public', 'private')),
    created_at text not null, created_by text not null) strict, without rowid`,
  `create index namespaces_private on namespaces (name) where visibility = 'private'`,
  `create table accounts (
    id text primary key, handle text not null unique, display_name text not null, email text,
    issuer text, subject text, password text, groups text not null, administrator integer not null,
    created_at text not null, created_by text not null, disabled_at text, disabled_by text,
    unique (issuer, subject)) strict, without rowid`,
  `create trigger accounts_stay before delete on accounts begin select raise(abort, 'accounts are disabled, not deleted'); end`,
  `create table members (
    namespace text not null references namespaces (name), kind text not null check (kind in ('account', 'group')),
    subject text not null, role text not null, added_at text not null, added_by text not null,
    primary key (namespace, kind, subject)) strict, without rowid`,
  'create index members_subject on members (kind, subject)',
  `alter table tokens add column account_id text references accounts (id)`,
  `create table access_events (
    seq integer primary key, at text not null, type text not null, namespace text, subject text, data text not null,
    by text not null) strict`,
  `create trigger access_events_no_update before update on access_events
    begin select raise(abort, 'the record of access is append-only'); end`,
  `create trigger access_events_no_delete before delete on access_events
    begin select raise(abort, 'the record of access is append-only'); end`,
];

const SIGN_IN_STATEMENTS = [
  `create table device_logins (
    hash text primary key, user_code text not null unique, client text not null, address text not null,
    namespaces text not null, scopes text not null, days real not null, created_at text not null,
    expires_at text not null, state text not null, account_id text references accounts (id), polled_at text)
    strict, without rowid`,
];

const TRUST_STATEMENTS = [
  `create table trusted_publishers (
    namespace text not null, issuer text not null, repository text not null, workflow text not null,
    environment text not null, repository_id text, added_at text not null, added_by text not null,
    primary key (namespace, issuer, repository, workflow, environment)) strict, without rowid`,
  `create table spent_id_tokens (id text primary key, expires_at text not null) strict, without rowid`,
];

const CONTRACT_STATEMENTS = [
  'alter table versions add column contract text',
  `create trigger versions_contract_immutable before update on versions
    when new.contract is not old.contract
    begin select raise(abort, 'versions are immutable'); end`,
];

const RULE_SET_STATEMENTS = [
  // What is there was published before rule sets had numbers.
  'alter table versions add column rule_set integer not null default 1',
  `create trigger versions_rule_set_immutable before update on versions
    when new.rule_set <> old.rule_set
    begin select raise(abort, 'versions are immutable'); end`,
  'create index versions_tgz on versions (tgz_digest)',
];

/** From before there was another engine. */
export const SQLITE_MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-catalogue': of(STATEMENTS),
  '0002-contract': of(CONTRACT_STATEMENTS),
  '0003-rule-set': of(RULE_SET_STATEMENTS),
  '0004-tokens': of(TOKEN_STATEMENTS),
  '0005-deprecations': of(DEPRECATION_STATEMENTS),
  '0006-access': of(ACCESS_STATEMENTS),
  '0007-sign-in': of(SIGN_IN_STATEMENTS),
  '0008-trusted-publishers': of(TRUST_STATEMENTS),
};

function of(statements: readonly string[]): Migration {
  return {
    async up(db) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}
