import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseManifest } from '@rolekit/sdk/plugin';

/** A plugin's source folder in the workspace. */
export interface WorkspacePlugin {
  dir: string;
  id: string;
  version: string;
  /** The plugin that it follows. */
  base: string | undefined;
}

/** Folders of a workspace whose children are plugins. */
export const PLUGIN_GROUPS = ['connectors', 'plugins', 'examples'];

/** The folder that holds the workspace around `dir`: the nearest one that says so, else none. */
export function workspaceRoot(dir: string): string | undefined {
  for (let folder = resolve(dir); ; folder = dirname(folder)) {
    if (['pnpm-workspace.yaml', '.git'].some((name) => existsSync(join(folder, name)))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/**
 * The plugins in the workspace around a folder: children of `connectors/`, `plugins/` and `examples/` of every folder from
 * it up to the workspace's root, and its neighbours. Connectors come first.
 */
export async function workspacePlugins(dir: string): Promise<WorkspacePlugin[]> {
  const start = resolve(dir);
  const root = workspaceRoot(start);
  const found = new Map<string, WorkspacePlugin>();
  for (let folder = start, steps = 0; ; folder = dirname(folder), steps++) {
    const groups = [...PLUGIN_GROUPS.map((group) => join(folder, group)), ...(steps === 1 ? [folder] : [])];
    for (const group of groups) for (const plugin of await pluginsIn(group)) found.set(plugin.dir, plugin);
    if (folder === root || dirname(folder) === folder || (root === undefined && steps === 2)) break;
  }
  return [...found.values()];
}

async function pluginsIn(group: string): Promise<WorkspacePlugin[]> {
  const entries = await readdir(group, { withFileTypes: true }).catch(() => []);
  const dirs = entries.filter((entry) => entry.isDirectory()).map((entry) => join(group, entry.name));
  const plugins = await Promise.all(dirs.toSorted().map(readWorkspacePlugin));
  return plugins.filter((plugin) => plugin !== undefined);
}

/** A broken neighbour is its own author's business: it is not a candidate. */
async function readWorkspacePlugin(dir: string): Promise<WorkspacePlugin | undefined> {
  const text = await readFile(join(dir, 'plugin.json'), 'utf8').catch(() => undefined);
  const manifest = text === undefined ? undefined : parseManifest(text).manifest;
  if (!manifest) return undefined;
  const { namespace, extends: base } = manifest.extensions['dev.rolekit'];
  return { dir, id: `${namespace}/${manifest.name}`, version: manifest.version, base: base?.plugin };
}
