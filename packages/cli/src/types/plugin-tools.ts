import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ToolsFile } from '@rolekit/sdk/plugin';
import { readFolder } from '../build/source.ts';
import { describedTools } from '../call/described-tools.ts';
import type { CommandContext } from '../command.ts';
import { openTarget } from '../plugin-server/target.ts';

/** A plugin by its name, and all its tools. */
export interface PluginTools {
  name: string;
  tools: ToolsFile;
}

/**
 * The tools of a plugin: of its source as the code describes them where that says all, else of what is built, packed or
 * published.
 *
 * @param what A folder, an archive or `namespace/name[@version]`.
 * @throws what `openTarget` throws
 */
export async function pluginTools(
  what: string,
  context: CommandContext,
  registry: string | undefined,
): Promise<PluginTools> {
  const dir = resolve(context.cwd, what);
  const described = existsSync(dir) ? await describedTools(dir, context.progress.step) : undefined;
  if (described) return { name: await nameIn(dir), tools: described };
  const target = await openTarget(what, context, { registry });
  try {
    return { name: await nameIn(target.dir), tools: target.tools };
  } finally {
    await target.close();
  }
}

async function nameIn(dir: string): Promise<string> {
  const { manifest } = await readFolder(dir);
  return manifest?.name ?? 'plugin';
}
