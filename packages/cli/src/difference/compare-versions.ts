import { createRegistryClient } from '@rolekit/sdk/host';
import { comparePlugins, type PluginDifference } from '@rolekit/sdk/internal/difference';
import type { CommandContext } from '../command.ts';
import { CliError } from '../errors.ts';
import { openBuildRegistries } from '../registry/namespace-registries.ts';
import { environmentFor, openRegistry } from '../registry/open-registry.ts';
import { homeOf } from '../rolekit-home.ts';
import { type AgainstOptions, versionAgainst } from './against.ts';
import { readVersion, type Version } from './versions.ts';

export interface CompareOptions {
  plugin: string;
  against: string | undefined;
  registry: string | undefined;
  tokenFile: string | undefined;
}

export interface Compared extends PluginDifference {
  /** What both were read from. */
  from: { before: Pick<Version, 'from' | 'kind'>; after: Pick<Version, 'from' | 'kind'> };
}

/**
 * Reads two versions of a plugin and compares them.
 *
 * @throws RK_USAGE, RK_NO_REGISTRY, RK_FILE, RK_FINDINGS, RK_REGISTRY, RK_UNREACHABLE
 */
export async function compareVersions(options: CompareOptions, context: CommandContext): Promise<Compared> {
  const places = await placesOf(options, context);
  context.progress.step(`Reading ${options.plugin}`);
  const after = await readVersion(options.plugin, places);
  const before = await versionAgainst(after, options.against, places);
  const from = ({ from: place, kind }: Version) => ({ from: place, kind });
  return { ...comparePlugins(before, after), from: { before: from(before), after: from(after) } };
}

async function placesOf(options: CompareOptions, context: CommandContext): Promise<AgainstOptions> {
  const { cwd, env, progress } = context;
  const home = homeOf(env);
  const { registry, registries } = await openBuildRegistries(options, context);
  const maybeRegistryOf = (id: string) => registries.get(id.split('/')[0] ?? '') ?? registry;
  return {
    cwd,
    home,
    build: { registry, registries, home, composed: new Map(), onStep: (text) => progress.step(text) },
    maybeRegistryOf,
    registryOf(id) {
      const found = maybeRegistryOf(id);
      if (found) return found;
      throw new CliError('RK_NO_REGISTRY');
    },
    async registryAt(url) {
      const known = [registry, ...registries.values()].find((each) => each?.url === createRegistryClient({ url }).url);
      return known ?? openRegistry({ registry: url }, { cwd, env: await environmentFor(url, options, context) });
    },
  };
}
