import type { Generated } from 'kysely';

/** The tables, as Kysely sees them. JSON columns are text: what is stored is what was hashed. */
export interface Tables {
  plugins: PluginTable;
  plugin_connectors: { plugin_id: number; connector: string };
  plugins_fts: SearchTable;
  versions: VersionTable;
  skills: SkillTable;
  channels: { plugin_id: number; channel: string; version: string };
  events: EventTable;
  tokens: TokenTable;
  token_events: TokenEventTable;
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
}

interface SearchTable {
  rowid: number;
  name: string;
  display_name: string;
  description: string;
  skills: string;
  tools: string;
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
}

export interface TokenEventTable {
  seq: Generated<number>;
  at: string;
  type: string;
  /** Id of the token. */
  token: string;
  name: string;
  by: string | null;
}
