import type { AllowDeny, PolicyDocument } from '@rolekit/sdk/internal/policy';

const NAME = '[a-z0-9-]';

/**
 * What the source of a Gemini extension has to look like. Gemini takes a source for a path and makes it absolute before it compares:
 * `https://host/x` is `/the/folder/https:/host/x` then. Another address has a colon before ours, and is not allowed.
 */
export function extensionPattern(registry: string, documents: readonly PolicyDocument[]): string {
  const [scheme = '', rest = ''] = registry.split('://');
  const rules = documents.flatMap(({ namespaces, plugins }) => [
    ...lookaheads(namespaces, '/'),
    ...lookaheads(plugins, '\\.git$'),
  ]);
  return `^(?:[^:]*/)?${scheme}:/+${escaped(rest)}/git/${rules.join('')}${NAME}+/${NAME}+\\.git$`;
}

function lookaheads({ allow, deny = [] }: AllowDeny = {}, end: string): string[] {
  return [
    ...(allow === undefined ? [] : [allow.length === 0 ? '(?!)' : `(?=${anyOf(allow)}${end})`]),
    ...(deny.length === 0 ? [] : [`(?!${anyOf(deny)}${end})`]),
  ];
}

function anyOf(entries: readonly string[]): string {
  return `(?:${entries.map((entry) => entry.replace(/\*$/, `${NAME}*`)).join('|')})`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
