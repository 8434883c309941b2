import { digestOf } from '../digest/digest.ts';
import type { ContractClaim, Lock, PluginManifest, ToolsFile } from '../plugin/types.ts';
import type { Skill } from '../skill/types.ts';
import type { BundleFile } from '../tree/types.ts';
import type { WordsFile } from '../words/index.ts';
import type { BundledSkill, InspectedBundle } from './types.ts';

export interface BundleParts {
  manifest: PluginManifest;
  tools: ToolsFile;
  lock: Lock | undefined;
  contract: ContractClaim | undefined;
  words: WordsFile | undefined;
  skills: readonly Skill[];
}

/** The bundle that these files are. */
export function assembleBundle(
  files: readonly BundleFile[],
  digest: string,
  { manifest, tools, lock, contract, words, skills }: BundleParts,
): InspectedBundle {
  const known = new Set(toolNames(tools));
  const content = (path: string) => files.find((file) => file.path === path)?.bytes ?? new Uint8Array();
  const readme = files.find(({ path }) => path.toLowerCase() === 'readme.md');
  return {
    digest,
    files: [...files],
    manifest,
    tools,
    lock,
    contract,
    words,
    skills: skills.map(({ name, description, path, tools: named }): BundledSkill => {
      return {
        name,
        description,
        path,
        digest: digestOf(content(path)),
        tools: named.filter((tool) => known.has(tool)),
      };
    }),
    readme: readme && new TextDecoder().decode(readme.bytes),
  };
}

/** Names of all tools, also of those switched off. */
export function toolNames(tools: ToolsFile): string[] {
  return tools.connectors.flatMap((connector) => connector.tools.map(({ definition }) => definition.name));
}
