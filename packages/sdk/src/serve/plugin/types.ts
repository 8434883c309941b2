import type { CallToolResult, InputRequiredResult, McpServer, ServerContext } from '@modelcontextprotocol/server';
import type { Connector } from '../../connector/connector.ts';
import type { ConnectorDescription, ToolDefinition } from '../../connector/description-types.ts';
import type { OnExchange } from '../../http/request/exchange.ts';
import type { Policy } from '../../plugin/types.ts';
import type { SkillPrompt } from '../../skill/prompt.ts';
import type { ToolWords } from '../../words/tool-words.ts';

/** A connector as a server needs it: its description at once, its code on the first call. */
export interface ServedConnector {
  description: ConnectorDescription;
  load(): Promise<Connector>;
}

/** A result of the protocol, as data. */
export type Answer = Record<string, unknown>;

/**
 * What the official server answers to the requests with which hosts begin, recorded when the plugin was built, so that
 * a server lists its tools before it has loaded what calls need. The tools of a list are null where they are those of the
 * connectors' descriptions.
 */
export interface Opening {
  /** Protocol versions that `initialize` agrees to; it offers `fallback` to a host that wants another. */
  versions: string[];
  fallback: string;
  legacy: { begin: Answer; list: Answer };
  modern: { version: string; begin: Answer; list: Answer };
}

/** One plugin, ready to be served. */
export interface ServedPlugin {
  /** Owner of the name in a registry. Without it, a policy about plugins or namespaces refuses the plugin. */
  namespace?: string;
  name: string;
  version: string;
  title?: string;
  description: string;
  connectors: ServedConnector[];
  /** Folder of skill folders, served with the skills extension. */
  skillsDir?: string;
  /** Skills with arguments, served as prompts: `skill.toPrompt()`. */
  prompts?: readonly SkillPrompt[];
  policy?: Policy;
  /** The words of the plugin that its tools read. @default each tool's own */
  words?: ToolWords;
  /** Origins of remote servers that come with it, and kinds of components that hosts run, for the policy of a machine. */
  remotes?: readonly string[];
  components?: readonly string[];
  /** Of a built server. @default recorded when the server starts */
  opening?: Opening;
  /**
   * Adds to each server what a connector has no word for: resources, further prompts, completions. It is called for every
   * connection, and over stateless HTTP for every request, so it registers and does not compute. Tools cannot be added
   * here, see `rawTools`. For programs that serve a plugin themselves; a built `server/main.mjs` has none.
   */
  extend?(mcp: ExtendableServer, context: ExtendContext): void;
  /** Tools served as they are. For programs that serve a plugin themselves; a built `server/main.mjs` has none. */
  rawTools?: readonly RawTool[];
}

/** The official server without its tools, which are the plugin's. */
export type ExtendableServer = Pick<McpServer, 'server' | 'registerResource' | 'registerPrompt'>;

export interface ExtendContext {
  /** `modern` is protocol 2026-07-28, `legacy` the ones before. */
  era: 'legacy' | 'modern';
  /** Who is served: `<issuer>|<subject>` of an access token, or `local:<user>`. */
  principal: string;
}

/**
 * A tool outside of the connector contract: its arguments are not checked, its result is no envelope, and **neither
 * approval, policy nor audit log apply to it**; only the budget of a result does. Whatever reaches an app is for the `list`, `item`, `write`
 * and `batch` of a connection.
 */
export interface RawTool {
  definition: ToolDefinition;
  /** What it throws becomes a protocol error; a failure of the tool itself is a result with `isError`. */
  call(
    args: Record<string, unknown>,
    context: ServerContext,
  ): CallToolResult | InputRequiredResult | Promise<CallToolResult | InputRequiredResult>;
}

/** What one person's connection is opened with. */
export interface PrincipalSettings {
  values: Record<string, string>;
  save?(changes: Record<string, string | undefined>): Promise<void>;
}

/** Limits of rows kept on the user's disk. */
export interface KeptLimits {
  /** Of one result. @default 100 000 */
  rows: number;
  /** Of one result. @default 64 MiB */
  bytes: number;
  /** Results of one principal; the oldest goes first. @default 16 */
  results: number;
  /** Of all results of one principal; the oldest goes first. @default 256 MiB */
  totalBytes: number;
  /** Milliseconds until a result is deleted. @default 1 hour */
  ms: number;
  /** Bytes that stay free on the disk, whoever keeps how much. @default 512 MiB */
  freeBytes: number;
}

export interface CloseOptions {
  /** Milliseconds that calls in flight get to finish; those that take longer are cancelled. @default 0 */
  graceMs?: number;
}

export interface ServeOptions {
  /** Files of this machine's policy, see `policyPaths`. @default `/etc/rolekit/policy.json` and `~/.rolekit/policy.json` */
  policyFiles?: readonly string[];
  /** @default process.env */
  env?: NodeJS.ProcessEnv;
  /** The user's home folder, where profiles and the audit log lie. @default os.homedir() */
  home?: string;
  /** Use this profile of every connector instead of the active one. */
  profile?: string;
  /** Who is served; approvals are bound to it. @default the user of this process */
  principal?: string;
  /**
   * Settings of each principal's own, for a server of several people: values as a profile holds them, and where a rotated
   * credential is kept. Nothing of the server's own environment or profiles is used then; `undefined` means not connected.
   */
  settingsFor?(connector: string, principal: string): Promise<PrincipalSettings | undefined>;
  /** Told of each exchange with a vendor, redacted. */
  onExchange?: OnExchange;
  /** Milliseconds that an approval stays valid. @default 10 minutes */
  approvalMs?: number;
  /** Bytes of a result's rows. @default 48 KiB */
  resultBytes?: number;
  /** How much of large results is kept for `<connector>_read_results`. */
  kept?: Partial<KeptLimits>;
  /** Milliseconds of one call, waiting for approval not counted. @default 120 000 */
  callMs?: number;
  /** What the machine takes for the present, for programs that serve a plugin on another day. @default () => new Date() */
  clock?(): Date;
  /**
   * Answer what hosts begin with, `tools/list` and calls of read tools in front of the official MCP server, which is loaded
   * when a message needs it. Without the front it answers everything: the same, and slower. @default true
   */
  front?: boolean;
  /** Where problems of the server itself are said; never a secret. @default stderr */
  onProblem?(text: string): void;
}
