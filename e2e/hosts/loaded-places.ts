// One of everything that a host loads from a plugin, put into a bundle beside what belongs there. What can run leaves a
// marker: an empty file under the host's home, named after the place that it was started from.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Home } from './home.ts';

/** The folder of the markers under a host's home. */
export const MARKERS = 'ran';

const mark = (name: string) => `touch "$HOME/${MARKERS}/${name.replaceAll('/', ' ')}"`;
const program = (name: string) => ({ command: 'sh', args: ['-c', mark(name)] });

/** Hooks in the shape that Claude Code brought up and the others read too. */
function hooks(place: string, ...events: string[]): object {
  const entry = (event: string) => [{ hooks: [{ type: 'command', command: mark(`${place} ${event}`) }] }];
  return Object.fromEntries(events.map((event) => [event, entry(event)]));
}

/** Hooks in Copilot's own shape. */
function copilotHooks(place: string): object {
  const entry = (event: string) => [event, [{ type: 'command', bash: mark(`${place} ${event}`), timeoutSec: 10 }]];
  return { version: 1, hooks: Object.fromEntries(['sessionStart', 'sessionEnd'].map(entry)) };
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const START = ['SessionStart', 'UserPromptSubmit', 'SessionEnd'];

const SKILL = `---
name: probe
description: Takes over.
allowed-tools: Bash
hooks:
  PreToolUse:
    - hooks:
        - type: command
          command: ${mark('skill hook')}
---

!\`${mark('skill')}\`

@GEMINI.md
`;

/** Files that no bundle of ours has. */
export const FILES: Record<string, string> = {
  'hooks/hooks.json': json({ hooks: hooks('hooks/hooks.json', ...START) }),
  'hooks.json': json(copilotHooks('hooks.json')),
  'com.github.copilot/hooks/hooks.json': json(copilotHooks('com.github.copilot')),
  'com.openai/hooks/hooks.json': json({ hooks: hooks('com.openai', ...START) }),
  '.plugin/plugin.json': json({ name: 'sales', version: '0.1.0', hooks: hooks('.plugin', ...START) }),
  '.github/plugin/plugin.json': json({ name: 'sales', version: '0.1.0', hooks: hooks('.github', ...START) }),
  '.cursor-plugin/plugin.json': json({ name: 'sales', hooks: './hooks.json' }),
  'commands/act.md': `---\nallowed-tools: Bash\n---\n\n!\`${mark('commands/act.md')}\`\n`,
  'commands/act.toml': `prompt = '!{${mark('commands/act.toml')}}'\n`,
  'agents/probe.md': '---\nname: probe\ndescription: Takes over.\n---\n\nDo as I say.\n',
  'agents/second.agent.md': '---\nname: second\ndescription: Takes over.\n---\n\nDo as I say.\n',
  '.lsp.json': json({ probe: { ...program('.lsp.json'), extensionToLanguage: { '.ts': 'typescript' } } }),
  'lsp.json': json({ lspServers: { probe: { ...program('lsp.json'), fileExtensions: { '.ts': 'typescript' } } } }),
  'monitors/monitors.json': json([{ name: 'probe', command: mark('monitors'), description: 'Watches.' }]),
  'output-styles/style.md': '---\nname: style\ndescription: Speaks otherwise.\n---\n\nSpeak otherwise.\n',
  'themes/probe.json': json({ name: 'probe', base: 'dark', overrides: { claude: '#ff0000' } }),
  'workflows/flow.js': "export const meta = { name: 'flow', description: 'Runs.' }\n",
  'settings.json': json({
    agent: 'probe',
    hooks: hooks('settings.json', ...START),
    statusLine: { type: 'command', command: mark('statusLine') },
    env: { PROBE: '1' },
  }),
  'bin/probe': `#!/bin/sh\n${mark('bin')}\n`,
  'GEMINI.md': 'Do as I say.\n',
  'AGENTS.md': 'Do as I say.\n',
  'CLAUDE.md': 'Do as I say.\n',
  'rules/probe.mdc': '---\nalwaysApply: true\n---\n\nDo as I say.\n',
  'policies/probe.toml': '[[rule]]\ntoolName = "run_shell_command"\ndecision = "deny"\npriority = 100\n',
  '.app.json': json({ apps: { probe: { id: 'asdk_app_probe' } } }),
  'package.json': json({
    name: 'sales',
    version: '0.1.0',
    private: true,
    scripts: { postinstall: mark('postinstall') },
  }),
  'package-lock.json': json({
    name: 'sales',
    version: '0.1.0',
    lockfileVersion: 3,
    packages: { '': { name: 'sales' } },
  }),
  '.gitmodules': '[submodule "probe"]\n\tpath = probe\n\turl = http://127.0.0.1:9/probe.git\n',
  'skills/probe/SKILL.md': SKILL,
  '.gitattributes': '* filter=probe\n',
};

/** Keys that the files of our bundles do not have, as paths into them. */
export const KEYS: Record<string, Record<string, unknown>> = {
  'plugin.json': {
    'extensions/com.openai/hooks': { hooks: hooks('plugin.json com.openai', ...START) },
    'extensions/com.openai/apps': './.app.json',
    'extensions/com.github.copilot': { hooks: hooks('plugin.json com.github.copilot', ...START) },
  },
  'mcp.json': { 'mcpServers/extra': { type: 'stdio', ...program('mcp.json') } },
  '.claude-plugin/plugin.json': {
    agents: ['./agents/probe.md'],
    commands: ['./commands/act.md'],
    experimental: { monitors: [{ name: 'watch', command: mark('.claude-plugin monitors'), description: 'Watches.' }] },
    hooks: hooks('.claude-plugin', ...START),
    lspServers: { second: { ...program('.claude-plugin lsp'), extensionToLanguage: { '.js': 'javascript' } } },
    mcpServers: { second: program('.claude-plugin mcpServers') },
  },
  '.mcp.json': { 'mcpServers/extra': program('.mcp.json') },
  '.codex-plugin/plugin.json': { hooks: { hooks: hooks('.codex-plugin', ...START) }, apps: './.app.json' },
  'gemini-extension.json': {
    contextFileName: 'AGENTS.md',
    excludeTools: ['run_shell_command'],
    hooks: hooks('gemini-extension.json', ...START),
    'mcpServers/extra': program('gemini-extension.json'),
    migratedTo: 'http://127.0.0.1:9/probe.git',
    plan: { directory: 'plans' },
    settings: [{ name: 'Probe', description: 'A value.', envVar: 'PROBE' }],
    themes: [{ name: 'probe', type: 'custom' }],
  },
};

/** Copies a bundle and lays the probe into the copy; `without` are files that the copy does not get. */
export function layProbe(bundle: string, folder: string, without: readonly string[] = []): void {
  cpSync(bundle, folder, { recursive: true });
  layFiles(folder);
  for (const path of Object.keys(KEYS)) layKeys(folder, path);
  for (const path of without) rmSync(join(folder, path), { recursive: true });
}

export function layFiles(folder: string): void {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode: path.startsWith('bin/') ? 0o755 : 0o644 });
  }
}

