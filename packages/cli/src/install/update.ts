import { existsSync } from 'node:fs';
import { RolekitError } from '@rolekit/sdk';
import { type PluginDetail, parsePluginAddress, type RegistryClient } from '@rolekit/sdk/host';
import type { CommandContext } from '../command.ts';
import type { ExitCode } from '../exit-codes.ts';
import { withdrawnBases } from '../registry/bases.ts';
import { environmentFor, openRegistry } from '../registry/open-registry.ts';
import { deprecationText } from '../registry/withdrawal.ts';
import { describeError, type ErrorReport, isCoded } from '../report.ts';
import { homeOf } from '../rolekit-home.ts';
import { lastWord, presentStatus } from '../status/admit.ts';
import type { Answer } from '../status/ask-status.ts';
import { withheldReason } from '../status/standing.ts';
import { installPlugin } from './install.ts';
import { type InstalledPlugin, readInstalled } from './installed.ts';

/**
 * `withdrawn`: yanked, in quarantine or taken down; or the registry has it no more, or shows it to this user no more. `unknown`: the
 * registry was not reached, or did not answer as one, and its last word was nothing against it.
 */
export type InstalledState = 'current' | 'outdated' | 'withdrawn' | 'unknown';

export interface CheckedPlugin extends Pick<InstalledPlugin, 'plugin' | 'version' | 'registry' | 'host' | 'folder'> {
  state: InstalledState;
  /** What its registry says against it; null when nothing. */
  reason: string | null;
  deprecated: string | null;
  /** What its registry says against the bases of it. */
  bases: string[];
  /** The version that hosts get now; null where there is none. */
  latest: string | null;
  /** True when it was brought to that version. */
  updated: boolean;
  /** Why it was not; what is installed stays as it was. */
  refused: (ErrorReport & { exit: ExitCode }) | null;
}

export interface UpdateOptions {
  /** `namespace/name`; all when there is none. */
  plugins: readonly string[];
  check: boolean;
  acceptComponents: boolean;
}

/** Looks at what this machine installed, and brings it to the newest version unless it is only to be checked. */
export async function updateInstalled(options: UpdateOptions, context: CommandContext): Promise<CheckedPlugin[]> {
  const asked = new Set(options.plugins);
  const installed = (await readInstalled(homeOf(context.env)))
    .filter(({ plugin }) => asked.size === 0 || asked.has(plugin))
    // a folder that was deleted is no installation
    .filter(({ folder }) => folder === null || existsSync(folder));
  const checked: CheckedPlugin[] = [];
  for (const plugin of installed) {
    context.progress.step(`Asking ${plugin.registry} about ${plugin.plugin}`);
    const env = await environmentFor(plugin.registry, {}, context);
    const found = await check(plugin, { ...context, env });
    checked.push(options.check ? found : await update(plugin, found, options, { ...context, env }));
  }
  return checked;
}

async function check(installed: InstalledPlugin, context: CommandContext): Promise<CheckedPlugin> {
  const { plugin, version, registry: url, host, folder } = installed;
  const { cwd, env } = context;
  const registry = await openRegistry({ registry: url }, { cwd, env });
  const answer = await presentStatus(registry, plugin, version, { home: homeOf(env) });
  const facts = { plugin, version, registry: url, host, folder, updated: false, refused: null };
  const word = await said(installed, answer, homeOf(env));
  const served = answer.kind === 'silent' ? undefined : await servedVersions(registry, plugin);
  const latest = served?.latest ?? null;
  const known = served?.versions.find((each) => each.version === version);
  const deprecated = known === undefined ? null : (deprecationText(known) ?? null);
  const isOutdated = word.state === 'current' && latest !== null && latest !== version;
  const bases = answer.kind === 'said' ? withdrawnBases(answer.status.bases ?? []) : [];
  return { ...facts, bases, ...word, ...(isOutdated ? { state: 'outdated' as const } : {}), latest, deprecated };
}

/** What counts of an installed version, by what its registry says now, or said last. */
async function said(
  { plugin: id, version, digest, registry }: InstalledPlugin,
  answer: Answer,
  home: string,
): Promise<Pick<CheckedPlugin, 'state' | 'reason'>> {
  if (answer.kind === 'unknown') return { state: 'withdrawn', reason: GONE };
  if (answer.kind === 'silent') {
    const last = await lastWord({ id, version, digest }, registry, home);
    if (last === undefined || last.state === 'available') return { state: 'unknown', reason: answer.problem };
    const reason = `${withheldReason(last)}; so it said at ${last.heardAt}, and it cannot be asked now`;
    return { state: 'withdrawn', reason };
  }
  const { status } = answer;
  if (status.state !== 'available') return { state: 'withdrawn', reason: withheldReason(status) };
  if (status.digest !== digest)
    return { state: 'withdrawn', reason: 'the registry has other content under this version' };
  return { state: 'current', reason: null };
}

/** Undefined where the registry serves none, or does not say. */
async function servedVersions(registry: RegistryClient, plugin: string): Promise<PluginDetail | undefined> {
  try {
    return await registry.plugin(parsePluginAddress(plugin));
  } catch (error) {
    if (error instanceof RolekitError) return undefined;
    throw error;
  }
}

const GONE = 'its registry has it no more, or shows it to you no more';

async function update(
  { plugin, host, folder, registry, enabled }: InstalledPlugin,
  found: CheckedPlugin,
  { acceptComponents }: UpdateOptions,
  context: CommandContext,
): Promise<CheckedPlugin> {
  const { state, latest, version } = found;
  // an update would switch it on again
  if (!enabled) return found;
  if (latest === null || latest === version || (state !== 'outdated' && state !== 'withdrawn')) return found;
  const options = {
    plugin: `${plugin}@${latest}`,
    to: folder ?? undefined,
    host: host ?? undefined,
    registry,
    force: true,
    dryRun: false,
    acceptComponents,
    allowYanked: false,
    as: 'update' as const,
  };
  try {
    await installPlugin(options, context);
    return { ...found, updated: true };
  } catch (error) {
    if (!isCoded(error) || error.code === 'RK_INTERRUPTED') throw error;
    const { report, exit } = describeError(error);
    // the others are updated nonetheless
    return { ...found, refused: { ...report, exit } };
  }
}
