import { shellWord } from '../shell-word.ts';
import type { Host } from './host-programs.ts';
import { type RunOptions, runHost, runOrFail } from './install-in-host.ts';

/** What can be done with a plugin that a host has. */
export type HostChange = 'uninstall' | 'disable' | 'enable';

/** A plugin as a host knows it. */
export interface InHost {
  /** Its name, without the namespace. */
  plugin: string;
  /** Name of the marketplace that it came from. */
  marketplace: string;
}

/** The command line that does it, without the host's own name; undefined where the host has none. */
export function changeCommand(change: HostChange, host: Host, { plugin, marketplace }: InHost): string[] | undefined {
  const id = `${plugin}@${marketplace}`;
  switch (host) {
    case 'codex':
      return change === 'uninstall' ? ['plugin', 'remove', id] : undefined;
    case 'claude':
    case 'copilot':
      return ['plugin', change, id];
    case 'gemini':
      return ['extensions', change, plugin];
  }
}

/** Tells which plugins a host has. */
const LISTS: Readonly<Record<Host, string[]>> = {
  codex: ['plugin', 'list', '--json'],
  claude: ['plugin', 'list', '--json'],
  copilot: ['plugin', 'list', '--json'],
  gemini: ['extensions', 'list'],
};

/**
 * Changes a plugin in a host with that host's own command.
 *
 * @returns the command line; undefined when the host has the plugin no more
 * @throws RK_HOST_FAILED with what the host said
 */
export async function changeInHost(
  host: Host,
  args: string[],
  { plugin }: InHost,
  options: RunOptions,
): Promise<string | undefined> {
  const line = [host, ...args].map(shellWord).join(' ');
  if (options.dryRun) return line;
  const { code, output } = await runHost(host, LISTS[host], options);
  // a host that does not say is told all the same
  if (code === 0 && !new RegExp(`(?<![\\w-])${plugin}(?![\\w-])`).test(output)) return undefined;
  await runOrFail(host, args, options);
  return line;
}
