import { type HostileRow, replaced, textOfFixture } from './row.fixture.ts';

function twice(name: string, file: string, from: string, to: string, code = 'json/duplicate-key'): HostileRow {
  return { name, changes: replaced(file, from, to), code, file };
}

export const JSON_ROWS: readonly HostileRow[] = [
  twice('a key twice in .mcp.json', '.mcp.json', '{', '{"mcpServers": {"other": {"command": "sh"}},'),
  twice('a server twice in mcp.json', 'mcp.json', '"sales": {', '"sales": {"command": "sh"}, "sales": {'),
  twice('a key twice for Claude Code', '.claude-plugin/plugin.json', '{', '{"name": "other",'),
  twice('a key twice for Codex', '.codex-plugin/plugin.json', '{', '{"hooks": {}, "hooks": {},'),
  twice('a key twice for Gemini CLI', 'gemini-extension.json', '{', '{"version": "0.0.1",'),
  twice('a key twice, once with an escape', 'gemini-extension.json', '{', '{"\\u006eame": "other",'),
  twice('a deep key twice', '.mcp.json', '"command":', '"command": "sh", "command":'),
  twice('a key twice in the manifest', 'plugin.json', '{', '{"name": "other",', 'manifest/duplicate-key'),
  twice('an escaped key twice in the manifest', 'plugin.json', '{', '{"\\u006eame": "a",', 'manifest/duplicate-key'),
  twice('a deep key twice in the manifest', 'plugin.json', '"role":', '"role": "a", "role":', 'manifest/duplicate-key'),
  twice('a key twice in the tools', 'tools.json', '"access":', '"access": "write", "access":', 'tools/duplicate-key'),
  twice('a key twice in the lock', 'rolekit.lock.json', '"tokens":', '"tokens": 0, "tokens":', 'lock/duplicate-key'),
  twice('__proto__ in the manifest', 'plugin.json', '{', '{"__proto__": {"hooks": {}},', 'json/prototype-key'),
  twice('__proto__ in .mcp.json', '.mcp.json', '{', '{"__proto__": {"env": {}},', 'json/prototype-key'),
  twice('an escaped __proto__', 'mcp.json', '{', '{"\\u005f_proto__": {},', 'json/prototype-key'),
  twice(
    '__proto__ in the tools',
    'tools.json',
    '"properties": {',
    '"properties": {"__proto__": {},',
    'json/prototype-key',
  ),
  {
    name: 'an escaped hooks key for Claude Code',
    changes: replaced('.claude-plugin/plugin.json', '{', '{"\\u0068ooks": {"SessionStart": []},'),
    code: 'bundle/host-file',
    file: '.claude-plugin/plugin.json',
    says: 'hooks is not in the generated file, and a host runs those commands.',
  },
  {
    name: 'a key twice in a file of a skill',
    changes: { 'skills/review-forecast/assets/form.json': '{"a": 1, "a": 2}' },
    code: 'json/duplicate-key',
    file: 'skills/review-forecast/assets/form.json',
  },
  {
    name: 'a host file that nests too deep',
    changes: { '.mcp.json': `{"mcpServers":${'['.repeat(100_000)}${']'.repeat(100_000)}}` },
    code: 'json/too-deep',
    file: '.mcp.json',
  },
  {
    name: 'a manifest that nests too deep',
    changes: { 'plugin.json': `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}` },
    code: 'manifest/syntax',
    file: 'plugin.json',
  },
  {
    name: 'something after the end of the manifest',
    changes: { 'plugin.json': `${textOfFixture('plugin.json')}{"hooks":{}}` },
    code: 'manifest/syntax',
    file: 'plugin.json',
  },
  {
    name: 'a manifest with comments',
    changes: { 'plugin.json': `// a\n${textOfFixture('plugin.json')}` },
    code: 'manifest/syntax',
    file: 'plugin.json',
  },
];
