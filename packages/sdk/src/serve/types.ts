import type { Connector } from '../connector/connector.ts';
import type { OnExchange } from '../http/exchange.ts';
import type { ConnectorDescription, Policy } from '../plugin/types.ts';
import type { DefinedSkill } from '../skill/index.ts';

/** A connector as a server needs it: its description at once, its code on the first call. */
export interface ServedConnector {
  description: ConnectorDescription;
  load(): Promise<Connector>;
}

/** One plugin, ready to be served. */
export interface ServedPlugin {
  name: string;
  version: string;
  title?: string;
  description: string;
  connectors: ServedConnector[];
  /** Folder of skill folders, served with the skills extension. */
  skillsDir?: string;
  /** Skills with typed arguments, served as prompts. */
  prompts?: readonly DefinedSkill[];
  policy?: Policy;
}

/** What one person's connection is opened with. */
export interface PrincipalSettings {
  values: Record<string, string>;
  save?(changes: Record<string, string | undefined>): Promise<void>;
}

export interface ServeOptions {
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
  /** Milliseconds of one call, waiting for approval not counted. @default 120 000 */
  callMs?: number;
  /** Where problems of the server itself are said; never a secret. @default stderr */
  onProblem?(text: string): void;
}
