import type { Generated } from 'kysely';

/** The tables, as Kysely sees them. JSON columns are text: what is stored is what was hashed. */
export interface Tables {
  plugins: PluginTable;
  plugin_connectors: { plugin_id: number; connector: string };
  plugins_fts: SearchTable;
  /** Of PostgreSQL: a `tsvector`. */
  plugin_words: { plugin_id: number; words: string };
  versions: VersionTable;
  skills: SkillTable;
  channels: { plugin_id: number; channel: string; version: string };
  events: EventTable;
  audit: AuditTable;
  /** What counts once within an hour or two. */
  audit_once: { key: string; at: string };
  /** Reports of commands that are on record; `reporter` is an account or a token. */
  audit_reports: { reporter: string; id: string; at: string };
  audit_checkpoints: CheckpointTable;
  tokens: TokenTable;
  namespaces: NamespaceTable;
  members: MemberTable;
  accounts: AccountTable;
  device_logins: DeviceLoginTable;
  trusted_publishers: TrustedPublisherTable;
  domains: DomainTable;
  reviews: ReviewTable;
  /** Ids of tokens of CIs that were exchanged. */
  spent_id_tokens: { id: string; expires_at: string };
  signing_keys: SigningKeyTable;
  attestations: AttestationTable;
  /** Of the marketplace of a namespace, or of everything (''): the event that an edition ends at. */
  editions: { marketplace: string; seq: number; prev: number };
  publisher_keys: PublisherKeyTable;
  /** By token of minutes, what a CI's platform said of the run; JSON. */
  ci_runs: { token_id: string; run: string };
  /** What the company allows, as it was set over time; `document` is null where it was taken away. */
  policies: { seq: number; at: string; by: string; digest: string; document: string | null };
  /** What a policy looks at of a version, as JSON. */
  version_facts: { version_id: number; facts: string };
  /** What a version was built from; `registry` is null for this one. */
  version_bases: {
    version_id: number;
    namespace: string;
    name: string;
    version: string;
    digest: string;
    range: string;
    registry: string | null;
  };
}

export interface PluginTable {
  id: Generated<number>;
  namespace: string;
  name: string;
  display_name: string;
  description: string;
  role: string | null;
  category: string | null;
  connectors: string;
  latest: string | null;
  version: string;
  skill_count: number;
  tool_count: number;
  access: string;
  published_at: string;
  first_seq: number;
  /** 0 when none of its versions is served. */
  visible: Generated<number>;
}

/** The words that a plugin is found by. */
export interface SearchTexts {
  name: string;
  display_name: string;
  description: string;
  skills: string;
  tools: string;
}

/** Of SQLite. */
interface SearchTable extends SearchTexts {
  rowid: number;
}

export interface VersionTable {
  id: Generated<number>;
  plugin_id: number;
  version: string;
  digest: string;
  tgz_digest: string;
  size: number;
  published_at: string;
  published_by: string;
  seq: number;
  prerelease: number;
  yanked: string | null;
  waiver: string | null;
  commit_id: string;
  has_connectors: number;
  manifest: string;
  tools: string;
  findings: string;
  surface: string | null;
  readme: string | null;
  contract: string | null;
  rule_set: number;
  yanked_by: string | null;
  yanked_at: string | null;
  deprecated: string | null;
  deprecated_by: string | null;
  deprecated_at: string | null;
  replacement: string | null;
  /** `quarantined` or `taken-down`; null for one that is served. */
  withheld: Generated<string | null>;
  withheld_reason: Generated<string | null>;
  withheld_by: Generated<string | null>;
  withheld_at: Generated<string | null>;
  /** `administrators` when only they lift it. */
  withheld_for: Generated<string | null>;
  /** Who let it be published, where that needs a second person. */
  approved_by: string | null;
}

