import type { Finding } from '../finding.ts';
import type { ContractClaim, Lock, PluginManifest, ToolsFile } from '../plugin/types.ts';
import type { BundleFile } from '../tree/types.ts';
import type { WordsFile } from '../words/index.ts';

export interface PackedBundle {
  /** The archive: a deterministic gzip of the canonical tar. */
  tgz: Uint8Array;
  /** Identity: `sha256:<hex>` of the uncompressed canonical tar. */
  digest: string;
  /** Transport checksum of `tgz`, `sha256:<hex>`. */
  tgzDigest: string;
}

export interface InspectOptions {
  /**
   * Origins at private addresses at which remote servers may be; all others are refused.
   * @default unknown: a private address is a warning
   */
  privateRemotes?: readonly string[];
}

export interface BundledSkill {
  name: string;
  description: string;
  /** `skills/<name>/SKILL.md` */
  path: string;
  /** `sha256:<hex>` of SKILL.md. */
  digest: string;
  /** Tools that the skill names, found in `tools.json`. */
  tools: string[];
}

/** A built bundle, read from an archive or a folder, checked. */
export interface InspectedBundle {
  digest: string;
  files: BundleFile[];
  manifest: PluginManifest;
  tools: ToolsFile;
  lock: Lock | undefined;
  /** What its publisher says that `rolekit test` found; undefined when nothing is said. */
  contract: ContractClaim | undefined;
  /** Its words, and where its skills hold them; undefined for a plugin without. */
  words: WordsFile | undefined;
  skills: BundledSkill[];
  readme: string | undefined;
}

/** All problems at once; `bundle` is there exactly when none of them is an error. */
export type Inspection =
  | { ok: true; bundle: InspectedBundle; findings: Finding[] }
  | { ok: false; findings: Finding[] };
