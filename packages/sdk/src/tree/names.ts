import { lengthOf } from './hidden-characters.ts';

/** Names that are routes of a registry: no namespace and no plugin may have them. */
export const RESERVED_NAMES: readonly string[] = ['all', 'git', 'mcp', 'roles', 'run', 'v0', 'v1', 'well-known'];

const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const TOOL = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;
const MAX_NAME_LENGTH = 64;

/** True for a name that all hosts accept: lower-case letters, digits and single hyphens, at most 64. */
export function isName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && KEBAB.test(text);
}

/** True for `<connector>_<verb>_<object>`, at most 64 characters. */
export function isToolName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && TOOL.test(text);
}

/** One tool name in a skill's text; `offset` counts from the start of that text. */
export interface Mention {
  tool: string;
  offset: number;
}

/** Names in backticks that look like tools, alone or as a call: `` `crm_query` ``, `` `crm_query(…)` ``. */
export function toolMentions(text: string): Mention[] {
  return [...text.matchAll(/`([a-z][a-z0-9_]*)(?=[`(])/g)].flatMap((match) => {
    const tool = match[1] ?? '';
    return isToolName(tool) ? [{ tool, offset: match.index + 1 }] : [];
  });
}

/** What is wrong with the name of a plugin or a namespace, and a name that would do. */
export function nameProblem(text: string): { reason: string; fix: string } | undefined {
  const problem = formProblem(text);
  if (problem !== undefined || !RESERVED_NAMES.includes(text)) return problem;
  return { reason: 'is a route of every registry', fix: `Use another name, such as "${text}-tools".` };
}

/** The same for a skill, which is no route. */
export function formProblem(text: string): { reason: string; fix: string } | undefined {
  if (isName(text)) return undefined;
  const suggestion = toName(text);
  const fix = suggestion === '' ? 'Use lower-case letters, digits and single hyphens.' : `Use "${suggestion}".`;
  const length = lengthOf(text);
  if (length > MAX_NAME_LENGTH) return { reason: `has ${length} characters, more than ${MAX_NAME_LENGTH}`, fix };
  if (/[A-Z]/.test(text)) return { reason: 'has capital letters', fix };
  return { reason: 'is not made of lower-case letters, digits and single hyphens', fix };
}

/** A name that would do for a text; empty when nothing of it can stand in one. */
export function toName(text: string): string {
  const words = text
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const name = (words ?? []).join('-').slice(0, MAX_NAME_LENGTH).replace(/-$/, '');
  return RESERVED_NAMES.includes(name) ? `${name}-tools` : name;
}
