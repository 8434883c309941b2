import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../finding.ts';
import { mayHaveSections } from '../overlay/section-id.ts';
import { readText } from '../tree/decode-text.ts';
import { isOutsideSource, walk } from '../tree/walk-files.ts';
import { checkLinks } from './links.ts';
import { parseSkill } from './parse.ts';
import type { Skill } from './types.ts';

const MAX_FILE_BYTES = 1024 * 1024;
/** Of a text that a server gives a model as a resource: the budget of a result. */
const MAX_SERVED_BYTES = 48 * 1024;

export interface ReadSkills {
  /** Sorted by folder. */
  skills: Skill[];
  findings: Finding[];
}

interface SizedFile {
  path: string;
  size: number;
}

/** Reads `skills/<name>/SKILL.md` below a plugin's folder; no `skills/` folder is no skill. */
export async function readSkills(dir: string): Promise<ReadSkills> {
  if ((await stat(join(dir, 'skills')).catch(() => undefined)) === undefined) return { skills: [], findings: [] };
  const { files } = await walk(dir, isOutsideSource);
  return skillsOf(files, (path) => readText(join(dir, path), path));
}

/** The skills among a plugin's files, wherever these lie. */
export async function skillsOf(
  files: readonly SizedFile[],
  read: (path: string) => Promise<{ text: string } | { finding: Finding }>,
): Promise<ReadSkills> {
  const has = new Set(files.map(({ path }) => path));
  const folders = files.flatMap(({ path }) => /^skills\/([^/]+)\/./.exec(path)?.[1] ?? []);
  const skills: Skill[] = [];
  const findings: Finding[] = [];
  for (const { path, size } of files)
    if (/^skills\/[^/]+\/.*\.md$/.test(path) && size > MAX_SERVED_BYTES && size <= MAX_FILE_BYTES)
      findings.push({
        code: 'skill/too-long',
        severity: 'warning',
        message: `${path} has ${size} bytes; over MCP, ${MAX_SERVED_BYTES} at once are read.`,
        file: path,
        fix: 'Split it into several files, and link them.',
      });
  for (const folder of [...new Set(folders)].toSorted()) {
    const path = `skills/${folder}/SKILL.md`;
    const file = files.find((sizedFile) => sizedFile.path === path);
    if (file === undefined) {
      findings.push(missing(folder, path, files));
      continue;
    }
    if (file.size > MAX_FILE_BYTES) {
      const message = `SKILL.md has ${file.size} bytes; the limit is ${MAX_FILE_BYTES}.`;
      findings.push({
        code: 'skill/too-large',
        severity: 'error',
        message,
        file: path,
        fix: 'Move details to references/.',
      });
      continue;
    }
    const content = await read(path);
    if ('finding' in content) {
      findings.push(content.finding);
      continue;
    }
    const parsed = parseSkill(content.text, path);
    findings.push(...parsed.findings);
    findings.push(...(await sectionFindings(folder, files, read)));
    if (parsed.skill === undefined) continue;
    skills.push(parsed.skill);
    findings.push(...(await checkLinks(parsed.skill, (target) => has.has(target) || isFolder(files, target))));
  }
  return { skills, findings };
}

/** Ids of sections, of which each is once in a skill's folder. What cannot be read has its own finding. */
async function sectionFindings(
  folder: string,
  files: readonly SizedFile[],
  read: (path: string) => Promise<{ text: string } | { finding: Finding }>,
): Promise<Finding[]> {
  const own = files.filter(
    ({ path, size }) => path.startsWith(`skills/${folder}/`) && path.endsWith('.md') && size <= MAX_SERVED_BYTES,
  );
  const texts: { path: string; text: string }[] = [];
  for (const { path } of own.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const content = await read(path);
    if ('text' in content && mayHaveSections(content.text)) texts.push({ path, text: content.text });
  }
  if (texts.length === 0) return [];
  // as with links: only who checks a skill needs a parser of CommonMark
  const { checkSections } = await import('../overlay/check.ts');
  return checkSections(texts);
}

function missing(folder: string, file: string, files: readonly SizedFile[]): Finding {
  const near = files.find(({ path }) => path.toLowerCase() === file.toLowerCase());
  const fix = near === undefined ? 'Add it, or remove the folder.' : `Rename ${near.path} to SKILL.md.`;
  return {
    code: 'skill/missing-file',
    severity: 'error',
    message: `The skill folder "${folder}" has no SKILL.md.`,
    file,
    fix,
  };
}

function isFolder(files: readonly SizedFile[], target: string): boolean {
  const folder = target.replace(/\/?$/, '/');
  return files.some(({ path }) => path.startsWith(folder));
}
