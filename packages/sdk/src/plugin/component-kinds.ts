/** What a host runs or grants beyond MCP servers and plain skills. For the last four the path is the skill's `SKILL.md`. */
export const COMPONENT_KINDS = [
  'hook',
  'command',
  'agent',
  'lsp',
  'monitor',
  'output-style',
  'theme',
  'settings',
  'context',
  'policy',
  'binary',
  'script',
  'rule',
  'app',
  'workflow',
  'dynamic-context',
  'tool-grant',
  'skill-hook',
  'import',
] as const;

export type ComponentKind = (typeof COMPONENT_KINDS)[number];
