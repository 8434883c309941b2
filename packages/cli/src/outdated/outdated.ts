import { RolekitError } from '@rolekit/sdk';
import { type PluginDetail, type PluginId, parsePluginAddress, type RegistryClient } from '@rolekit/sdk/host';
import { type Baseline, compareSurface } from '@rolekit/sdk/internal/plugin';
import type { SurfaceReport, VersionStatus } from '@rolekit/sdk/wire';
import semver from 'semver';
import { CliError } from '../errors.ts';
import type { BuildRegistries } from '../registry/namespace-registries.ts';
import { askStatus } from '../status/ask-status.ts';
import type { Dependency } from './dependencies.ts';

type Level = SurfaceReport['level'];

export interface OutdatedRow extends Dependency {
  registry: string;
  /** The highest version in the range that is not yanked; null where there is none. */
  wanted: string | null;
  /** The highest stable version that is not yanked; null where there is none. */
  newest: string | null;
  /** Of what changed since the locked version; null where it is that, or cannot be compared. */
  levels: { wanted: Level | null; newest: Level | null };
  /** Of the locked version; null without one. `gone`: the registry has it not, or not for this user. `unasked`: it did not answer. */
  state: VersionStatus['state'] | 'gone' | 'unasked' | null;
  reason: string | null;
  isOutdated: boolean;
}

/**
 * Compares what a plugin was built from with what there is now, each in the registry of its namespace.
 *
 * @throws RK_NO_REGISTRY, RK_UNREACHABLE, RK_REGISTRY
 */
export async function findOutdated(
  dependencies: readonly Dependency[],
  { registry, registries }: BuildRegistries,
  onStep: (text: string) => void = () => {},
): Promise<OutdatedRow[]> {
  const rows: OutdatedRow[] = [];
  for (const dependency of dependencies) {
    const id = parsePluginAddress(dependency.plugin);
    const own = registries.get(id.namespace) ?? registry;
    if (own === undefined) throw new CliError('RK_NO_REGISTRY');
    onStep(`Asking ${own.url} about ${dependency.plugin}`);
    rows.push(await rowOf(dependency, id, own));
  }
  return rows;
}

async function rowOf(dependency: Dependency, id: PluginId, registry: RegistryClient): Promise<OutdatedRow> {
  const { locked, range, plugin } = dependency;
  const published = await publishedPlugin(id, registry);
  const usable = published?.versions.filter(({ yanked }) => yanked === null).map(({ version }) => version) ?? [];
  const wanted = semver.maxSatisfying(usable, range);
  const newest = published?.latest ?? null;
  const { state, reason } = await stateOf(plugin, locked, registry);
  const levels = {
    wanted: await levelBetween(id, locked, wanted, registry),
    newest: newest === wanted ? null : await levelBetween(id, locked, newest, registry),
  };
  if (newest === wanted) levels.newest = levels.wanted;
  const isBehind = locked === null || [wanted, newest].some((each) => each !== null && semver.gt(each, locked));
  const isOutdated = isBehind || (state !== 'available' && state !== 'unasked');
  return { ...dependency, registry: registry.url, wanted, newest, levels, state, reason, isOutdated };
}

/** Undefined where the registry has none of that name, or none for this user. */
async function publishedPlugin(id: PluginId, registry: RegistryClient): Promise<PluginDetail | undefined> {
  try {
    return await registry.plugin(id);
  } catch (error) {
    if (isNotServed(error)) return undefined;
    throw error;
  }
}

async function stateOf(
  plugin: string,
  locked: string | null,
  registry: RegistryClient,
): Promise<Pick<OutdatedRow, 'state' | 'reason'>> {
  if (locked === null) return { state: null, reason: null };
  const answer = await askStatus(registry, plugin, locked);
  if (answer.kind === 'unknown') return { state: 'gone', reason: null };
  if (answer.kind === 'silent') return { state: 'unasked', reason: answer.problem };
  return { state: answer.status.state, reason: answer.status.reason };
}

async function levelBetween(
  id: PluginId,
  before: string | null,
  after: string | null,
  registry: RegistryClient,
): Promise<Level | null> {
  if (before === null || after === null || before === after) return null;
  try {
    const report = compareSurface(await surfaceOf(id, before, registry), await surfaceOf(id, after, registry));
    return report.level;
  } catch (error) {
    if (isNotServed(error)) return null;
    throw error;
  }
}

async function surfaceOf(id: PluginId, version: string, registry: RegistryClient): Promise<Baseline> {
  const { components, skills } = await registry.version(id, version);
  // a later registry may know kinds that are compared by name all the same
  return {
    version,
    components: components as Baseline['components'],
    skills,
    tools: await registry.tools(id, version),
  };
}

function isNotServed(error: unknown): boolean {
  return error instanceof RolekitError && (error.data.status === 404 || error.data.status === 410);
}
