import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { InspectedBundle } from '@rolekit/sdk/bundle';
import { parsePluginAddress } from '@rolekit/sdk/host';
import { idOf, readArchiveFile, replaceFolder } from '../../build/index.ts';
import { type ArgsOf, type CommandContext, defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import type { Marketplace } from '../../hosts/commands.ts';
import { findHosts, HOST_TITLES, type Host } from '../../hosts/find.ts';
import { localMarketplace, refuseExisting, registryMarketplace } from '../../hosts/marketplace.ts';
import { chooseHosts, type HostInstallation, installInHost } from '../../hosts/run.ts';
import { acceptComponents } from '../../install/components.ts';
import { warnOfWithdrawal } from '../../install/withdrawal.ts';
import { openRegistry } from '../../registry/open.ts';
import { deprecationText, yankText } from '../../registry/withdrawal.ts';
import type words from './words.ts';

interface Installation {
  plugin: string;
  version: string;
  digest: string;
  /** Why its registry says that it should not be installed; null when it says nothing, or was not asked. */
  yanked: string | null;
  deprecated: string | null;
  dryRun: boolean;
  /** Folder that it was unpacked into. */
  folder: string | null;
  hosts: HostInstallation[];
}

interface InstallArgs {
  plugin: string;
  to?: string | undefined;
  host?: Host | 'auto' | undefined;
  force?: boolean | undefined;
  registry?: string | undefined;
  'dry-run'?: boolean | undefined;
  'accept-components'?: boolean | undefined;
  'allow-yanked'?: boolean | undefined;
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Installation> {
    if (args.host === undefined && args.to === undefined) throw nowhere(context);
    const hosts = args.host === undefined ? [] : chooseHosts(args.host as Host | 'auto', context.env);
    const given: InstallArgs = { ...args, host: args.host as Host | 'auto' | undefined };
    return isFile(resolve(context.cwd, args.plugin))
      ? fromArchive(given, hosts, context)
      : fromRegistry(given, hosts, context);
  },
  render({ plugin, version, dryRun, folder, hosts }, out) {
    for (const { host, commands } of hosts) {
      for (const line of commands) out.line(`${out.paint.dim('$')} ${line}`);
      const said = dryRun ? out.paint.yellow('dry run') : out.paint.green('installed');
      out.line(`${said}  ${plugin}@${version} in ${HOST_TITLES[host]}`);
    }
    if (folder !== null) {
      const said = dryRun ? out.paint.yellow('dry run') : out.paint.green('unpacked');
      out.line(`${said}  ${plugin}@${version} in ${folder}`);
    }
  },
});

async function fromRegistry(args: InstallArgs, hosts: readonly Host[], context: CommandContext): Promise<Installation> {
  const registry = await openRegistry(args, context);
  const address = parsePluginAddress(args.plugin);
  const dryRun = args['dry-run'] === true;
  const version = await registry.version(address, address.selector);
  await warnOfWithdrawal(version, args['allow-yanked'] === true, registry, context);
  if (hosts.length > 0) {
    const { latest } = await registry.plugin(address);
    if (latest !== version.version) {
      const reason = `Hosts install the version that the marketplace lists: ${version.id}@${latest ?? 'none'}, not ${version.version}.`;
      throw usageError(reason, 'Omit the version, or unpack that one with --to <folder>.');
    }
  }
  if (!dryRun) await acceptComponents(`${version.id}@${version.version}`, version.components, accepted(args), context);
  const folder = args.to === undefined ? null : resolve(context.cwd, args.to);
  if (folder !== null) {
    if (!args.force) await refuseExisting(folder);
    const { bundle } = await registry.archive(address, version.version, { digest: version.digest });
    if (!dryRun) await replaceFolder(folder, bundle.files);
  }
  const marketplace = hosts.length > 0 ? await registryMarketplace(registry, address) : undefined;
  return {
    plugin: version.id,
    version: version.version,
    digest: version.digest,
    yanked: yankText(version) ?? null,
    deprecated: deprecationText(version) ?? null,
    dryRun,
    folder,
    hosts: marketplace ? await installInHosts(hosts, address.name, marketplace, dryRun, context) : [],
  };
}

function accepted(args: InstallArgs): boolean {
  return args['accept-components'] === true;
}

async function fromArchive(args: InstallArgs, hosts: readonly Host[], context: CommandContext): Promise<Installation> {
  const { bundle } = await readArchiveFile(resolve(context.cwd, args.plugin));
  if (args.to === undefined) {
    throw usageError('Hosts install an archive from a permanent folder.', 'Choose it with --to <folder>.');
  }
  const dryRun = args['dry-run'] === true;
  const folder = resolve(context.cwd, args.to);
  const { components = [] } = bundle.manifest.extensions['dev.rolekit'];
  const what = `${idOf(bundle)}@${bundle.manifest.version}`;
  if (!dryRun) await acceptComponents(what, components, accepted(args), context);
  const { digest, manifest } = bundle;
  const said = { yanked: null, deprecated: null };
  const facts = { plugin: idOf(bundle), version: manifest.version, digest, ...said, dryRun, folder };
  if (hosts.length === 0) {
    if (!args.force) await refuseExisting(folder);
    if (!dryRun) await replaceFolder(folder, bundle.files);
    return { ...facts, hosts: [] };
  }
  const marketplace = await marketplaceIn(folder, bundle, args.force === true, dryRun);
  return { ...facts, hosts: await installInHosts(hosts, bundle.manifest.name, marketplace, dryRun, context) };
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
  }
  return done;
}

function nowhere({ env }: CommandContext): Error {
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
