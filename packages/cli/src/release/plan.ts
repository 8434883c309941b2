import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import type { SurfaceReport } from '@rolekit/sdk/host';
import { refuseErrors } from '@rolekit/sdk/internal';
import { CONTRACT_REPORT_FILE, compareSurface, leastVersion, surfaceOf } from '@rolekit/sdk/internal/plugin';
import semver from 'semver';
import { type BuildOptions, composeBundle } from '../build/index.ts';
import { usageError } from '../errors.ts';
import type { PublishedVersions } from './baseline.ts';
import { inJoinOrder, joinedBy } from './joins.ts';
import { bumpTo, highestBump, nextVersion } from './next-version.ts';
import { notesOfPlugins } from './notes-of-plugins.ts';
import type { Note, Release, ReleasePlugin } from './types.ts';
import { type ReleaseWorkspace, shown } from './workspace.ts';

export interface PlanOptions {
  workspace: ReleaseWorkspace;
  /** Plugins that are released; those that contain one of them are too. */
  chosen: readonly ReleasePlugin[];
  notes: readonly Note[];
  published: PublishedVersions;
  pre: string | undefined;
  cwd: string;
  build: BuildOptions;
}

export interface Planned {
  releases: (Release & { source: ReleasePlugin })[];
  /** Notes that these releases take. */
  used: Note[];
  otherNotes: number;
  /** Warnings. */
  findings: Finding[];
}

/**
 * Works out the next version of each plugin; nothing is written.
 *
 * @throws RK_FINDINGS for wrong notes and taken versions, and of a source that does not build; RK_UNREACHABLE, RK_REGISTRY
 */
export async function planRelease(options: PlanOptions): Promise<Planned> {
  const { workspace, chosen, cwd } = options;
  const plugins = inJoinOrder(workspace.plugins, chosen);
  const { used, byPlugin, otherNotes, findings } = notesOfPlugins(workspace, plugins, options.notes);
  refuseErrors(findings, 'the notes');
  const releases: Planned['releases'] = [];
  for (const plugin of plugins) {
    const notes = byPlugin.get(plugin.id) ?? [];
    const joins = joinedBy(plugin, plugins).flatMap(({ id }) => {
      const next = releases.find((release) => release.plugin === id)?.next;
      return next == null ? [] : [{ plugin: id, version: next }];
    });
    const { id, manifest, dir } = plugin;
    const recorded = existsSync(join(dir, CONTRACT_REPORT_FILE));
    const facts = {
      plugin: id,
      dir: shown(dir, cwd),
      version: manifest.version,
      notes,
      joins,
      recorded,
      source: plugin,
    };
    const release = { ...facts, ...(await nextOf(plugin, facts, options)) };
    releases.push(release);
    findings.push(...lowNotes(release), ...(await takenVersion(release, options.published)));
  }
  refuseErrors(findings, 'the versions');
  return { releases, used, otherNotes, findings };
}

async function nextOf(
  plugin: ReleasePlugin,
  { notes, joins }: Pick<Release, 'notes' | 'joins'>,
  { published, pre, build }: PlanOptions,
): Promise<Pick<Release, 'next' | 'surface' | 'unnoted'>> {
  const { id, dir, manifest } = plugin;
  const bump = highestBump([...notes.map((note) => note.bump), ...(joins.length > 0 ? (['patch'] as const) : [])]);
  const known = (await published.versions(id)).map(({ version }) => version);
  // no next version is lower than this one
  let before = await published.before(id, semver.inc(manifest.version, 'patch') ?? manifest.version);
  if (before && semver.gt(before.manifest.version, manifest.version))
    throw usageError(
      `${id} is ${manifest.version} here, but ${before.manifest.version} is what it is compared with.`,
      'Compare with a version that is not higher.',
    );
  for (;;) {
    const bundle = before && (await composeBundle(dir, build));
    const baseline = before && { ...surfaceOf(before), version: before.manifest.version };
    const surface = baseline && bundle ? compareSurface(baseline, surfaceOf(bundle)) : null;
    const next = nextVersion(manifest.version, { bump, least: leastOf(surface), pre, published: known }) ?? null;
    const isSame = before?.manifest.version === manifest.version && before.digest === bundle?.digest;
    const unnoted = next === null && before?.manifest.version === manifest.version && !isSame;
    // a version between this one and the next may be published already
    const nearer = next === null ? before : await published.before(id, next);
    if (nearer?.digest === before?.digest) return { next, surface, unnoted };
    before = nearer;
  }
}

function leastOf(surface: SurfaceReport | null): string | undefined {
  return surface === null || surface.changes.length === 0 ? undefined : leastVersion(surface);
}

/** Notes that ask for less than the changes need; the version is raised all the same. */
function lowNotes({ plugin, version, notes, surface }: Release): Finding[] {
  const least = leastOf(surface);
  const bump = highestBump(notes.map((note) => note.bump));
  if (surface === null || least === undefined || bump === undefined) return [];
  if (semver.gte(semver.inc(version, bump) ?? version, least)) return [];
  const reason = surface.changes[0]?.message.replace(/\.$/, '');
  return notes
    .filter((note) => note.bump === bump)
    .map(({ file, line }) => ({
      code: 'note/too-low',
      severity: 'warning',
      message: `The note says ${bump} for ${plugin}, but ${reason}: that needs ${least} after ${surface.comparedWith}.`,
      file,
      line,
      fix: `Write \`${bumpTo(version, least)}\`. The version is raised as far as it needs anyway.`,
    }));
}

async function takenVersion({ plugin, dir, version, next }: Release, published: PublishedVersions): Promise<Finding[]> {
  const versions = (await published.versions(plugin)).map((row) => row.version);
  if (next === null || !versions.includes(next)) return [];
  const [newest = next] = semver.rsort([...versions]);
  return [
    {
      code: 'release/taken',
      severity: 'error',
      message: `${plugin} ${next} is published already; the source says ${version}.`,
      file: dir === '.' ? 'plugin.json' : `${dir}/plugin.json`,
      fix: `Get the source of ${newest}, the newest one published, or write "${newest}" as the version.`,
    },
  ];
}
