import { type Finding, hasErrors } from '@rolekit/sdk';
import { refusedFindings } from '@rolekit/sdk/internal';
import { checkSkillDirectives, checkSkillTools, checkSkillToolsListed } from '@rolekit/sdk/internal/plugin';
import type { ListedWord } from '@rolekit/sdk/internal/words';
import { composeBundle } from '../build/compose.ts';
import type { BuildOptions, ComposedBundle } from '../build/types.ts';
import type { Playbook } from '../playbook/index.ts';
import { distinct } from './distinct.ts';
import { checkCalls, checkSubjects } from './playbooks.ts';

interface CheckedOverlay {
  findings: Finding[];
  words?: ListedWord[];
}

/**
 * Finds every problem of a plugin with its base: what a build finds, and what its skills and playbooks say of tools that only the
 * base has.
 *
 * @param own findings of the folder itself
 */
export async function checkOverlay(
  dir: string,
  own: readonly Finding[],
  playbooks: readonly Playbook[],
  options: BuildOptions,
): Promise<CheckedOverlay> {
  // what an own skill links may be a file of the base
  const known = own.filter(({ code }) => code !== 'skill/link');
  if (hasErrors(known)) return { findings: [...own] };
  const bundle = await composeBundle(dir, options).catch((error: unknown) => ({ findings: refusedFindings(error) }));
  if (!('manifest' in bundle)) return { findings: distinct([...known, ...bundle.findings]) };
  const findings = distinct([...known, ...bundle.findings, ...checkComposed(bundle, playbooks)]);
  return bundle.words === undefined ? { findings } : { findings, words: bundle.words };
}

function checkComposed({ manifest, tools, overlay }: ComposedBundle, playbooks: readonly Playbook[]): Finding[] {
  const { skills = [], place = (finding: Finding) => finding } = overlay ?? {};
  const entries = tools.connectors.flatMap((connector) => connector.tools);
  const names = entries.map(({ definition }) => definition.name);
  const off = entries.filter(({ enabled }) => !enabled).map(({ definition }) => definition.name);
  const { policy } = manifest.extensions['dev.rolekit'];
  const ofSkills = [
    ...checkSkillDirectives(skills, manifest, names),
    ...checkSkillTools(skills, names),
    ...checkSkillToolsListed(skills, off, policy?.denyTools),
  ];
  return [...ofSkills.map(place), ...checkSubjects(playbooks, manifest, skills), ...checkCalls(playbooks, names)];
}
