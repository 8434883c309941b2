import type { Finding } from '@rolekit/sdk';
import type { BundleFile } from '@rolekit/sdk/bundle';
import type { VerifiedVersion } from '@rolekit/sdk/internal/signing';
import type { Words } from '@rolekit/sdk/internal/words';
import type { BaseRef, Lock, LockedBase, PluginManifest, SkillOrigin, ToolsFile } from '@rolekit/sdk/plugin';
import type { Skill } from '@rolekit/sdk/skill';

/** A base as it was built: what every bundle has. */
export interface BuiltBase {
  manifest: PluginManifest;
  files: readonly BundleFile[];
  tools: ToolsFile;
  lock: Lock | undefined;
  digest: string;
}

/** A base that was found, with what the lock says of it. */
export interface Base extends BuiltBase {
  locked: LockedBase;
  /** What was verified of its signatures; undefined for one of the workspace. */
  verified?: VerifiedVersion | null | undefined;
  /** Warnings. */
  findings: Finding[];
}

/** The source of a plugin that follows a base. */
export interface OverlaySource {
  dir: string;
  manifest: PluginManifest;
  /** The files that it ships itself. */
  files: readonly BundleFile[];
  /** Where something of `plugin.json` stands; the key that is nearest to it where it is not there. */
  place(path: readonly (string | number)[]): Pick<Finding, 'file' | 'line' | 'column'>;
}

/** A connector that is taken at the version of the base's lock. */
export interface Pin {
  version: string;
  digest: string;
}

/** A base with what its client makes of it: what a build starts from. */
export interface Composition {
  manifest: PluginManifest;
  files: BundleFile[];
  skills: Skill[];
  /** Of the base. */
  words: Words | undefined;
  pins: ReadonlyMap<string, Pin>;
  origins: Record<string, SkillOrigin>;
  /** A finding of a composed file, said of the file that the client has. */
  place(finding: Finding): Finding;
  findings: Finding[];
}

/** What a whole source has of its base. */
export interface FromBase extends Pick<Composition, 'pins' | 'origins' | 'place'>, Pick<Base, 'locked' | 'verified'> {}

/** The base that a manifest names. */
export function baseRefOf({ extensions }: PluginManifest): BaseRef | undefined {
  return extensions['dev.rolekit'].extends;
}
