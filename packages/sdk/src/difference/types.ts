import type { PluginManifest, ToolsFile } from '../plugin/types.ts';
import type { BundleFile } from '../tree/types.ts';

/** A bundle, built or read: what two of them are compared by. */
export interface Content {
  manifest: PluginManifest;
  tools: ToolsFile;
  files: readonly BundleFile[];
  /** `sha256:<hex>` */
  digest: string;
}

/** Something that differs, in words for people who do not program. Characters that cannot be seen are spelled out. */
export interface Change {
  change: 'added' | 'removed' | 'changed';
  text: string;
  /** The text that a model reads of it, where it differs. */
  passages?: Passage[];
}

/** What differs in one section of a text. */
export interface Passage {
  /** Its heading, or what it is. */
  section: string;
  /** Each begins with `+`, `-` or a blank, or is `…` in the place of unchanged ones. */
  lines: string[];
  truncated: boolean;
}

export interface ComparedPlugin {
  /** `namespace/name` */
  plugin: string;
  version: string;
  digest: string;
}

/** What one version of a plugin does otherwise than another. */
export interface PluginDifference {
  before: ComparedPlugin;
  after: ComparedPlugin;
  /** Nothing at all differs. */
  same: boolean;
  reads: Change[];
  writes: Change[];
  /** Who approves what the new one writes. */
  approval: string;
  runs: Change[];
  told: Change[];
  words: Change[];
  settings: Change[];
  /** Estimated tokens. */
  cost: {
    /** Of the tools that are listed, in every conversation. */
    tools: { before: number; after: number };
    /** Of skills with their references, when a model reads them. */
    skills: { before: number; after: number };
  };
  /** The least number that the new one may have; null for two plugins, which have numbers of their own. */
  version: { least: string; isEnough: boolean; reasons: string[] } | null;
  /** Files that neither a model nor a host acts on. */
  files: Change[];
}
