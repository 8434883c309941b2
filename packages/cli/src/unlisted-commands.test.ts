import { expect, test } from 'vitest';
import { rolekit } from '../test/rolekit.ts';
import { temporaryFolder, todoWorkspace, writeFiles } from '../test/workspace.ts';
import { commandsBelow } from './commands.ts';
import { UNLISTED_COMMANDS } from './unlisted-commands.ts';

test.each([
  ['rm', '`rolekit uninstall <plugin>`'],
  ['remove', '`rolekit connect <connector> --remove`'],
  ['delete', '`rolekit yank <plugin>`'],
  ['ls', '`rolekit search`'],
  ['list', '`rolekit connect --list`'],
  ['start', '`rolekit demo`'],
  ['upgrade', '`rolekit build --update`'],
  ['init', '`rolekit create connector <name>`'],
  ['new', '`rolekit create plugin <name>`'],
  ['deploy', '`rolekit publish`'],
  ['watch', '`rolekit dev --open`'],
  ['allow', '`rolekit policy --undeny <tool>`'],
  ['http://127.0.0.1:4873', '`rolekit search --registry <url>`'],
  ['acme/sales', '`rolekit info acme/sales`'],
  ['--verson', '`rolekit --version`'],
  ['-V', '`rolekit --version`'],
  ['--json', '`rolekit <command> [options]`'],
])('%s answers with what does it', async (word, command) => {
  const run = await rolekit([word, 'acme/sales', '--json']);
  expect(run.code).toBe(2);
  expect(run.json.error).toMatchObject({ code: 'RK_COMMAND_UNKNOWN', message: `Unknown command ${word}.` });
  expect(run.json.error.fix).toContain(command);
});

test('the name of a plugin of this folder is told from a command', async () => {
  const { dir } = todoWorkspace();
  const run = await rolekit(['helper'], { cwd: dir });
  expect(run.stderr).toContain('write a command before it: `rolekit validate plugins/helper`.');
});

test.each([
  ['validate', 'plugin/helper', 2],
  ['validate', 'helper', 2],
  ['build', 'plugins/helpr', 1],
  ['run', 'helper', 2],
])('%s %s names the folder that is meant', async (command, folder, code) => {
  const { dir, plugin } = todoWorkspace();
  const run = await rolekit([command, folder], { cwd: dir });
  expect(run.stderr).toContain(`Did you mean ${plugin}?`);
  expect(run.code).toBe(code);
});

test.each([
  ['info', 'http://127.0.0.1:4873/acme/sales'],
  ['info', 'http://127.0.0.1:4873/git/acme/sales.git'],
  ['install', 'http://127.0.0.1:4873/acme/sales/'],
])('%s of a URL says the name and the registry in it', async (command, url) => {
  const run = await rolekit([command, url, '--to', temporaryFolder()].slice(0, command === 'info' ? 2 : 4));
  expect(run.stderr).toContain(`Write \`rolekit ${command} acme/sales --registry http://127.0.0.1:4873\`.`);
  expect(run.code).toBe(2);
});

test.each(['validate', 'build', 'pack', 'test', 'publish'])('%s of a URL leaves the URL whole', async (command) => {
  const run = await rolekit([command, 'http://example.com/x']);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('http://example.com/x is not on this machine.');
  expect(run.stderr).toContain('`rolekit install <plugin> --to <dir>`');
});

test('a name without its namespace is told how to find it', async () => {
  const run = await rolekit(['info', 'sales']);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('Write namespace/sales; `rolekit search sales` finds it.');
});

test.each([
  [['policy', 'deny', 'crm_drop'], 'Did you mean `rolekit policy --deny crm_drop`?'],
  [['policy', 'alow', 'crm_drop'], 'Did you mean `rolekit policy --undeny crm_drop`?'],
  [['policy', 'wirtes', 'deny'], 'Did you mean `rolekit policy --writes deny`?'],
  [['policy', 'sales'], 'Use show, set, clear, history, sync, export, check.'],
  [['validate', '--format', 'jsn'], 'Did you mean `--format json`?'],
  [['validate', '--format=yaml'], 'Choose from text, json, sarif.'],
  [['install', 'acme/sales', '--host', 'codx'], 'Did you mean `--host codex`?'],
])('%j is understood', async (argv, fix) => {
  const run = await rolekit([...argv, '--json']);
  expect(run.code).toBe(2);
  expect(run.json.error).toMatchObject({ code: 'RK_USAGE', fix });
});

test('a folder that is not there is not said to be unbuilt', async () => {
  const { dir, plugin } = todoWorkspace();
  const run = await rolekit(['pack', 'plugins/helpr'], { cwd: dir });
  expect(run.stderr).toContain(`Did you mean ${plugin}?`);
  expect(run.stderr).not.toContain('built');
});

test('a sandbox whose name is nearly right is not said to be stopped', async () => {
  const { dir } = todoWorkspace();
  writeFiles(dir, { 'connectors/todo/sandbox/index.ts': '' });
  const run = await rolekit(['connect', 'todos', '--sandbox'], { cwd: dir });
  expect(run.stderr).toContain('Did you mean `todo`?');
  expect(run.code).toBe(2);
});

test('no command hides behind such an answer', () => {
  const commands = commandsBelow().map(({ name }) => name);
  expect(UNLISTED_COMMANDS.filter((word) => commands.includes(word))).toEqual([]);
});
