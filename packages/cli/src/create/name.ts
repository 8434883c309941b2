import { isName, RESERVED_NAMES } from '@rolekit/sdk/internal';

/** What is wrong with a name, as a fix; every tool's name starts with its connector's. */
export function nameProblem(kind: string, name: string): string | undefined {
  if (RESERVED_NAMES.includes(name)) return `It is a route of every registry; use another one, such as ${name}-tools.`;
  if (kind === 'connector') {
    const fits = /^[a-z][a-z0-9]{0,30}$/.test(name) && isName(name);
    return fits ? undefined : 'Use lower-case letters and digits, a letter first, at most 31.';
  }
  return isName(name) ? undefined : 'Use lower-case letters, digits and single hyphens, at most 64.';
}

/** `review-desk` → `Review Desk` */
export function titleOf(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}
