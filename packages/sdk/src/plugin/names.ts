/** Names that are routes of a registry: no namespace and no plugin may have them. */
export const RESERVED_NAMES: readonly string[] = ['all', 'git', 'mcp', 'roles', 'run', 'v0', 'v1', 'well-known'];

const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** True for a name that all hosts accept: lower-case letters, digits and single hyphens, at most 64. */
export function isName(text: string): boolean {
  return text.length <= 64 && KEBAB.test(text);
}