/** A version that waits for a second person, or waited. */
export interface ReviewTable {
  /** Of the event that asked for it. */
  seq: number;
  namespace: string;
  name: string;
  version: string;
  digest: string;
  tgz_digest: string;
  /** JSON of what is published when it is approved. */
  submission: string;
  /** JSON of the comparison when it was sent. */
  surface: string | null;
  waiver: string | null;
  /** JSON of who sent it. */
  publisher: string;
  /** JSON of what was signed of it. */
  proof: string | null;
  requested_at: string;
  expires_at: string;
  state: string;
  decided_at: string | null;
  decided_by: string | null;
  reason: string | null;
}

interface SkillTable {
  version_id: number;
  name: string;
  description: string;
  digest: string;
  tools: string;
  text: string;
}

export interface EventTable {
  seq: number;
  at: string;
  type: string;
  namespace: string;
  name: string;
  version: string;
  data: string;
  prev: string;
  hash: string;
}

/** The record of everything, one chain. */
export interface AuditTable {
  seq: number;
  at: string;
  type: string;
  /** JSON. */
  actor: string;
  namespace: string | null;
  name: string | null;
  version: string | null;
  digest: string | null;
  subject: string | null;
  outcome: string;
  /** JSON. */
  data: string;
  /** The event of the change feed that the line records. */
  event_seq: number | null;
  event_hash: string | null;
  prev: string;
  hash: string;
}

export interface CheckpointTable {
  seq: number;
  registry: string;
  hash: string;
  at: string;
  /** JSON. */
  envelope: string;
}

export interface TokenTable {
  hash: string;
  id: string;
  name: string;
  namespaces: string;
  scopes: string;
  created_at: string;
  created_by: string | null;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
  revoked_by: string | null;
  /** Whose it is; null for a machine's. */
  account_id: string | null;
}

/** A namespace that has owners or is private; others are public and nobody's. */
export interface NamespaceTable {
  name: string;
  visibility: string;
  /** 1 where a version waits until somebody else approves it. */
  approvals: Generated<number>;
  created_at: string;
  created_by: string;
}

export interface MemberTable {
  namespace: string;
  /** `account` or `group`. */
  kind: string;
  /** Id of the account, or name of the group. */
  subject: string;
  role: string;
  added_at: string;
  added_by: string;
}

export interface AccountTable {
  id: string;
  handle: string;
  display_name: string;
  email: string | null;
  /** Issuer and subject of who signs in through a provider. */
  issuer: string | null;
  subject: string | null;
  /** Hash of a local account's password. */
  password: string | null;
  /** JSON list, as the provider said at the last sign-in. */
  groups: string;
  administrator: number;
  created_at: string;
  created_by: string;
  disabled_at: string | null;
  disabled_by: string | null;
}

export interface DeviceLoginTable {
  hash: string;
  user_code: string;
  client: string;
  address: string;
  namespaces: string;
  scopes: string;
  days: number;
  created_at: string;
  expires_at: string;
  state: string;
  account_id: string | null;
  polled_at: string | null;
}

export interface DomainTable {
  namespace: string;
  domain: string;
  token: string;
  added_at: string;
  added_by: string;
  method: string | null;
  proven_at: string | null;
  checked_at: string | null;
  failing_since: string | null;
  problem: string | null;
  /** Null for one that is not looked at by itself. */
  next_check_at: string | null;
}

export interface TrustedPublisherTable {
  namespace: string;
  issuer: string;
  repository: string;
  workflow: string;
  /** Empty for any. */
  environment: string;
  repository_id: string | null;
  added_at: string;
  added_by: string;
}

/** Public keys of the registry, the first at position 1. */
export interface SigningKeyTable {
  position: number;
  keyid: string;
  spki: string;
  since: string;
  /** Envelope by which the key before named it; null for the first. */
  rotation: string | null;
  /** The newest event when it was put on record. */
  after_seq: number;
}

export interface AttestationTable {
  namespace: string;
  name: string;
  version: string;
  /** `registry`, `publisher` or `provenance`. */
  kind: string;
  /** JSON. */
  envelope: string;
}

export interface PublisherKeyTable {
  namespace: string;
  keyid: string;
  spki: string;
  /** Whose or which it is, in words. */
  label: string;
  added_at: string;
  added_by: string;
}
