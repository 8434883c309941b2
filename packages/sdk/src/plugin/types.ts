import type { ConnectorDescription } from '../connector/description-types.ts';
import type { PluginComponent } from './components.ts';

/** `extensions["dev.rolekit"]` of a `plugin.json`: what Rolekit adds to an Agent Plugins manifest. */
export interface RolekitExtension {
  /** Owner of the name in a registry: `acme` in `acme/sales`. */
  namespace: string;
  /** The role this plugin serves, e.g. `sales`. Absent for a plugin that only carries a connector. */
  role?: string;
  connectors?: Record<string, ConnectorRef>;
  /** Base plugin of an overlay. */
  extends?: { plugin: string; range: string };
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
  connectors: Record<string, { plugin: string; range: string; version: string; digest: string; toolsetDigest: string }>;
  toolsetDigest: string;
  tokens: number;
}
