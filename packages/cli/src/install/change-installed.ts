import { parsePluginAddress } from '@rolekit/sdk/host';
import type { CommandContext } from '../command.ts';
import { CliError } from '../errors.ts';
import { recorded } from '../events/recorded.ts';
import { changeCommand, changeInHost, type HostChange } from '../hosts/change-in-host.ts';
import { findHost, HOST_TITLES, type Host } from '../hosts/host-programs.ts';
import { registryMarketplace } from '../hosts/marketplace.ts';
import { openRegistry } from '../registry/open-registry.ts';
import { homeOf } from '../rolekit-home.ts';
import { forgetInstalled, type InstalledPlugin, noteInstalled, readInstalled } from './installed.ts';

export interface ChangedPlugin {
  plugin: string;
  version: string;
  digest: string;
  registry: string;
  host: Host;
  /** The command line that ran, or would; null when the host had it no more. */
  command: string | null;
}

export interface Change {
  change: HostChange;
  dryRun: boolean;
  changed: ChangedPlugin[];
  /** Hosts that have no command for it. */
  without: Host[];
  /** Folders that it was unpacked into, which are their user's to delete. */
  folders: string[];
}

export interface ChangeOptions {
  /** `namespace/name` */
  plugin: string;
  /** @default every host that has it */
  host: Host | undefined;
  dryRun: boolean;
}

type HostInstallation = InstalledPlugin & { host: Host };

/**
 * Removes, disables or enables what `rolekit install` put into hosts, with their own commands.
 *
 * @throws RK_USAGE, RK_NOT_INSTALLED, RK_HOST_CANNOT, RK_HOST_MISSING, RK_HOST_FAILED
 */
export async function changeInstalled(
  change: HostChange,
  { plugin, host, dryRun }: ChangeOptions,
  context: CommandContext,
): Promise<Change> {
  const { namespace, name } = parsePluginAddress(plugin);
  const id = `${namespace}/${name}`;
  const known = (await readInstalled(homeOf(context.env))).filter((row) => row.plugin === id);
  const folders = known.flatMap(({ folder }) => folder ?? []);
  const inHosts = known.filter((row): row is HostInstallation => row.host !== null && (host ?? row.host) === row.host);
  if (inHosts.length === 0) throw notInstalled(id, known, host);
  const changed: ChangedPlugin[] = [];
  const without: Host[] = [];
  for (const row of inHosts) {
    const at = { plugin: name, marketplace: row.marketplace ?? '' };
    if (changeCommand(change, row.host, at) === undefined) {
      without.push(row.host);
      continue;
    }
    const work = () => changeIn(change, row, name, dryRun, context);
    const { version, digest, registry } = row;
    const event = { type: change, plugin: id, version, digest, registry, places: [row.host], done: [] };
    changed.push(dryRun ? await work() : await recorded(event, context, work));
  }
  const [first] = without;
  if (first !== undefined && changed.length === 0) throw cannot(change, first, id);
  return { change, dryRun, changed, without, folders };
}

async function changeIn(
  change: HostChange,
  row: HostInstallation,
  name: string,
  dryRun: boolean,
  context: CommandContext,
): Promise<ChangedPlugin> {
  const { host, plugin, version, digest, registry } = row;
  const home = homeOf(context.env);
  if (findHost(host, context.env) === undefined && !dryRun)
    throw new CliError('RK_HOST_MISSING', {
      reason: `${HOST_TITLES[host]} (\`${host}\`) is not on PATH.`,
      hint: `Install ${HOST_TITLES[host]}, or check PATH.`,
    });
  const at = { plugin: name, marketplace: row.marketplace ?? (await marketplaceOf(row, context)) };
  const { cwd, env, interactive, progress } = context;
  const options = { cwd, env, interactive, dryRun, onStep: (text: string) => progress.step(text) };
  const command = await changeInHost(host, changeCommand(change, host, at) ?? [], at, options);
  if (!dryRun) {
    // what the host has no more is forgotten, whoever removed it
    if (change === 'uninstall' || command === undefined) await forgetInstalled(home, row);
    else await noteInstalled(home, [{ ...row, enabled: change === 'enable' }]);
  }
  return { plugin, version, digest, registry, host, command: command ?? null };
}

/** Of an installation from before marketplaces were noted. */
async function marketplaceOf({ plugin, registry }: InstalledPlugin, context: CommandContext): Promise<string> {
  const { name } = await registryMarketplace(await openRegistry({ registry }, context), parsePluginAddress(plugin));
  return name;
}

function notInstalled(plugin: string, known: readonly InstalledPlugin[], host: Host | undefined): CliError {
  const [folder] = known.flatMap((row) => row.folder ?? []);
  const others = [...new Set(known.flatMap((row) => row.host ?? []))].map((name) => `--host ${name}`);
  const where = host === undefined ? 'a host' : HOST_TITLES[host];
  const hint =
    others.length > 0
      ? `It is there with ${others.join(', ')}.`
      : folder === undefined
        ? 'What was installed without it is removed with the host’s own command.'
        : `It was unpacked into ${folder}: delete that folder.`;
  return new CliError('RK_NOT_INSTALLED', { plugin, where, hint });
}

function cannot(change: HostChange, host: Host, plugin: string): CliError {
  const hint = `Remove it with \`rolekit uninstall ${plugin}\` and --host ${host}, and install it again when it is wanted.`;
  return new CliError('RK_HOST_CANNOT', { host: HOST_TITLES[host], change, hint });
}
