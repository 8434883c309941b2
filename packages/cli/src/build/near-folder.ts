import { basename, resolve } from 'node:path';
import { nearest } from '@rolekit/sdk/internal/texts';
import { workspacePlugins } from './workspace.ts';

/** The plugin of the workspace that is meant by a folder that is not there: one with its name, or nearly. */
export async function nearPluginFolder(path: string): Promise<string | undefined> {
  const dir = resolve(path);
  const known = await workspacePlugins(dir);
  const names = known.map((plugin) => basename(plugin.dir));
  const name = names.find((name) => name === basename(dir)) ?? nearest(basename(dir), names);
  return known.find((plugin) => basename(plugin.dir) === name)?.dir;
}
