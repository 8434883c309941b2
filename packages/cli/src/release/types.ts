import type { Finding } from '@rolekit/sdk';
import type { SurfaceReport } from '@rolekit/sdk/host';
import type { PluginManifest } from '@rolekit/sdk/plugin';

/** Steps of a version number, the smallest first. */
export const BUMPS = ['patch', 'minor', 'major'] as const;

export type Bump = (typeof BUMPS)[number];

/** A note of a change: a Markdown file in `.changeset/`. */
export interface Note {
  /** Its path. */
  path: string;
  /** The same from the working folder, for people. */
  file: string;
  /** By what the note calls them; `none` changes no version. */
  bumps: { name: string; bump: Bump | 'none'; line: number }[];
  text: string;
}

/** A plugin whose version is released, with its source. */
export interface ReleasePlugin {
  dir: string;
  /** `namespace/name` */
  id: string;
  /** Of the `package.json` beside its manifest; undefined where there is none. */
  packageName: string | undefined;
  manifest: PluginManifest;
}

/** What a note says of one plugin. */
export interface NoteOfPlugin {
  file: string;
  line: number;
  bump: Bump | 'none';
  text: string;
}

/** What becomes of one plugin. */
export interface Release {
  plugin: string;
  /** From the working folder. */
  dir: string;
  version: string;
  /** Null when its version stays. */
  next: string | null;
  notes: NoteOfPlugin[];
  /** Null when it was compared with nothing. */
  surface: SurfaceReport | null;
  /** Plugins of this release that its bundle contains. */
  joins: { plugin: string; version: string }[];
  /** True when the published bundle of this version is another, and neither a note nor the surface says why. */
  unnoted: boolean;
  /** True when it has a record of its tests, which is of the version before. */
  recorded: boolean;
}

/** What a release would do. */
export interface ReleasePlan {
  releases: Release[];
  /** What published versions came from; null when there was nothing to ask. */
  registry: string | null;
  /** Notes of npm packages, which are none of ours. */
  otherNotes: number;
  /** Warnings. */
  findings: Finding[];
}
