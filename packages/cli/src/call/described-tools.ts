import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolsFile } from '@rolekit/sdk/plugin';
import { examineCode, withExaminer } from '../build/examine-code.ts';
import { readFolder } from '../build/source.ts';
import type { BuildOptions } from '../build/types.ts';
import { isPluginFolder } from '../connectors.ts';
import { toolsOf } from '../validate/tools.ts';

/**
 * The tools of a plugin's source as its code describes them, without a build; undefined where that does not say all: it is
 * built, it follows a base, a connector is published elsewhere, or something is wrong, which a build tells.
 */
export async function describedTools(dir: string, onStep: BuildOptions['onStep']): Promise<ToolsFile | undefined> {
  if (!isPluginFolder(dir) || existsSync(join(dir, 'tools.json'))) return undefined;
  const { manifest } = await readFolder(dir, onStep);
  if (!manifest || manifest.extensions['dev.rolekit'].extends) return undefined;
  return withExaminer(async (examiner) => {
    const { descriptions } = await examineCode(dir, manifest, { examiner, onStep });
    return (await toolsOf(dir, manifest, descriptions, { examiner, onStep }))?.tools;
  });
}
