import type { HostileRow } from './row.fixture.ts';

/** A spelling that some file system or host takes for a place that is refused. */
function spelling(name: string, path: string, instead?: string): HostileRow {
  const changes = { [path]: '{}', ...(instead === undefined ? {} : { [instead]: undefined }) };
  return { name: `${name}: ${JSON.stringify(path)}`, changes, code: 'bundle/undeclared', file: path };
}

function alias(name: string, path: string, instead?: string): HostileRow {
  return {
    name: `${name}: ${JSON.stringify(path)}`,
    changes: { [path]: '{}', ...(instead === undefined ? {} : { [instead]: undefined }) },
    code: 'bundle/root-entry',
    file: path,
    says: 'on some systems',
  };
}

export const SPELLING_ROWS: readonly HostileRow[] = [
  spelling('a capital', 'Hooks/hooks.json'),
  spelling('capitals', 'COMMANDS/go.md'),
  spelling('capitals', 'Agents/a.md'),
  spelling('capitals', '.LSP.json'),
  spelling('capitals', 'Settings.JSON'),
  spelling('capitals', 'Output-Styles/a.md'),
  spelling('capitals', 'Bin/node'),
  spelling('capitals', 'agents.MD'),
  spelling('capitals', 'Package.json'),
  spelling('capitals', '.GitModules'),
  spelling('capitals', 'skills/review-forecast/more/Skill.md'),
  spelling('a second spelling of the servers', '.MCP.json', '.mcp.json'),
  spelling('a second spelling of the servers', 'MCP.json', 'mcp.json'),
  spelling('a second spelling of a manifest', 'Gemini-Extension.json', 'gemini-extension.json'),
  spelling('a second spelling of a manifest folder', '.Claude-Plugin/other.json'),
  spelling('full-width letters', '\uff48\uff4f\uff4f\uff4b\uff53/hooks.json'),
  spelling('full-width letters', '\uff47emini.md'),
  spelling('a long s', 'hook\u017f/hooks.json'),
  spelling('a ligature', 'pro\ufb01le/.claude/settings.json'),
  spelling('an invisible character', 'ho\u200boks/hooks.json'),
  spelling('a soft hyphen', 'com\u00admands/go.md'),
  spelling('a dotless i', 'b\u0131n/node'),
  alias('capitals', 'Skills/a/SKILL2.md'),
  alias('capitals', 'SERVER/other.mjs'),
  alias('capitals', 'Tools.json', 'tools.json'),
  alias('full-width letters', '\uff53kills/a/note.md'),
];
