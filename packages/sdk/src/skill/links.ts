import { posix } from 'node:path';
import type { Nodes } from 'mdast';
import type { Finding } from '../finding.ts';
import { Places } from '../tree/line-columns.ts';
import type { Skill } from './types.ts';

/**
 * Finds links of a skill to files that leave the plugin or that it does not have.
 *
 * @param has Answers for a path relative to the plugin.
 */
export async function checkLinks(skill: Skill, has: (path: string) => boolean): Promise<Finding[]> {
  // Only who checks a skill needs a parser of CommonMark; a server that carries one does not.
  const { fromMarkdown } = await import('mdast-util-from-markdown');
  const places = new Places(skill.body);
  const folder = posix.dirname(skill.path);
  return linksOf(skill.body, fromMarkdown).flatMap(({ target, offset }): Finding[] => {
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

type Parse = typeof import('mdast-util-from-markdown').fromMarkdown;

function linksOf(body: string, parse: Parse): { target: string; offset: number }[] {
  const links: { target: string; offset: number }[] = [];
  const visit = (node: Nodes) => {
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition') {
      const target = pathOf(node.url);
      const start = node.position?.start.offset ?? 0;
      if (target !== undefined) links.push({ target, offset: start + Math.max(0, writtenAt(body, start, node.url)) });
    }
    if ('children' in node) node.children.forEach(visit);
  };
  visit(parse(body));
  return links;
}

/** The file that a link names; undefined for one that leads elsewhere, or to a place in the same text. */
function pathOf(url: string): string | undefined {
  const path = url.replace(/[?#].*$/, '');
  if (path === '' || /^(?:[a-z][a-z0-9+.-]+:|\/\/)/i.test(path)) return undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

// The parser tells where the link begins; its target stands behind the text.
function writtenAt(body: string, start: number, url: string): number {
  const tail = body.slice(start);
  const target = /\](?:\(|:)\s*<?/.exec(tail);
  return target === null ? tail.indexOf(url) : target.index + target[0].length;
}
