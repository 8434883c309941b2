import { visit } from 'jsonc-parser';
import type { Finding } from '../finding.ts';
import { scanStructure } from './json-structure.ts';
import { Places } from './line-columns.ts';

const MAX_DEPTH = 200;
const MAX_FINDINGS = 20;

/**
 * Keys that programs read differently: one that is there twice, of which one program takes the first and another the last,
 * and `__proto__`, which some drop. Escapes are decoded first: `"\u0068ooks"` is `hooks`.
 */
export function jsonKeyProblems(
  text: string,
): { offset: number; key: string; rule: 'duplicate-key' | 'prototype-key' }[] {
  const problems: ReturnType<typeof jsonKeyProblems> = [];
  const open: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty: (key, offset) => {
      const keys = open.at(-1);
      if (keys?.has(key)) problems.push({ offset, key, rule: 'duplicate-key' });
      else if (key === '__proto__') problems.push({ offset, key, rule: 'prototype-key' });
      keys?.add(key);
    },
  });
  return problems;
}

/** The findings about the keys of a JSON file that no schema judges; broken JSON is judged by whoever reads it. */
export function checkJsonKeys(text: string, file: string): Finding[] {
  if (isTooDeep(text)) return [tooDeepFinding(file, 'json')];
  const places = new Places(text);
  return jsonKeyProblems(text)
    .slice(0, MAX_FINDINGS)
    .map((problem) => keyFinding(problem, file, 'json', places));
}

export function keyFinding(
  { offset, key, rule }: ReturnType<typeof jsonKeyProblems>[number],
  file: string,
  area: string,
  places: Places,
): Finding {
  const at = { severity: 'error' as const, file, ...places.at(offset) };
  if (rule === 'prototype-key') {
    const message = 'The key "__proto__" is dropped by some programs and taken by others.';
    return { code: 'json/prototype-key', message, ...at, fix: 'Remove it.' };
  }
  const message = `The key "${key}" is there twice; hosts differ in which one they take.`;
  return { code: `${area}/duplicate-key`, message, ...at, fix: 'Keep one.' };
}

export function tooDeepFinding(file: string, area: string): Finding {
  const message = `The file nests deeper than ${MAX_DEPTH} levels.`;
  const code = area === 'json' ? 'json/too-deep' : `${area}/syntax`;
  return { code, severity: 'error', message, file, line: 1, column: 1, fix: 'Nest it less deep.' };
}

/** The parsers recurse; a hostile file must not end in a stack overflow. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  return scanStructure(text, (character) => {
    if (character === '{' || character === '[') depth++;
    else if (character !== ',') depth--;
    return depth > MAX_DEPTH;
  });
}