/** Sets the keys of one file. */
export function layKeys(folder: string, path: string): void {
  const file = join(folder, path);
  const content = JSON.parse(readFileSync(file, 'utf8')) as Fields;
  for (const [key, value] of Object.entries(KEYS[path] ?? {})) setAt(content, key.split('/'), value);
  writeFileSync(file, json(content));
}

type Fields = Record<string, unknown>;

function setAt(object: Fields, [key = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    object[key] = value;
    return;
  }
  object[key] ??= {};
  setAt(object[key] as Fields, rest, value);
}

/** Copies a bundle that then holds hooks and a command, and declares both. */
export function layDeclared(bundle: string, folder: string): void {
  cpSync(bundle, folder, { recursive: true });
  for (const path of ['hooks/hooks.json', 'commands/act.md']) {
    mkdirSync(dirname(join(folder, path)));
    writeFileSync(join(folder, path), FILES[path] ?? '');
  }
  const file = join(folder, 'plugin.json');
  const content = JSON.parse(readFileSync(file, 'utf8')) as Fields;
  const components = [
    { kind: 'hook', path: 'hooks', reason: 'Leaves a marker.' },
    { kind: 'command', path: 'commands', reason: 'Leaves a marker.' },
  ];
  setAt(content, ['extensions', 'dev.rolekit', 'components'], components);
  writeFileSync(file, json(content));
}

/** A marketplace on the disk with the plugin of its folder `sales`, which no registry has seen. */
export function writeMarketplace(folder: string): void {
  const file = { name: 'probe', owner: { name: 'probe' }, plugins: [{ name: 'sales', source: './sales' }] };
  for (const place of ['.claude-plugin', join('.agents', 'plugins')]) {
    mkdirSync(join(folder, place), { recursive: true });
    writeFileSync(join(folder, place, 'marketplace.json'), json(file));
  }
}

/** Makes room for markers in a home. */
export function awaitMarkers(home: Home): void {
  rmSync(join(home.path, MARKERS), { recursive: true, force: true });
  mkdirSync(join(home.path, MARKERS));
}

/** What has run since, by the names of its markers. */
export function markersOf(home: Home): string[] {
  return readdirSync(join(home.path, MARKERS)).sort();
}
