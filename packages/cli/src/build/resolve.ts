import { homedir } from 'node:os';
import { type Finding, RolekitError } from '@rolekit/sdk';
import type { BundleFile } from '@rolekit/sdk/bundle';
import { parsePluginAddress, type RegistryClient } from '@rolekit/sdk/host';
import type { VerifiedVersion } from '@rolekit/sdk/internal/signing';
import type { Lock, ToolsFile } from '@rolekit/sdk/plugin';
import semver from 'semver';
import type { Pin } from '../overlay/index.ts';
import { allowVersion } from '../policy/allow-version.ts';
import type { VerifyingRegistry } from '../registry/verifying-registry.ts';
import { shellWord } from '../shell-word.ts';
import { admittedVersion } from '../status/admit.ts';
import { packagesOfJoined } from './bill-of-materials.ts';
import type { BuildOptions, ComposedBundle, ResolvedConnector } from './types.ts';
import { workspacePlugins } from './workspace.ts';

/** A connector that the manifest names by plugin and range. */
export interface JoinedRef {
  plugin: string;
  range: string;
}

export type Resolution = { connector: ResolvedConnector } | { problem: Omit<Finding, 'file' | 'severity'> };

export interface ResolveContext {
  /** Folder of the plugin that is built. */
  source: string;
  lock: Lock | undefined;
  /** The version that the lock of a base names. */
  pin?: Pin | undefined;
  options: BuildOptions;
  /** Composes another plugin of the workspace. */
  compose(dir: string): Promise<ComposedBundle>;
}

/**
 * Finds a published connector: in the workspace around the plugin, else in the registry, there at the locked version when
 * it still satisfies the range. Its code is not run.
 *
 * @throws RK_UNREACHABLE, RK_REGISTRY, RK_DIGEST_MISMATCH, RK_SIGNATURE_INVALID, RK_REGISTRY_KEY, RK_WITHHELD, RK_POLICY_REFUSED, RK_FINDINGS of a connector in the workspace
 */
export async function resolveJoined(name: string, ref: JoinedRef, context: ResolveContext): Promise<Resolution> {
  const { pin, options } = context;
  const near = (await workspacePlugins(context.source)).filter(({ id }) => id === ref.plugin);
  const match = near.find(({ version }) => (pin ? version === pin.version : semver.satisfies(version, ref.range)));
  const bundle = match && (await context.compose(match.dir));
  if (bundle && (pin === undefined || bundle.digest === pin.digest))
    return join(name, ref, 'workspace', bundle.manifest.version, bundle.digest, bundle.files, bundle.tools);
  const [namespace = ''] = ref.plugin.split('/');
  const registry = registryFor(namespace, options);
  if (registry) {
    const resolution = await fromRegistry(name, ref, registry, context);
    if (options.registries?.has(namespace) && 'connector' in resolution && resolution.connector.lock)
      resolution.connector.lock.registry = registry.url;
    return resolution;
  }
  const versions = near.map(({ version }) => version);
  return {
    problem: {
      code: 'build/unresolved',
      message:
        versions.length > 0
          ? `The workspace has ${ref.plugin} ${versions.join(', ')}, but this plugin needs ${ref.range}.`
          : `${ref.plugin} is not in the workspace, and no registry is set.`,
      fix:
        versions.length > 0
          ? 'Change the range, or use --registry <url>.'
          : 'Use --registry <url> or ROLEKIT_REGISTRY.',
    },
  };
}

/** The registry of a namespace: the one that it is mapped to, and else the build's. Nothing falls from one to the other. */
export function registryFor(namespace: string, { registry, registries }: BuildOptions): VerifyingRegistry | undefined {
  return registries?.get(namespace) ?? registry;
}

async function fromRegistry(
  name: string,
  ref: JoinedRef,
  registry: VerifyingRegistry,
  { lock, pin, options }: ResolveContext,
): Promise<Resolution> {
  const id = parsePluginAddress(ref.plugin);
  const locked = options.update ? undefined : lock?.connectors[name];
  const isInRange = locked?.plugin === ref.plugin && semver.satisfies(locked.version, ref.range);
  const kept = pin ?? (isInRange ? locked : undefined);
  options.onStep?.(`Fetching ${ref.plugin}`, 'step');
  const published = kept ? [] : await publishedVersions(registry, ref);
  const version = kept?.version ?? semver.maxSatisfying(published, ref.range) ?? undefined;
  if (version === undefined) {
    const info = `rolekit info ${ref.plugin} --registry ${shellWord(registry.url)}`;
    return {
      problem: {
        code: 'build/unresolved',
        message: `${registry.url} has no version of ${ref.plugin} that satisfies ${ref.range}.`,
        fix:
          published.length === 0
            ? 'Correct the name, or publish it there first.'
            : `Change the range: \`${info}\` lists its versions.`,
      },
    };
  }
  const home = options.home ?? homedir();
  const { standing } = await admittedVersion(registry, ref.plugin, version, { home });
  const { bundle, verified, version: detail } = await registry.archive(id, version, { digest: kept?.digest });
  await allowVersion(detail, registry, { home, dryRun: true });
  const resolution = join(name, ref, 'registry', version, bundle.digest, bundle.files, bundle.tools, verified);
  if ('connector' in resolution) resolution.connector.warning = standing.warning;
  return resolution;
}

async function publishedVersions(registry: RegistryClient, { plugin }: JoinedRef): Promise<string[]> {
  try {
    const { versions } = await registry.plugin(parsePluginAddress(plugin));
    return versions.filter(({ yanked }) => yanked === null).map(({ version }) => version);
  } catch (error) {
    if (error instanceof RolekitError && error.data.status === 404) return [];
    throw error;
  }
}

function join(
  name: string,
  { plugin, range }: JoinedRef,
  from: 'workspace' | 'registry',
  version: string,
  digest: string,
  files: readonly BundleFile[],
  tools: ToolsFile,
  verified?: VerifiedVersion | null,
): Resolution {
  const code = files.find(({ path }) => path === 'connector.mjs');
  const description = tools.connectors[0];
  if (!code || !description) {
    return {
      problem: {
        code: 'build/no-connector',
        message: `${plugin} ${version} contains no connector to join.`,
        fix: 'Use a plugin that was built from connector code.',
      },
    };
  }
  return {
    connector: {
      name,
      from,
      code: new TextDecoder().decode(code.bytes),
      packages: packagesOfJoined(files),
      description: { ...description, source: { plugin, version, digest } },
      ...(verified === undefined ? {} : { verified }),
      lock: { plugin, range, version, digest, toolsetDigest: tools.toolsetDigest },
    },
  };
}
