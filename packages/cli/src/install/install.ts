import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { InspectedBundle } from '@rolekit/sdk/bundle';
import type { VerifiedVersion } from '@rolekit/sdk/internal/signing';
import { idOf, readArchiveFile, replaceFolder } from '../build/index.ts';
import type { CommandContext } from '../command.ts';
import { usageError } from '../errors.ts';
import type { CommandEvent } from '../events/command-event.ts';
import { recorded } from '../events/recorded.ts';
import type { Marketplace } from '../hosts/host-commands.ts';
import { findHosts, type Host } from '../hosts/host-programs.ts';
import { chooseHosts, type HostInstallation, installInHost } from '../hosts/install-in-host.ts';
import { localMarketplace, refuseExisting, registryMarketplace } from '../hosts/marketplace.ts';
import { allowBundle, allowVersion } from '../policy/allow-version.ts';
import { openRegistry } from '../registry/open-registry.ts';
import { pluginAddress } from '../registry/plugin-address.ts';
import { deprecationText, yankText } from '../registry/withdrawal.ts';
import { homeOf } from '../rolekit-home.ts';
import { admittedVersion } from '../status/admit.ts';
import type { Standing } from '../status/standing.ts';
import { warnOfStandings } from '../status/warn-of-standings.ts';
import { admitArchive } from './admit-archive.ts';
import { acceptComponents } from './components.ts';
import { type InstalledPlugin, noteInstalled } from './installed.ts';
import { warnOfWithdrawal } from './withdrawal.ts';

export interface Installation {
  plugin: string;
  version: string;
  digest: string;
  /** Where it comes from; null for an archive. */
  registry: string | null;
  /** Why its registry says that it should not be installed; null when it says nothing, or was not asked. */
  yanked: string | null;
  deprecated: string | null;
  /** What was verified of its signatures; null where nothing is signed: an archive, or a registry that does not sign. */
  verified: VerifiedVersion | null;
  /** What registries say of it now, or said last. */
  standings: Standing[];
  dryRun: boolean;
  /** Folder that it was unpacked into. */
  folder: string | null;
  hosts: HostInstallation[];
}

export interface InstallOptions {
  /** Archive, or address of a registry's plugin. */
  plugin: string;
  to: string | undefined;
  host: Host | 'auto' | undefined;
  registry: string | undefined;
  force: boolean;
  dryRun: boolean;
  acceptComponents: boolean;
  allowYanked: boolean;
  /** What the history calls it. @default 'install' */
  as?: 'install' | 'update';
}

/**
 * Installs a plugin into hosts, a folder, or both.
 *
 * @throws RK_USAGE, RK_COMPONENTS, RK_YANKED, RK_WITHHELD, RK_POLICY_REFUSED, RK_HOST_MISSING, RK_HOST_FAILED, RK_REGISTRY, RK_UNREACHABLE
 */
export async function installPlugin(options: InstallOptions, context: CommandContext): Promise<Installation> {
  if (options.host === undefined && options.to === undefined) throw noTarget(context);
  const hosts = options.host === undefined ? [] : chooseHosts(options.host, context.env);
  const places = options.to === undefined || hosts.length > 0 ? hosts : [null];
  const event: CommandEvent = { type: options.as ?? 'install', registry: null, places, done: [] };
  const install = isFile(resolve(context.cwd, options.plugin)) ? fromArchive : fromRegistry;
  return options.dryRun
    ? install(options, hosts, event, context)
    : recorded(event, context, () => install(options, hosts, event, context));
}

