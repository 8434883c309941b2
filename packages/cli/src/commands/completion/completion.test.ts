import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rolekit } from '../../../test/rolekit.ts';
import { temporaryFolder, todoWorkspace, writeFiles } from '../../../test/workspace.ts';
import { COMMANDS } from '../../commands.ts';
import { findProgram } from '../../find-program.ts';

const cwd = mkdtempSync(join(tmpdir(), 'rolekit-completion-'));

beforeAll(() => void todoWorkspace(cwd));
afterAll(() => rmSync(cwd, { recursive: true, force: true, maxRetries: 3 }));

/** What may stand in the place of the last word. */
async function words(...line: string[]): Promise<string[]> {
  const run = await rolekit(['completion', '--', ...line], { cwd });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  return run.stdout
    .split('\n')
    .filter(Boolean)
    .map((text) => text.slice(0, text.indexOf('\t')));
}

test.each([
  ['none', []],
  ['an unknown one', ['tcsh']],
])('%s is no shell: it says which there are', async (_, argv) => {
  const run = await rolekit(['completion', ...argv, '--json']);
  expect(run).toMatchObject({ code: 2, json: { error: { message: 'Name a shell: bash, zsh or fish.' } } });
});

test('what cannot be known is left to the shell', async () => {
  expect(await words('nothing', '')).toEqual([]);
  expect(await words('search', '')).toEqual([]);
  expect(await words('build', '--out', '')).toEqual([]);
  expect(await words('call', 'todo_list_items', '--', '--l')).toEqual([]);
  expect(await words('build', 'nowhere/')).toEqual([]);
});

test('commands, and those below them', async () => {
  expect(await words('un')).toEqual(['uninstall', 'unyank', 'undo']);
  expect(await words('help', 'pub')).toEqual(['publish']);
  expect(await words('registry', '')).toEqual([
    'verify',
    'account',
    'token',
    'serve',
    'settings',
    'backup',
    'restore',
    'migrate',
    'copy',
    'rotate-key',
    'trust-key',
  ]);
  expect(await words('registry', 'token', 're')).toEqual(['revoke']);
  expect(await words('-')).toEqual(['--help', '--version']);
});

test('options that are not there yet, a switch as it is typed', async () => {
  expect(await words('build', '--')).toEqual(['--out', '--update', '--evals', '--registry', '--json', '--help']);
  expect(await words('build', '--out', 'dist', '--')).toEqual([
    '--update',
    '--evals',
    '--registry',
    '--json',
    '--help',
  ]);
  expect(await words('demo', '--no')).toEqual(['--no-sandbox']);
  expect(await words('create', 'connector', 'crm', '--tag', 'a', '--t')).toEqual(['--template', '--tag']);
});

test('values of options and arguments, in each way of writing them', async () => {
  expect(await words('validate', '--format', '')).toEqual(['text', 'json', 'sarif']);
  expect(await words('validate', '--format=s')).toEqual(['--format=sarif']);
  expect(await words('validate', '--format', '=')).toEqual(['text', 'json', 'sarif']);
  expect(await words('validate', '--format', '=', 's')).toEqual(['sarif']);
  expect(await words('connect', 'todo', '--store', 'k')).toEqual(['keychain']);
  expect(await words('create', '')).toEqual(['connector', 'plugin', 'workspace']);
  expect(await words('create', '--yes', 'p')).toEqual(['plugin']);
  expect(await words('create', 'connector', 'crm', '--template', 'g')).toEqual(['graphql']);
  expect(await words('completion', 'z')).toEqual(['zsh']);
});

test('folders of plugins and names of connectors of the workspace', async () => {
  expect(await words('build', '')).toEqual(['connectors/todo', 'plugins/helper']);
  expect(await words('test', './plugins/h')).toEqual(['./plugins/helper']);
  expect(await words('connect', '')).toEqual(['todo']);
  expect(await words('sandbox', 'todo', 't')).toEqual(['todo']);
});

