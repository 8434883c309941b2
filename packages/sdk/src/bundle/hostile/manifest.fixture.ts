import { changed, type HostileRow } from './row.fixture.ts';

const FILE = 'plugin.json';
const STDIO = { command: 'node', args: ['server/other.mjs'] };

function rootKey(key: string, value: unknown): HostileRow {
  return {
    name: `${key} in the manifest`,
    changes: changed(FILE, (json) => {
      json[key] = value;
    }),
    code: 'manifest/unknown-key',
    file: FILE,
    says: `Unknown key "${key}"`,
  };
}

function openai(key: string, value: unknown): HostileRow {
  return {
    name: `${key} of Codex in the manifest`,
    changes: changed(FILE, (json) => {
      json.extensions['com.openai'][key] = value;
    }),
    code: 'manifest/unknown-key',
    file: FILE,
    says: `Unknown key "${key}" in extensions["com.openai"]`,
  };
}

function vendor(key: string, value: unknown, says = 'A host may act on the extension'): HostileRow {
  return {
    name: `the extension ${key} in the manifest`,
    changes: changed(FILE, (json) => {
      json.extensions[key] = value;
    }),
    code: 'manifest/extension',
    file: FILE,
    says,
  };
}

export const MANIFEST_ROWS: readonly HostileRow[] = [
  rootKey('hooks', { SessionStart: [] }),
  rootKey('mcpServers', { other: STDIO }),
  rootKey('commands', './skills/'),
  rootKey('agents', './skills/'),
  rootKey('skills', './server/'),
  rootKey('lspServers', {}),
  rootKey('contextFileName', 'README.md'),
  openai('hooks', { SessionStart: [] }),
  openai('apps', './.app.json'),
  openai('onboardingSkill', 'review-forecast'),
  openai('mcpServers', { other: STDIO }),
  {
    name: 'a key of Codex’s interface that is not known',
    changes: changed(FILE, (json) => {
      json.extensions['com.openai'].interface.hooks = {};
    }),
    code: 'manifest/unknown-key',
    file: FILE,
    says: 'Unknown key "hooks"',
  },
  vendor('com.github.copilot', { hooks: { sessionStart: [] } }),
  vendor('com.anthropic', { hooks: {} }),
  vendor('com.google.gemini', { contextFileName: 'README.md' }),
  vendor('com.example', { any: 1 }),
  vendor('dev.rolekits', {}, 'looks like "dev.rolekit"'),
  vendor('COM.OPENAI', { hooks: {} }, 'COM.OPENAI'),
  {
    name: 'a component without a reason',
    changes: changed(FILE, (json) => {
      json.extensions['dev.rolekit'].components = [{ kind: 'hook', path: 'hooks/hooks.json' }];
    }),
    code: 'manifest/missing',
    file: FILE,
    says: 'components[0].reason is missing',
  },
  {
    name: 'a component that is the whole plugin',
    changes: changed(FILE, (json) => {
      json.extensions['dev.rolekit'].components = [{ kind: 'hook', path: '.', reason: 'All of it.' }];
    }),
    code: 'manifest/path',
    file: FILE,
    says: 'is the whole plugin',
  },
];
