import type { ToolWords } from '../words/tool-words.ts';

/** One setting of a connector, as data: every host's settings form, the `connect` prompts and the docs come from it. */
export interface ConfigField {
  name: string;
  title: string;
  description: string;
  env: string;
  secret: boolean;
  required: boolean;
}

export type Access = 'read' | 'write' | 'destructive';

/** An MCP tool definition in its 2026-07-28 form. */
export interface ToolDefinition {
  name: string;
  title?: string;
  description: string;
  inputSchema: Record<string, unknown>;
  outputSchema?: Record<string, unknown>;
  annotations?: Record<string, unknown>;
  _meta?: Record<string, unknown>;
}

export interface ToolEntry {
  access: Access;
  /** Listed by default in this bundle. */
  enabled: boolean;
  definition: ToolDefinition;
  /** `sha256:<hex>` over the canonical JSON (RFC 8785) of `definition`. */
  digest: string;
  /** The author's examples of a call, for people; no part of the definition, so they change neither digest nor tokens. */
  examples?: ToolExample[];
  /** Words of the plugin that the tool reads, with its own values; no part of the definition either. */
  words?: ToolWords;
}

/** Of a tool. */
export const MAX_EXAMPLES = 3;
export const MAX_EXAMPLE_TITLE = 200;

/** Arguments that work on the demo data. */
export interface ToolExample {
  title: string;
  input: Record<string, unknown>;
}

/** A folder that a connector uses, with all below it. */
export interface FolderUse {
  /** Absolute, below the home folder (`~/Rolekit`), or `config:<field>` for the folder of a setting. */
  path: string;
  /** Where `path` is an optional setting that is not set. */
  otherwise?: string;
  /** `write` includes reading. */
  access: 'read' | 'write';
}

/** What a connector declares, as data: read from `tools.json` without running its code. */
export interface ConnectorDescription {
  name: string;
  title: string;
  version: string;
  description: string;
  config: ConfigField[];
  /** Network hosts it reaches, e.g. `*.my.salesforce.com`; `config:instanceUrl` for the host of that setting. */
  hosts: string[];
  /** Folders of the user's machine that it reads or writes; absent when there are none. */
  folders?: FolderUse[];
  /** It has secret settings, and no `test` call that would try them. */
  untested?: true;
  tools: ToolEntry[];
  /** Where a joined connector came from; absent in a connector's own bundle. */
  source?: { plugin: string; version: string; digest: string };
}
