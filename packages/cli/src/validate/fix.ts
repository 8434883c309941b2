import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@rolekit/sdk';

export interface Fixed {
  file: string;
  line: number;
  from: string;
  to: string;
}

interface Edit extends Fixed {
  offset: number;
}

/**
 * Repairs what has one right repair: a mistyped key whose name is near, and a skill's name that is not its folder's.
 * Everything else is left to the author.
 */
export async function fixFindings(dir: string, findings: readonly Finding[]): Promise<Fixed[]> {
  const repairable = findings.flatMap((finding) => repairOf(finding) ?? []);
  const fixed: Fixed[] = [];
  for (const file of new Set(repairable.map(({ finding }) => finding.file))) {
    const repairs = repairable.filter(({ finding }) => finding.file === file);
    const path = join(dir, file);
    let text = await readFile(path, 'utf8');
    const edits = repairs.flatMap(({ finding, to }) => editOf(text, finding, to) ?? []);
    // from the end, so that the places before stay right
    for (const edit of edits.sort((a, b) => b.offset - a.offset)) {
      text = text.slice(0, edit.offset) + edit.to + text.slice(edit.offset + edit.from.length);
    }
    if (edits.length > 0) await writeFile(path, text);
    fixed.push(...edits.reverse().map(({ file, line, from, to }) => ({ file, line, from, to })));
  }
  return fixed;
}

/** True when `fixFindings` would repair it. */
export function isFixable(finding: Finding): boolean {
  return repairOf(finding) !== undefined;
}

function repairOf(finding: Finding): { finding: Finding; to: string } | undefined {
  if (finding.code === 'skill/folder') {
    // its fix says otherwise where the folder's own name is none
    const to = /^Write (?:"name: ([\w-]+)"|`name: "([\w-]+)"`)/.exec(finding.fix ?? '');
    const folder = finding.file.split('/').at(-2);
    if (to === null || folder === undefined || (to[1] ?? to[2]) !== folder) return undefined;
    return { finding, to: to[1] ?? `"${folder}"` };
  }
  if (!finding.code.endsWith('/unknown-key')) return undefined;
  const meant = /^Did you mean ["`]([\w-]+)["`]\?/.exec(finding.fix ?? '')?.[1];
  return meant === undefined ? undefined : { finding, to: meant };
}

function editOf(text: string, { code, file, line, column }: Finding, to: string): Edit | undefined {
  if (line === undefined || column === undefined) return undefined;
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((length, text) => length + text.length + 1, 0);
  const offset = before + column - 1;
  const written =
    code === 'skill/folder' ? /^"[^"\\\n]*"|^'[^'\n]*'|^[^\s#](?:[^\r\n#]*[^\s#])?/ : /^"[^"\\]*"|^'[^']*'|^[\w.-]+/;
  const from = written.exec(text.slice(offset))?.[0];
  if (from === undefined) return undefined;
  const quote = to.startsWith('"') ? '' : (/^["']/.exec(from)?.[0] ?? '');
  return { file, line, offset, from, to: `${quote}${to}${quote}` };
}
