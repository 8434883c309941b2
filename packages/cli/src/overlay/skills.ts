import type { Finding } from '@rolekit/sdk';
import { type BundleFile, bundleDigest } from '@rolekit/sdk/bundle';
import { digestOf } from '@rolekit/sdk/internal';
import { type AmendedBlock, amend, type SkillFile } from '@rolekit/sdk/internal/overlay';
import { nearest } from '@rolekit/sdk/internal/texts';
import type { SkillOrigin } from '@rolekit/sdk/plugin';
import type { SkillAmendment } from './amendments.ts';
import type { Base, OverlaySource } from './types.ts';

export interface ComposedSkills {
  files: BundleFile[];
  origins: Record<string, SkillOrigin>;
  blocks: AmendedBlock[];
  findings: Finding[];
}

const SKILLS = ['extensions', 'dev.rolekit', 'extends', 'skills'];

/** The skills of the base, without those that are removed or replaced, amended, with those of the client. */
export function composeSkills(
  source: OverlaySource,
  base: Base,
  amendments: readonly SkillAmendment[],
): ComposedSkills {
  const theirs = byFolder(base.files);
  const own = byFolder(source.files);
  const { remove = [], replace = [] } = source.manifest.extensions['dev.rolekit'].extends?.skills ?? {};
  const findings = [
    ...listFindings(source, base, [...theirs.keys()], [...own.keys()]),
    ...amendmentFindings(amendments, base, [...theirs.keys()], { remove, replace }),
  ];
  const files: BundleFile[] = [...own.values()].flat();
  const blocks: AmendedBlock[] = [];
  const origins: Record<string, SkillOrigin> = {};
  for (const name of own.keys()) origins[name] = { from: 'client' };
  for (const [name, inherited] of theirs) {
    const digest = bundleDigest(inherited);
    if (remove.includes(name) || own.has(name)) {
      origins[name] = { from: own.has(name) ? 'replaced' : 'removed', digest };
      continue;
    }
    const mine = amendments.filter(({ skill }) => skill === name);
    const { files: amended, sections, blocks: placed, findings: problems } = amend(textsOf(inherited), mine);
    findings.push(...problems);
    blocks.push(...placed);
    files.push(...inherited.map((file) => withText(file, amended)));
    const digests = Object.fromEntries(
      sections.map(({ id, before }) => [id, digestOf(new TextEncoder().encode(before))]),
    );
    origins[name] = mine.length === 0 ? { from: 'base', digest } : { from: 'amended', digest, sections: digests };
  }
  return { files, origins, blocks, findings };
}

/** The files of each skill, by its folder. */
export function byFolder(files: readonly BundleFile[]): Map<string, BundleFile[]> {
  const folders = new Map<string, BundleFile[]>();
  for (const file of files) {
    const name = /^skills\/([^/]+)\/./.exec(file.path)?.[1];
    if (name !== undefined) folders.set(name, [...(folders.get(name) ?? []), file]);
  }
  return folders;
}

function textsOf(files: readonly BundleFile[]): SkillFile[] {
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .map(({ path, bytes }) => ({ path, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) }));
}

function withText(file: BundleFile, amended: readonly SkillFile[]): BundleFile {
  const text = amended.find(({ path }) => path === file.path)?.text;
  return text === undefined ? file : { path: file.path, bytes: new TextEncoder().encode(text) };
}

/** What is wrong in the lists of skills, and skills that are in no list and should be. */
function listFindings(
  source: OverlaySource,
  { locked }: Base,
  theirs: readonly string[],
  own: readonly string[],
): Finding[] {
  const { remove = [], replace = [] } = source.manifest.extensions['dev.rolekit'].extends?.skills ?? {};
  const error = (at: Pick<Finding, 'file' | 'line' | 'column'>, message: string, fix: string): Finding => {
    return { code: 'extends/skill', severity: 'error', message, ...at, fix };
  };
  const inList = (list: 'remove' | 'replace', names: readonly string[]) =>
    names.flatMap((name, index) => {
      const at = source.place([...SKILLS, list, index]);
      if (!theirs.includes(name))
        return [error(at, `${locked.plugin} ${locked.version} has no skill "${name}".`, meant(name, theirs))];
      if (list === 'remove' && replace.includes(name))
        return [error(at, `The skill "${name}" is both removed and replaced.`, 'Keep one of the two.')];
      if (list === 'replace' && !own.includes(name))
        return [
          error(
            at,
            `There is no skills/${name}/SKILL.md to replace that of the base.`,
            'Write it, or take the name out of "replace".',
          ),
        ];
      return [];
    });
  const unlisted = own
    .filter((name) => theirs.includes(name) && !replace.includes(name))
    .map((name) => {
      const message = `The base has a skill "${name}" too.`;
      const fix = remove.includes(name)
        ? `Move "${name}" from "remove" to "replace".`
        : `Add "${name}" to "extends"."skills"."replace", or rename the skill.`;
      return error({ file: `skills/${name}/SKILL.md` }, message, fix);
    });
  return [...inList('remove', remove), ...inList('replace', replace), ...unlisted];
}

function amendmentFindings(
  amendments: readonly SkillAmendment[],
  { locked }: Base,
  theirs: readonly string[],
  { remove, replace }: Record<'remove' | 'replace', readonly string[]>,
): Finding[] {
  return amendments.flatMap(({ skill, file }): Finding[] => {
    const problem = (message: string, fix: string): Finding[] => [
      { code: 'amendment/unknown-skill', severity: 'error', message, file, fix },
    ];
    if (!theirs.includes(skill))
      return problem(`${locked.plugin} ${locked.version} has no skill "${skill}".`, meant(skill, theirs));
    if (remove.includes(skill))
      return problem(`The skill "${skill}" is removed.`, 'Keep the skill, or remove this file.');
    if (replace.includes(skill))
      return problem(`The skill "${skill}" is replaced as a whole.`, `Write it into skills/${skill}/.`);
    return [];
  });
}

function meant(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? `It has ${known.join(', ') || 'none'}.` : `Did you mean "${near}"?`;
}