async function fromRegistry(
  options: InstallOptions,
  hosts: readonly Host[],
  event: CommandEvent,
  context: CommandContext,
): Promise<Installation> {
  const address = pluginAddress(options.plugin, 'install');
  const registry = await openRegistry(options, context);
  Object.assign(event, { plugin: `${address.namespace}/${address.name}`, registry: registry.url });
  const { dryRun } = options;
  const home = homeOf(context.env);
  const id = `${address.namespace}/${address.name}`;
  const { version, standing } = await admittedVersion(registry, id, address.selector, { home, dryRun });
  Object.assign(event, { version: version.version, digest: version.digest });
  warnOfStandings([standing], context);
  const verified = await registry.verify(version);
  await warnOfWithdrawal(version, options.allowYanked, registry, context);
  if (hosts.length > 0) {
    const { latest } = await registry.plugin(address);
    if (latest !== version.version) {
      const reason = `Hosts install the version that the marketplace lists: ${version.id}@${latest ?? 'none'}, not ${version.version}.`;
      throw usageError(reason, 'Omit the version, or unpack that one with --to <folder>.');
    }
  }
  const elsewhere = await allowVersion(version, registry, { home, dryRun });
  if (elsewhere !== undefined) warnOfStandings([], context, [elsewhere]);
  if (!dryRun)
    await acceptComponents(`${version.id}@${version.version}`, version.components, options.acceptComponents, context);
  const folder = options.to === undefined ? null : resolve(context.cwd, options.to);
  if (folder !== null) {
    if (!options.force) await refuseExisting(folder);
    const { bundle } = await registry.archive(address, version.version, { digest: version.digest });
    if (!dryRun) await replaceFolder(folder, bundle.files);
  }
  const marketplace = hosts.length > 0 ? await registryMarketplace(registry, address) : undefined;
  const inHosts = marketplace ? await installInHosts(hosts, address.name, marketplace, dryRun, event, context) : [];
  if (!dryRun) {
    const { id: plugin, version: number, digest } = version;
    const at = new Date().toISOString();
    const of = { registry: registry.url, plugin, version: number, digest, at, enabled: true, marketplace: null };
    const shelf = marketplace?.name ?? null;
    const places: InstalledPlugin[] = inHosts.map(({ host }) => ({ ...of, host, folder: null, marketplace: shelf }));
    if (folder !== null) places.push({ ...of, host: null, folder });
    await noteInstalled(home, places);
  }
  return {
    plugin: version.id,
    version: version.version,
    digest: version.digest,
    registry: registry.url,
    yanked: yankText(version) ?? null,
    deprecated: deprecationText(version) ?? null,
    verified,
    standings: [standing],
    dryRun,
    folder,
    hosts: inHosts,
  };
}

async function fromArchive(
  options: InstallOptions,
  hosts: readonly Host[],
  event: CommandEvent,
  context: CommandContext,
): Promise<Installation> {
  const { bundle } = await readArchiveFile(resolve(context.cwd, options.plugin));
  if (options.to === undefined) {
    throw usageError('Hosts install an archive from a permanent folder.', 'Choose it with --to <folder>.');
  }
  const { dryRun } = options;
  const folder = resolve(context.cwd, options.to);
  const { components = [] } = bundle.manifest.extensions['dev.rolekit'];
  const what = `${idOf(bundle)}@${bundle.manifest.version}`;
  const { digest, manifest } = bundle;
  const subject = { id: idOf(bundle), version: manifest.version, digest };
  Object.assign(event, { plugin: subject.id, version: subject.version, digest });
  const home = homeOf(context.env);
  allowBundle(bundle, { home });
  const { registry, allowYanked } = options;
  const standings = await admitArchive(subject, { home, dryRun, registry, allowYanked }, context);
  if (!dryRun) await acceptComponents(what, components, options.acceptComponents, context);
  const facts = {
    plugin: idOf(bundle),
    version: manifest.version,
    digest,
    registry: null,
    yanked: null,
    deprecated: null,
    verified: null,
    standings,
    dryRun,
    folder,
  };
  if (hosts.length === 0) {
    if (!options.force) await refuseExisting(folder);
    if (!dryRun) await replaceFolder(folder, bundle.files);
    return { ...facts, hosts: [] };
  }
  const marketplace = await marketplaceIn(folder, bundle, options.force, dryRun);
  return { ...facts, hosts: await installInHosts(hosts, bundle.manifest.name, marketplace, dryRun, event, context) };
}

async function marketplaceIn(
  folder: string,
  bundle: InspectedBundle,
  force: boolean,
  dryRun: boolean,
): Promise<Marketplace> {
  if (!dryRun) return localMarketplace(bundle, folder, force);
  const { name, extensions } = bundle.manifest;
  const marketplace = `local-${extensions['dev.rolekit'].namespace}-${name}`;
  return { name: marketplace, location: folder, extension: resolve(folder, 'plugins', name) };
}

async function installInHosts(
  hosts: readonly Host[],
  plugin: string,
  marketplace: Marketplace,
  dryRun: boolean,
  event: CommandEvent,
  { cwd, env, progress, interactive }: CommandContext,
): Promise<HostInstallation[]> {
  const done: HostInstallation[] = [];
  for (const host of hosts) {
    done.push(
      await installInHost(host, plugin, marketplace, {
        cwd,
        env,
        dryRun,
        interactive,
        onStep: (text) => progress.step(text),
      }),
    );
    event.done.push(host);
  }
  return done;
}

function noTarget({ env }: CommandContext): Error {
  const found = findHosts(env).map((host) => `--host ${host}`);
  const hint =
    found.length > 0
      ? `Use ${found.join(', ')} (found on PATH), or --to <folder>.`
      : 'Use --to <folder>; no host is on PATH.';
  return usageError('No host or folder given.', hint);
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
