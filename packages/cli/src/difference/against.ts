import { existsSync } from 'node:fs';
import { RolekitError } from '@rolekit/sdk';
import { createRegistryClient, type PluginDetail, parsePluginAddress } from '@rolekit/sdk/host';
import { baselineOf } from '@rolekit/sdk/internal/plugin';
import { composeBundle, idOf, workspacePlugins } from '../build/index.ts';
import { usageError } from '../errors.ts';
import { HOST_TITLES } from '../hosts/host-programs.ts';
import { type InstalledPlugin, readInstalled } from '../install/installed.ts';
import type { VerifyingRegistry } from '../registry/verifying-registry.ts';
import { contentOf, fetchVersion, type Places, readVersion, type Version } from './versions.ts';

export interface AgainstOptions extends Places {
  home: string;
  /** A registry by its address. */
  registryAt(url: string): Promise<VerifyingRegistry>;
  /** As `registryOf`, undefined where none is set. */
  maybeRegistryOf(id: string): VerifyingRegistry | undefined;
}

/**
 * What a version is compared with: `base`, `installed`, or whatever `readVersion` reads; without a word the last published version,
 * else the base.
 *
 * @throws RK_USAGE where there is none
 */
export async function versionAgainst(
  version: Version,
  against: string | undefined,
  options: AgainstOptions,
): Promise<Version> {
  if (against === 'base') return baseOf(version, options);
  if (against === 'installed') return installedOf(version, options);
  if (against !== undefined) return readVersion(against, options);
  const published = await publishedBefore(version, options);
  if (published) return published;
  if (version.lock?.base) return baseOf(version, options);
  throw usageError(
    `${idOf(version)} ${version.manifest.version} has no published version before it.`,
    'Name what to compare it with: `--against <archive>`, `--against namespace/name@version`, or a registry with --registry.',
  );
}

/** The last published version; of one that is published, the one before it. */
async function publishedBefore(version: Version, options: AgainstOptions): Promise<Version | undefined> {
  const id = idOf(version);
  const registry = options.maybeRegistryOf(id);
  if (registry === undefined) return undefined;
  const plugin = await pluginAt(registry, id);
  if (plugin === undefined) return undefined;
  const { manifest } = version;
  const last = version.kind === 'published' ? baselineOf(plugin.versions, manifest.version) : plugin.latest;
  return last === null ? undefined : fetchVersion(id, last, options);
}

async function pluginAt(registry: VerifyingRegistry, id: string): Promise<PluginDetail | undefined> {
  try {
    return await registry.plugin(parsePluginAddress(id));
  } catch (error) {
    if (error instanceof RolekitError && error.data.status === 404) return undefined;
    throw error;
  }
}

/** The base that a plugin was built on: exactly that content, from the workspace or its registry. */
async function baseOf(version: Version, options: AgainstOptions): Promise<Version> {
  const base = version.lock?.base;
  if (base === undefined)
    throw usageError(
      `${idOf(version)} follows no base.`,
      'Leave --against out for the last published version, or name another one.',
    );
  const { plugin, digest } = base;
  for (const near of version.kind === 'source' ? await workspacePlugins(options.cwd) : []) {
    if (near.id !== plugin || near.version !== base.version) continue;
    const built = await composeBundle(near.dir, options.build);
    if (built.digest === digest) return { ...contentOf(built), from: 'its base, in the workspace', kind: 'base' };
  }
  const registry = base.registry === undefined ? options.registryOf(plugin) : await options.registryAt(base.registry);
  const fetched = await fetchVersion(plugin, base.version, { registryOf: () => registry }, digest);
  return { ...fetched, from: `its base, at ${registry.url}`, kind: 'base' };
}

/** What this machine installed last of a plugin, as its registry has it. */
async function installedOf(version: Version, options: AgainstOptions): Promise<Version> {
  const id = idOf(version);
  const found = (await readInstalled(options.home))
    .filter(({ plugin }) => plugin === id)
    .filter(({ folder }) => folder === null || existsSync(folder))
    .toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
  if (found === undefined)
    throw usageError(`Rolekit installed no ${id} on this machine.`, `Install it first: \`rolekit install ${id}\`.`);
  const registry = await options.registryAt(createRegistryClient({ url: found.registry }).url);
  const fetched = await fetchVersion(id, found.version, { registryOf: () => registry }, found.digest);
  return { ...fetched, from: `installed in ${placeOf(found)}`, kind: 'installed' };
}

function placeOf({ host, folder }: InstalledPlugin): string {
  return host === null ? (folder ?? 'a folder') : HOST_TITLES[host];
}
