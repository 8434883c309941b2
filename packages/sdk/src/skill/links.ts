import { posix } from 'node:path';
import type { Finding } from '../finding.ts';
import { Places } from '../plugin/place.ts';
import type { Skill } from './types.ts';

/**
 * Finds links of a skill to files that leave the plugin or that it does not have.
 *
 * @param has Answers for a path relative to the plugin.
 */
export function checkLinks(skill: Skill, has: (path: string) => boolean): Finding[] {
  const places = new Places(skill.body);
  const folder = posix.dirname(skill.path);
  return linksOf(skill.body).flatMap(({ target, offset }): Finding[] => {
    const { line, column } = places.at(offset);
    const at = { file: skill.path, line: line + skill.bodyLine - 1, column };
    const path = posix.join(folder, target);
    if (target.startsWith('/') || target.includes('\\') || path.startsWith('..')) {
      const message = `The link "${target}" leaves the plugin.`;
      return [
        {
          code: 'skill/link',
          severity: 'error',
          message,
          ...at,
          fix: 'Copy the file below the skill and link it there.',
        },
      ];
    }
    if (has(path)) return [];
    const message = `The link "${target}" leads to no file.`;
    return [{ code: 'skill/link', severity: 'warning', message, ...at, fix: 'Add the file or correct the link.' }];
  });
}

function linksOf(body: string): { target: string; offset: number }[] {
  const text = withoutCode(body);
  return [...text.matchAll(/\]\(<?([^()\s<>]+)>?(?:\s+"[^"]*")?\)/g)].flatMap((match) => {
    const target = (match[1] ?? '').replace(/[?#].*$/, '');
    const isElsewhere = target === '' || /^[a-z][a-z0-9+.-]+:/i.test(target);
    return isElsewhere ? [] : [{ target, offset: match.index + 2 }];
  });
}

// Code is blanked, not cut, so that offsets stay.
function withoutCode(body: string): string {
  return body.replace(/```[\s\S]*?```|`[^`\n]*`/g, (code) => code.replace(/[^\n]/g, ' '));
}