test('a word says what it is for', async () => {
  const run = await rolekit(['completion', '--', 'bu']);
  expect(run.stdout).toBe('build\tBuild a plugin into dist/, with the files of every host\n');
});

test('values are named for arguments that a command has', () => {
  const wrong = COMMANDS.flatMap(({ words }) =>
    Object.keys(words.values ?? {}).filter((name) => !Object.keys(words.args).includes(name)),
  );
  expect(wrong).toEqual([]);
});

const has = (shell: string) => process.platform !== 'win32' && findProgram([shell], process.env) !== undefined;

describe('in a shell', () => {
  let PATH: string;

  beforeAll(() => {
    const bin = join(cwd, '.bin');
    const source = fileURLToPath(new URL('../../../test/process.ts', import.meta.url));
    const start = `exec '${process.execPath}' --conditions=rolekit-source '${source}' "$@"`;
    writeFiles(bin, { rolekit: `#!/bin/sh\n${start}\n` });
    chmodSync(join(bin, 'rolekit'), 0o755);
    PATH = `${bin}:${process.env.PATH}`;
  });

  /** Runs a script in a shell that has read what `rolekit completion` prints. */
  async function inShell(shell: string, code: string): Promise<string[]> {
    const { stdout: script } = await rolekit(['completion', shell]);
    const file = join(writeFiles(temporaryFolder(), { script }), 'script');
    const { stdout, stderr } = await promisify(execFile)(shell, ['-c', code.replace('SCRIPT', `'${file}'`)], {
      cwd,
      env: { ...process.env, PATH, HOME: temporaryFolder() },
    });
    expect(stderr).toBe('');
    return stdout.trim().split('\n');
  }

  const bash = (line: string, at: number) =>
    inShell(
      'bash',
      `source SCRIPT; complete -p rolekit; COMP_WORDS=(${line}); COMP_CWORD=${at}; _rolekit; printf '%s\\n' "\${COMPREPLY[@]}"`,
    );

  test.runIf(has('bash'))('bash completes commands, options, values and folders', async () => {
    const registered = 'complete -o default -F _rolekit rolekit';
    expect(await bash('rolekit un', 1)).toEqual([registered, 'uninstall', 'unyank', 'undo']);
    expect(await bash('rolekit build --o', 2)).toEqual([registered, '--out']);
    expect(await bash("rolekit validate --format = ''", 4)).toEqual([registered, 'text', 'json', 'sarif']);
    expect(await bash("rolekit build ''", 2)).toEqual([registered, 'connectors/todo', 'plugins/helper']);
    expect(await bash("rolekit search ''", 2)).toEqual([registered]);
  });

  test.runIf(has('zsh'))('zsh completes with descriptions, and files where nothing is known', async () => {
    const stubs = 'compdef() { :; }; _describe() { print -l -- "${(@P)2}"; }; _files() { print files; };';
    const zsh = (line: string, at: number) =>
      inShell('zsh', `${stubs} source SCRIPT; words=(${line}); CURRENT=${at}; _rolekit`);
    expect(await zsh('rolekit pac', 2)).toEqual(['pack:Pack a built plugin into an archive']);
    expect(await zsh("rolekit validate --format ''", 4)).toEqual(['text:', 'json:', 'sarif:']);
    expect(await zsh("rolekit search ''", 3)).toEqual(['files']);
  });

  test.runIf(has('fish'))('fish completes with descriptions', async () => {
    const fish = (line: string) => inShell('fish', `source SCRIPT; complete -C ${JSON.stringify(line)}`);
    expect(await fish('rolekit pac')).toEqual(['pack\tPack a built plugin into an archive']);
    expect(await fish('rolekit build --o')).toEqual(['--out\tOutput folder (default: dist/ in the plugin)']);
    expect((await fish('rolekit validate --format ')).toSorted()).toEqual(['json', 'sarif', 'text']);
  });
});
