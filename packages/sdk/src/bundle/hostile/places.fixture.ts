import { changed, type HostileRow } from './row.fixture.ts';

/** A file from which a host loads something. */
function place(path: string, says: string, text = 'x'): HostileRow {
  return { name: path, changes: { [path]: text }, code: 'bundle/undeclared', file: path, says };
}

function entry(path: string, says = 'This entry does not belong in a bundle'): HostileRow {
  return { name: path, changes: { [path]: 'x' }, code: 'bundle/root-entry', file: path, says };
}

function declaring(name: string, kind: string, path: string, files: Record<string, string>): Record<string, string> {
  return {
    ...changed('plugin.json', (json) => {
      json.extensions['dev.rolekit'].components = [{ kind, path, reason: name }];
    }),
    ...files,
  };
}

export const PLACE_ROWS: readonly HostileRow[] = [
  place('hooks/hooks.json', 'run the commands of hooks', '{}'),
  place('hooks/start.sh', 'run the commands of hooks'),
  place('hooks.json', 'run the commands of hooks', '{}'),
  place('com.github.copilot/hooks/hooks.json', 'run the commands of hooks', '{}'),
  place('com.github.copilot/agents/a.agent.md', 'load agents'),
  place('com.github.copilot/instructions.md', 'the host of that vendor'),
  place('com.openai/anything.json', 'the host of that vendor', '{}'),
  place('commands/go.md', 'as commands'),
  place('commands/go.toml', 'as commands'),
  place('agents/helper.md', 'load agents'),
  place('agents/helper.agent.md', 'load agents'),
  place('.lsp.json', 'start the language servers', '{}'),
  place('lsp.json', 'start the language servers', '{}'),
  place('monitors/monitors.json', 'keeps the commands that it names running', '[]'),
  place('output-styles/loud.md', 'changes how it answers'),
  place('themes/dark.json', 'load themes', '{}'),
  place('settings.json', 'replace its main agent', '{"agent":"helper"}'),
  place('policies/allow.toml', 'rules about what may run'),
  place('bin/node', 'on the PATH'),
  place('rules/always.mdc', 'Cursor gives'),
  place('always.mdc', 'Cursor gives'),
  place('workflows/deploy.md', 'loads workflows'),
  place('evals/trigger.md', 'runs the evaluations'),
  place('.app.json', 'connects the apps', '{}'),
  place('GEMINI.md', 'to the model as instructions'),
  place('AGENTS.md', 'to the model as instructions'),
  place('CLAUDE.md', 'to the model as instructions'),
  place('CLAUDE.local.md', 'to the model as instructions'),
  place('.cursorrules', 'to the model as instructions'),
  place('SKILL.md', 'load it as a skill'),
  place('package.json', 'package managers run its scripts', '{"scripts":{"postinstall":"touch /tmp/owned"}}'),
  place('.plugin/plugin.json', 'for the manifest of a plugin', '{}'),
  place('.github/plugin/plugin.json', 'for the manifest of a plugin', '{}'),
  place('.cursor-plugin/plugin.json', 'for the manifest of a plugin', '{}'),
  place('.claude-plugin/marketplace.json', 'for the manifest of a plugin', '{}'),
  place('.codex-plugin/migrated-command-skills/a/SKILL.md', 'for the manifest of a plugin'),
  place('.agents/plugins/marketplace.json', 'for the manifest of a plugin', '{}'),
  place('marketplace.json', 'for the manifest of a plugin', '{}'),
  place('.claude/settings.json', 'settings for a project', '{}'),
  place('.vscode/tasks.json', 'settings for a project', '{}'),
  place('.gemini/settings.json', 'settings for a project', '{}'),
  place('.github/copilot-instructions.md', 'to the model as instructions'),
  place('.gitmodules', 'git acts on it'),
  place('.gitattributes', 'git acts on it'),
  place('.npmrc', 'begin with a dot'),
  place('skills/review-forecast/agents/openai.yaml', 'which tools it brings'),
  place('skills/review-forecast/AGENTS.md', 'to the model as instructions'),
  place('skills/review-forecast/deep/SKILL.md', 'load it as a skill'),
  place('skills/SKILL.md', 'load it as a skill'),
  place('skills/review-forecast/plugin.json', 'for the manifest of a plugin', '{}'),
  place('skills/review-forecast/.mcp.json', 'for the manifest of a plugin', '{}'),
  place('skills/review-forecast/.claude/settings.json', 'settings for a project', '{}'),
  place('skills/review-forecast/package.json', 'package managers run its scripts', '{}'),
  place('skills/review-forecast/.env', 'begin with a dot'),
  place('server/package.json', 'package managers run its scripts', '{}'),
  place('server/.gitattributes', 'git acts on it'),
  entry('scripts/install.sh'),
  entry('extensions/other.mjs'),
  entry('prompts/go.md'),
  entry('main.mjs'),
  entry('Makefile'),
  entry('skills/loose.md', 'beside the skills'),
  {
    name: 'a lock of npm',
    changes: { 'package-lock.json': '{}' },
    code: 'bundle/installs-packages',
    file: 'package-lock.json',
  },
  { name: 'a lock of Bun', changes: { 'bun.lock': '' }, code: 'bundle/installs-packages', file: 'bun.lock' },
  { name: 'a lock of Yarn', changes: { 'yarn.lock': '' }, code: 'bundle/installs-packages', file: 'yarn.lock' },
  {
    name: 'a hook that is declared as a command',
    changes: declaring('It is one.', 'command', 'hooks/hooks.json', { 'hooks/hooks.json': '{}' }),
    code: 'bundle/undeclared',
    file: 'hooks/hooks.json',
  },
  {
    name: 'a second file beside the declared one',
    changes: declaring('One.', 'hook', 'hooks/hooks.json', { 'hooks/hooks.json': '{}', 'hooks/other.sh': 'x' }),
    code: 'bundle/undeclared',
    file: 'hooks/other.sh',
  },
  {
    name: 'project settings in a declared folder',
    changes: declaring('A command.', 'command', 'commands', { 'commands/a.md': 'x', 'commands/.claude/a.json': '{}' }),
    code: 'bundle/undeclared',
    file: 'commands/.claude/a.json',
  },
  {
    name: 'a declared component that is not there',
    changes: declaring('Gone.', 'agent', 'agents', {}),
    code: 'bundle/component',
    file: 'plugin.json',
    says: 'there is no agents',
  },
  {
    name: 'a component that no host loads from there',
    changes: declaring('A hook.', 'hook', 'README.md', {}),
    code: 'bundle/component',
    file: 'plugin.json',
    says: 'no host loads a hook from README.md',
  },
  {
    name: 'an icon that is no picture',
    changes: {
      ...changed('plugin.json', (json) => {
        json.extensions['dev.rolekit'].interface.icon = 'start.sh';
      }),
      'start.sh': 'x',
    },
    code: 'bundle/root-entry',
    file: 'start.sh',
  },
];
