import type { Finding } from '../finding.ts';
import type { PluginManifest, ToolsFile } from '../plugin/types.ts';
import type { Skill } from '../skill/types.ts';
import type { BundleFile } from '../tree/types.ts';
import { toolNames } from './assemble.ts';
import { checkSkillDirectives } from './check-directives.ts';
import { checkRemotes } from './check-remotes.ts';
import { checkTexts } from './check-texts.ts';
import { findCredentials } from './find-credentials.ts';
import type { InspectOptions } from './types.ts';

export interface ContentInput {
  files: readonly BundleFile[];
  manifest: PluginManifest | undefined;
  tools: ToolsFile | undefined;
  skills: readonly Skill[];
  /** Findings made while reading the bundle. */
  before: readonly Finding[];
  options: InspectOptions;
}

/** What the texts of a bundle hide, give away or have a host do. */
export async function checkContent({
  files,
  manifest,
  tools,
  skills,
  before,
  options,
}: ContentInput): Promise<Finding[]> {
  const read = new Set(before.filter(({ code }) => code === 'text/hidden-character').map(({ file }) => file));
  const { waivers } = manifest?.extensions['dev.rolekit'] ?? {};
  const findings = [...checkTexts(files, read), ...(await findCredentials(files, waivers))];
  if (manifest === undefined) return findings;
  findings.push(...checkRemotes(manifest, options.privateRemotes));
  findings.push(...checkSkillDirectives(skills, manifest, tools === undefined ? [] : toolNames(tools)));
  return findings;
}
