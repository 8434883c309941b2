import { isAbsolute } from 'node:path';
import type { Host } from './host-programs.ts';

/** A marketplace as a host is told about it. */
export interface Marketplace {
  name: string;
  /** Git URL or folder. */
  location: string;
  /** What Gemini installs instead: it knows no marketplaces. */
  extension: string;
}

export interface HostCommands {
  /** Tells which marketplaces or extensions the host has; its output names the location or the plugin. */
  list: string[];
  /** When `list` does not name it. */
  add: string[][];
  /** When it does. */
  renew: string[][];
  /** What `list` names when the host has it. */
  known: string;
  /** The host asks something that no option answers, so a person has to be there. */
  asks?: string;
}

/** The command lines, without the host's own name, that install a plugin in a host. */
export function hostCommands(host: Host, plugin: string, marketplace: Marketplace): HostCommands {
  const { name, location, extension } = marketplace;
  const id = `${plugin}@${name}`;
  switch (host) {
    case 'codex':
      return {
        list: ['plugin', 'marketplace', 'list', '--json'],
        known: location,
        add: [
          ['plugin', 'marketplace', 'add', location],
          ['plugin', 'add', id],
        ],
        renew: [
          ['plugin', 'marketplace', 'upgrade', name],
          ['plugin', 'add', id],
        ],
      };
    case 'claude':
    case 'copilot':
      return {
        list: ['plugin', 'marketplace', 'list'],
        known: location,
        add: [
          ['plugin', 'marketplace', 'add', location],
          ['plugin', 'install', id],
        ],
        // Installing leaves an older version as it is.
        renew: [
          ['plugin', 'marketplace', 'update', name],
          ['plugin', 'install', id],
          ['plugin', 'update', id],
        ],
      };
    case 'gemini':
      return {
        list: ['extensions', 'list'],
        ...(isAbsolute(extension) ? { asks: 'whether you trust the folder' } : {}),
        known: plugin,
        add: [['extensions', 'install', extension, '--consent', '--skip-settings']],
        renew: [['extensions', 'update', plugin]],
      };
  }
}
