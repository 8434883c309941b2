import type { ConnectorDescription } from '../connector/description-types.ts';
import type { PluginComponent } from './components.ts';

/** `extensions["dev.rolekit"]` of a `plugin.json`: what Rolekit adds to an Agent Plugins manifest. */
export interface RolekitExtension {
  /** Owner of the name in a registry: `acme` in `acme/sales`. */
  namespace: string;
  /** The role this plugin serves, e.g. `sales`. Absent for a plugin that only carries a connector. */
  role?: string;
  connectors?: Record<string, ConnectorRef>;
  /** The base that this plugin follows, and what differs from it. */
  extends?: BaseRef;
  policy?: Policy;
  interface?: PluginInterface;
  /** What a host runs or grants beyond MCP servers and plain skills; whatever is not listed here is refused. */
  components?: PluginComponent[];
  /** Warnings of the gate that its author has looked at. */
  waivers?: Waiver[];
}

/** Says of one file that what looks like a credential is none. What verifies itself cannot be waived. */
export interface Waiver {
  rule: 'text/credential';
  /** File of the bundle. */
  path: string;
  reason: string;
}

/** Where a connector's code comes from; `tools` switches on exactly those (default: the connector's own defaults). */
export type ConnectorRef =
  | { plugin: string; range: string; tools?: string[] }
  | { path: string; tools?: string[] }
  | { url: string; tools?: string[] };

/**
 * The base of a client's plugin. Everything of the base is taken; what is said here, in `amendments/`, in `skills/` and in the
 * rest of the manifest differs.
 *
 * @example
 * ```json
 * { "plugin": "rolekit/sales", "range": "^0.1.0",
 *   "skills": { "remove": ["prioritize-accounts"], "replace": ["sales-setup"] },
 *   "connectors": { "hubspot": false, "salesforce": { "version": "0.1.4" } } }
 * ```
 */
export interface BaseRef {
  /** `namespace/name` */
  plugin: string;
  range: string;
  skills?: {
    /** Skills of the base that are left out. */
    remove?: string[];
    /** Skills of the base in whose place those of the same name in `skills/` stand. */
    replace?: string[];
  };
  /** Connectors of the base, by name. */
  connectors?: Record<string, BaseConnector>;
}

/**
 * `false` drops a connector of the base; `version` takes exactly that one in the place of the base's; `tools` switches on exactly
 * those.
 */
export type BaseConnector = false | { version?: string; tools?: string[] };

/** A plugin can only tighten; `allow` comes from the user's or the company's own configuration. */
export interface Policy {
  writes?: 'confirm' | 'deny';
  denyTools?: string[];
}

export interface PluginInterface {
  displayName?: string;
  shortDescription?: string;
  longDescription?: string;
  category?: string;
  prompts?: string[];
  /** Path below the plugin. */
  icon?: string;
  brandColor?: string;
}

/** Root `plugin.json`: Agent Plugins 1.0.0. */
export interface PluginManifest {
  $schema: 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json';
  name: string;
  version: string;
  description: string;
  author?: { name: string; email?: string; url?: string };
  homepage?: string;
  repository?: string;
  license?: string;
  keywords?: string[];
  extensions: { 'dev.rolekit': RolekitExtension } & Record<string, Record<string, unknown> | RolekitExtension>;
}

/** `tools.json` of a bundle. */
export interface ToolsFile {
  format: 1;
  protocol: '2026-07-28';
  connectors: ConnectorDescription[];
  /** `sha256:<hex>` over the sorted list of (name, digest) of all tools, also those switched off. */
  toolsetDigest: string;
  /** Estimated tokens of the tools listed by default. */
  tokens: number;
}

/**
 * `contract-report.json`: what `rolekit test --record` found. Its publisher made it, and nobody has repeated it: it is bound to
 * the version and its tools, not proven.
 */
export interface ContractClaim {
  format: 1;
  /** Version of the contract suite. */
  suite: number;
  /** `namespace/name` */
  plugin: string;
  version: string;
  toolsetDigest: string;
  level: 'basic' | 'standard' | 'strict';
  seed: number;
  /** The plugin's own connectors, which the suite ran for; joined ones are tested where they come from. */
  connectors: string[];
  /** Ids of the checks that ran. */
  checks: string[];
  /** Results of checks: one for each tool or connector. */
  passed: number;
  skipped: number;
  /** Playbooks that passed. */
  playbooks: number;
  waivers: { check: string; tool?: string; reason: string }[];
}

/** `rolekit.lock.json`: what a build resolved. */
export interface Lock {
  format: 1;
  /** Number of the generator that wrote the host files. @default 1 */
  generator?: number;
  /** The base that the plugin follows, as it was built. */
  base?: LockedBase;
  /** Of a plugin with a base: who each skill is from. */
  origins?: Record<string, SkillOrigin>;
  connectors: Record<string, LockedConnector>;
  toolsetDigest: string;
  tokens: number;
}

/** A joined connector, as it was built. */
export interface LockedConnector {
  plugin: string;
  range: string;
  version: string;
  digest: string;
  toolsetDigest: string;
  /** The registry that its namespace is mapped to. */
  registry?: string;
}

export interface LockedBase {
  plugin: string;
  range: string;
  version: string;
  digest: string;
  /** The registry that its namespace is mapped to. */
  registry?: string;
  /** The bases of the base, the nearest first: `namespace/name@version`. */
  lineage?: string[];
}

/** Who a skill is from; `removed` and `replaced` ones are only the base's in name. */
export interface SkillOrigin {
  from: 'base' | 'amended' | 'client' | 'replaced' | 'removed';
  /** Of the base's files of the skill. */
  digest?: string;
  /** Of each amended section as the base has it. */
  sections?: Record<string, string>;
}
