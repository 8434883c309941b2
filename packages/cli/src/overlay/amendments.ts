import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import { isName, leftBehindBy, readText } from '@rolekit/sdk/internal';
import type { Amendment } from '@rolekit/sdk/internal/overlay';

const FOLDER = 'amendments';
/** An amendment is one section of a skill; skills themselves are read up to this. */
const MAX_AMENDMENTS = 500;
const FORM = /^([^/]+)\/([^/.]+)(?:\.(before|after))?\.md$/;

export interface SkillAmendment extends Amendment {
  skill: string;
}

/** Reads `amendments/<skill>/<section>.md`, `….before.md` and `….after.md` below a plugin's folder. */
export async function readAmendments(dir: string): Promise<{ amendments: SkillAmendment[]; findings: Finding[] }> {
  const entries = await readdir(join(dir, FOLDER), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => !entry.isDirectory() && leftBehindBy(entry.name) === undefined)
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(join(dir, FOLDER).length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();
  const amendments: SkillAmendment[] = [];
  const findings: Finding[] = [];
  if (files.length > MAX_AMENDMENTS)
    return {
      amendments,
      findings: [fileFinding(FOLDER, `There are ${files.length} amendments; ${MAX_AMENDMENTS} are read.`)],
    };
  for (const path of files) {
    const file = `${FOLDER}/${path}`;
    const [, skill = '', section = '', place] = FORM.exec(path) ?? [];
    if (!isName(skill) || !isName(section)) {
      findings.push(fileFinding(file, 'This is the name of no amendment.'));
      continue;
    }
    const content = await readText(join(dir, file), file);
    if ('finding' in content) findings.push(content.finding);
    else
      amendments.push({ skill, section, place: (place ?? 'replace') as Amendment['place'], text: content.text, file });
  }
  return { amendments, findings };
}

function fileFinding(file: string, message: string): Finding {
  const fix = 'Name it amendments/<skill>/<section>.md, or <section>.before.md, or <section>.after.md.';
  return { code: 'amendment/file', severity: 'error', message, file, fix };
}
