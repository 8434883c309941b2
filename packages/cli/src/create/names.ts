import { isName, RESERVED_NAMES } from '@rolekit/sdk/internal';

/** What is wrong with a name, as a fix; every tool's name starts with its connector's. */
export function nameProblem(kind: string, name: string): string | undefined {
  if (RESERVED_NAMES.includes(name)) return `Registries reserve this name; use another, such as ${name}-tools.`;
  if (kind === 'connector') {
    const fits = /^[a-z][a-z0-9]{0,30}$/.test(name) && isName(name);
    return fits ? undefined : 'Use at most 31 lower-case letters and digits, starting with a letter.';
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
