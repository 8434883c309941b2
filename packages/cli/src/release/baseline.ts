import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { type InspectedBundle, readBundle, readBundleFolder } from '@rolekit/sdk/bundle';
import { parsePluginAddress, type RegistryClient, type VersionSummary } from '@rolekit/sdk/host';
import { refuseErrors } from '@rolekit/sdk/internal';
import { baselineOf } from '@rolekit/sdk/internal/plugin';
import { idOf } from '../build/index.ts';

/** A version to compare with. */
export type PublishedBundle = InspectedBundle;

/** Where published versions come from. */
export interface PublishedVersions {
  /** All versions of a plugin; empty when it was never published. */
  versions(plugin: string): Promise<readonly VersionSummary[]>;
  /** The highest stable version below `version`. */
  before(plugin: string, version: string): Promise<PublishedBundle | undefined>;
}

/** The versions that a registry has; those of `since` come before it. */
export function publishedVersions(
  registry: RegistryClient | undefined,
  since: ReadonlyMap<string, PublishedBundle>,
): PublishedVersions {
  const lists = new Map<string, Promise<readonly VersionSummary[]>>();
  const bundles = new Map<string, Promise<PublishedBundle>>();
  const versions = (plugin: string) =>
    remembered(lists, plugin, () => (registry ? versionsOf(registry, plugin) : none()));
  return {
    versions: (plugin) => (since.has(plugin) ? none() : versions(plugin)),
    async before(plugin, version) {
      const given = since.get(plugin);
      if (given || !registry) return given;
      const baseline = baselineOf(await versions(plugin), version);
      if (baseline === null) return undefined;
      const fetch = async () => (await registry.archive(parsePluginAddress(plugin), baseline)).bundle;
      return remembered(bundles, `${plugin}@${baseline}`, fetch);
    },
  };
}

/**
 * Reads the bundles that `--since` names: archives and built folders.
 *
 * @returns them by plugin
 * @throws RK_FILE, RK_FINDINGS
 */
export async function readSince(paths: readonly string[], cwd: string): Promise<Map<string, PublishedBundle>> {
  const found = new Map<string, PublishedBundle>();
  for (const path of paths) {
    const bundle = await readOne(resolve(cwd, path), path);
    found.set(idOf(bundle), bundle);
  }
  return found;
}

async function readOne(path: string, said: string): Promise<PublishedBundle> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry) {
    const hint = 'Name an archive from `rolekit pack`, or the folder of a build.';
    throw new RolekitError('RK_FILE', { path: said, reason: 'it is not there', hint });
  }
  const reading = entry.isDirectory() ? await readBundleFolder(path) : await readBundle(createReadStream(path));
  refuseErrors(reading.findings, said);
  if (reading.ok) return reading.bundle;
  throw new RolekitError('RK_INTERNAL', { what: said, reference: 'refused without an error' });
}

async function versionsOf(registry: RegistryClient, plugin: string): Promise<readonly VersionSummary[]> {
  try {
    return (await registry.plugin(parsePluginAddress(plugin))).versions;
  } catch (error) {
    if (error instanceof RolekitError && error.data.status === 404) return [];
    throw error;
  }
}

async function none(): Promise<readonly VersionSummary[]> {
  return [];
}

function remembered<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
