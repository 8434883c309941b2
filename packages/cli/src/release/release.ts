import { refuseErrors } from '@rolekit/sdk/internal';
import type { CommandContext } from '../command.ts';
import { usageError } from '../errors.ts';
import { openBuildRegistries } from '../registry/namespace-registries.ts';
import { repeatedOption } from '../repeated-option.ts';
import { applyRelease } from './apply.ts';
import { publishedVersions, readSince } from './baseline.ts';
import { editsOf } from './edits.ts';
import { checkPre } from './next-version.ts';
import { readNotes } from './notes.ts';
import { type Planned, planRelease } from './plan.ts';
import type { ReleasePlan } from './types.ts';
import { choosePlugins, findReleaseWorkspace, shown } from './workspace.ts';

export interface ReleaseOptions {
  /** Plugins by name or folder; those in the working folder when empty. */
  plugins: readonly string[];
  /** Archives or built folders to compare with, before any registry. */
  since: readonly string[];
  pre: string | undefined;
  registry: string | undefined;
  tokenFile: string | undefined;
}

/** The options as a command line gives them. */
export function releaseOptionsOf(
  args: Readonly<Partial<Record<'pre' | 'registry' | 'token-file', string | undefined>>>,
  { rest }: Pick<CommandContext, 'rest'>,
): ReleaseOptions {
  const { pre, registry } = args;
  const plugins = repeatedOption(rest, 'plugin');
  return { plugins, since: repeatedOption(rest, 'since'), pre, registry, tokenFile: args['token-file'] };
}

export interface Released extends ReleasePlan {
  dryRun: boolean;
  /** Files that were written, and notes that were taken; those that would be, in a dry run. */
  written: string[];
  removed: string[];
}

/**
 * Says what a release would do, and why.
 *
 * @throws RK_USAGE, RK_FILE, RK_FINDINGS, RK_UNREACHABLE, RK_REGISTRY
 */
export async function releaseStatus(options: ReleaseOptions, context: CommandContext): Promise<ReleasePlan> {
  const { plan } = await planned(options, context);
  return plan;
}

/**
 * Writes the next versions and changelogs, and takes the notes that they came from; a prerelease leaves those for the
 * stable version. All of it or nothing.
 *
 * @throws RK_USAGE, RK_FILE, RK_FINDINGS, RK_UNREACHABLE, RK_REGISTRY
 */
export async function release(
  options: ReleaseOptions & { dryRun: boolean },
  context: CommandContext,
): Promise<Released> {
  const { plan, details } = await planned(options, context);
  const { cwd } = context;
  const edits = (await Promise.all(details.releases.map((each) => editsOf(each, cwd)))).flat();
  // changelogs of all before versions of all: an interruption between them is seen, and repeated by the same command
  const ordered = edits.toSorted((a, b) => Number(b.path.endsWith('.md')) - Number(a.path.endsWith('.md')));
  const notes = options.pre === undefined ? details.used.map(({ path }) => path) : [];
  context.signal.throwIfAborted();
  if (!options.dryRun) await applyRelease(ordered, notes);
  const say = (path: string) => shown(path, cwd);
  return { ...plan, dryRun: options.dryRun, written: ordered.map(({ path }) => say(path)), removed: notes.map(say) };
}

async function planned(
  options: ReleaseOptions,
  context: CommandContext,
): Promise<{ plan: ReleasePlan; details: Planned }> {
  const { cwd, progress } = context;
  const pre = checkPre(options.pre);
  const workspace = await findReleaseWorkspace(cwd);
  const chosen = choosePlugins(workspace, options.plugins, cwd);
  const { notes, findings } = await readNotes(workspace.root, cwd);
  refuseErrors(findings, 'the notes');
  const { registry, registries } = await openBuildRegistries(options, context);
  const since = await readSince(options.since, cwd);
  for (const id of since.keys())
    if (!workspace.plugins.some((plugin) => plugin.id === id))
      throw usageError(`\`--since\` has a version of ${id}, which is not here.`, 'Name archives of these plugins.');
  const published = publishedVersions(registry, since);
  const build = { registry, registries, composed: new Map(), onStep: (text: string) => progress.step(text) };
  const details = await planRelease({ workspace, chosen, notes, published, pre, cwd, build });
  const releases = details.releases.map(({ source: _, ...facts }) => facts);
  const { otherNotes } = details;
  return { plan: { releases, registry: registry?.url ?? null, otherNotes, findings: details.findings }, details };
}
