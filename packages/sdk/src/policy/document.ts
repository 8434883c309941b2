import type { Access } from '../connector/description-types.ts';

/** What is allowed, where it is given, and what is refused in any case. */
export interface AllowDeny<T extends string = string> {
  readonly allow?: readonly T[];
  readonly deny?: readonly T[];
}

export type SignatureKind = 'registry' | 'publisher' | 'provenance';

/**
 * What a company, a machine or a person allows: one document for all three. Every entry can only take away; what none of them
 * names is allowed.
 */
export interface PolicyDocument {
  /** Who decides, and how to reach them: `Acme IT, security@acme.example`. Every refusal says it. */
  readonly owner?: string;
  /** `namespace/name`, `namespace/*`, or how it begins: `acme/sales*`. */
  readonly plugins?: AllowDeny;
  readonly namespaces?: AllowDeny;
  /** Names of who published: an account's handle or a token's name. */
  readonly publishers?: AllowDeny;
  /** Signatures that a version must have. */
  readonly signatures?: readonly SignatureKind[];
  /** Kinds of tools. */
  readonly access?: AllowDeny<Access>;
  /** Network hosts: `api.example.com`, `*.example.com`, `config:*` for those that a setting names. */
  readonly networkHosts?: AllowDeny;
  /** Folders of the user's machine with all below them: `~/Rolekit`; `config:*` for those that a setting names. */
  readonly folders?: AllowDeny;
  /** What a host runs: kinds of components, and `server` for the plugin's own local server. */
  readonly components?: AllowDeny;
  /** Origins of remote servers, which no approval reaches: `https://mcp.acme.example`. */
  readonly remoteServers?: AllowDeny;
  /** Hours that a version must have been published. */
  readonly minimumAgeHours?: number;
  readonly offline?: {
    /** How old the registry's last word on a version may be where the registry cannot be asked. */
    readonly statusMaxAgeHours?: number;
  };
  readonly snapshot?: {
    /** Hours that a signed copy of the registry's policy is good for. @default 168 */
    readonly validHours?: number;
    /** What servers do after that. @default 'closed' */
    readonly expired?: 'closed' | 'open';
  };
  /** The company's registry, whose policy holds for every plugin here; of a machine's or a person's file only. */
  readonly registry?: {
    readonly url: string;
    /** Its keys; without them the ones that were seen first count. */
    readonly keys?: readonly string[];
  };
  readonly audit?: {
    /** The command tells the company's registry what it did on the machine. @default false */
    readonly report?: boolean;
  };
  /** `deny` takes away every tool that changes something. */
  readonly writes?: 'confirm' | 'deny';
  /** Names of tools, or how they begin: `salesforce_delete_*`. */
  readonly denyTools?: readonly string[];
  /** Tools that plugins have and do not list by themselves. */
  readonly enableTools?: readonly string[];
}

export type PolicyLevelName = 'registry' | 'machine' | 'user';

/** A document, and where it holds. The registry's stands above the machine's, that above the user's. */
export interface PolicyLevel {
  readonly level: PolicyLevelName;
  /** Address of the registry, or path of the file. */
  readonly source: string;
  readonly document: PolicyDocument;
}

export const DEFAULT_VALID_HOURS = 168;
