import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rolekit } from '../test/rolekit.ts';

test('an unknown command is a usage error that names the nearest one', async () => {
  const run = await rolekit(['valdate']);
  expect(run.code).toBe(2);
  expect(run.stdout).toBe('');
  expect(run.stderr).toBe(
    'error RK_COMMAND_UNKNOWN: Unknown command valdate.\n  fix: Did you mean `rolekit validate`?\n',
  );
});

test('a name of Object.prototype is no command', async () => {
  expect((await rolekit(['constructor'])).code).toBe(2);
});

test('an unknown option is a usage error that names the nearest one', async () => {
  const run = await rolekit(['search', '--registri', 'http://localhost', '--json']);
  expect(run.code).toBe(2);
  expect(run.json).toEqual({
    ok: false,
    error: {
      code: 'RK_USAGE',
      message: '`rolekit search` has no option `--registri`.',
      fix: 'Did you mean `--registry`?',
    },
  });
});

test('an option without its value is a usage error', async () => {
  const run = await rolekit(['search', 'sales', '--registry', '--json']);
  expect(run.json.error.message).toBe('`--registry` needs a value.');
});

test('a missing argument is named as the help names it', async () => {
  const run = await rolekit(['install']);
  expect(run.code).toBe(2);
  expect(run.stderr).toBe('error RK_USAGE: `rolekit install` needs <plugin>.\n  fix: Run `rolekit install --help`.\n');
});

test('one argument too many is a usage error', async () => {
  const run = await rolekit(['info', 'rolekit/sales', 'again']);
  expect(run.stderr).toContain('Unexpected argument `again`.');
});

test('a missing argument is a usage error', async () => {
  const run = await rolekit(['info']);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('RK_USAGE');
});

test('no command at all prints the list and is a usage error', async () => {
  const run = await rolekit([]);
  expect(run.code).toBe(2);
  expect(run.stdout).toContain('Usage: rolekit <command>');
});

test.each(['create', 'connect', 'run'])('the help of %s fits into a terminal of 80 columns', async (command) => {
  const wide = await rolekit([command, '--help']);
  const narrow = await rolekit([command, '--help'], { columns: 80 });
  const options = (text: string) => text.slice(0, text.indexOf('\nExamples:')).split('\n');
  expect(options(narrow.stdout).filter((line) => line.length > 80)).toEqual([]);
  expect(narrow.stdout.replace(/\s+/g, ' ')).toBe(wide.stdout.replace(/\s+/g, ' '));
});

test('--help lists every command', async () => {
  const run = await rolekit(['--help']);
  expect(run.code).toBe(0);
  const listed = [...run.stdout.matchAll(/^ {2}([a-z]+) {2}/gm)].map(([, name]) => name);
  expect(listed).toEqual([
    'create',
    'dev',
    'validate',
    'test',
    'playbook',
    'eval',
    'build',
    'outdated',
    'pack',
    'version',
    'login',
    'logout',
    'whoami',
    'namespace',
    'publish',
    'diff',
    'review',
    'approve',
    'reject',
    'search',
    'info',
    'install',
    'update',
    'uninstall',
    'disable',
    'enable',
    'yank',
    'unyank',
    'deprecate',
    'quarantine',
    'takedown',
    'audit',
    'run',
    'call',
    'types',
    'undo',
    'connect',
    'policy',
    'doctor',
    'sandbox',
    'registry',
    'demo',
    'completion',
  ]);
});

test('--version prints the version of the package', async () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(await rolekit(['--version'])).toMatchObject({ code: 0, stdout: `${manifest.version}\n` });
});

test('--version loads nothing of the command but where it starts', () => {
  const loadedBy = (file: string) => {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8');
    const imports = [...text.matchAll(/^import (type )?.* from '(.*)';$/gm)].filter(([, type]) => type === undefined);
    return imports.map(([, , from]) => from);
  };
  expect(loadedBy('./main.ts')).toEqual(['./version.ts']);
  expect(loadedBy('./version.ts')).toEqual(['node:fs']);
});

test('a sub-command that is none is a usage error that names the nearest one', async () => {
  const run = await rolekit(['registry', 'sreve', '--data', 'x', '--json']);
  expect(run.code).toBe(2);
  expect(run.json.error).toEqual({
    code: 'RK_COMMAND_UNKNOWN',
    message: 'Unknown command registry sreve.',
    fix: 'Did you mean `rolekit registry serve`?',
  });
});

test('the help of a command lists its sub-commands, and each has its own', async () => {
  const run = await rolekit(['registry', '--help']);
  expect(run.stdout).toContain('Usage: rolekit registry [options]');
  expect(run.stdout).toMatch(
    /Commands of `rolekit registry`:\n {2}verify .*\n {2}account .*\n {2}token .*\n {2}serve /,
  );
  expect((await rolekit(['registry', 'serve', '--help'])).stdout).toContain('Usage: rolekit registry serve [options]');
  expect((await rolekit(['help', 'registry', 'serve'])).stdout).toContain('Usage: rolekit registry serve [options]');
});
