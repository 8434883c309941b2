import { existsSync } from 'node:fs';
import { RolekitError } from '@rolekit/sdk';
import { type PluginDetail, parsePluginAddress } from '@rolekit/sdk/host';
import type { CommandContext } from '../command.ts';
import { openRegistry } from '../registry/open-registry.ts';
import { deprecationText, yankText } from '../registry/withdrawal.ts';
import { homeOf } from '../rolekit-home.ts';
import { installPlugin } from './install.ts';
import { type InstalledPlugin, readInstalled } from './installed.ts';

/**
 * `withdrawn`: yanked, or the registry has it no more or shows it to this user no more. `unknown`: the registry was not
 * reached, or did not answer as one.
 */
export type InstalledState = 'current' | 'outdated' | 'withdrawn' | 'unknown';

export interface CheckedPlugin extends Pick<InstalledPlugin, 'plugin' | 'version' | 'registry' | 'host' | 'folder'> {
  state: InstalledState;
  /** What its registry says against it; null when nothing. */
  reason: string | null;
  deprecated: string | null;
  /** The version that hosts get now; null where there is none. */
  latest: string | null;
  /** True when it was brought to that version. */
  updated: boolean;
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
    const found = await check(plugin, context);
    checked.push(options.check ? found : await update(plugin, found, options, context));
  }
  return checked;
}

async function check(installed: InstalledPlugin, context: CommandContext): Promise<CheckedPlugin> {
  const { plugin, version, registry: url, host, folder } = installed;
  const facts = { plugin, version, registry: url, host, folder, deprecated: null, latest: null, updated: false };
  let detail: PluginDetail;
  try {
    const registry = await openRegistry({ registry: url }, context);
    detail = await registry.plugin(parsePluginAddress(plugin));
  } catch (error) {
    if (!(error instanceof RolekitError)) throw error;
    if (error.data.status === 404) return { ...facts, state: 'withdrawn', reason: GONE };
    // in quarantine or taken down: it says why
    if (error.data.status === 410) return { ...facts, state: 'withdrawn', reason: String(error.data.reason) };
    return { ...facts, state: 'unknown', reason: error.message };
  }
  const { latest } = detail;
  const known = detail.versions.find((each) => each.version === version);
  if (known === undefined) return { ...facts, latest, state: 'withdrawn', reason: GONE };
  const yanked = yankText(known);
  const deprecated = deprecationText(known) ?? null;
  if (yanked !== undefined) return { ...facts, latest, deprecated, state: 'withdrawn', reason: `yanked: ${yanked}` };
  if (known.digest !== installed.digest)
    return {
      ...facts,
      latest,
      deprecated,
      state: 'withdrawn',
      reason: 'the registry has other content under this version',
    };
  const isNewest = latest === null || latest === version;
  return { ...facts, latest, deprecated, state: isNewest ? 'current' : 'outdated', reason: null };
}

const GONE = 'its registry has it no more, or shows it to you no more';

async function update(
  { plugin, host, folder, registry }: InstalledPlugin,
  found: CheckedPlugin,
  { acceptComponents }: UpdateOptions,
  context: CommandContext,
): Promise<CheckedPlugin> {
  const { state, latest, version } = found;
  if (latest === null || latest === version || (state !== 'outdated' && state !== 'withdrawn')) return found;
  await installPlugin(
    {
      plugin: `${plugin}@${latest}`,
      to: folder ?? undefined,
      host: host ?? undefined,
      registry,
      force: true,
      dryRun: false,
      acceptComponents,
      allowYanked: false,
      as: 'update',
    },
    context,
  );
  return { ...found, updated: true };
}
