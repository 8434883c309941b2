import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inspectFolder } from '@rolekit/sdk/bundle';
import { describe, expect, test } from 'vitest';
import { rolekit } from '../../../test/rolekit.ts';
import { temporaryFolder, todoWorkspace, writeFiles } from '../../../test/workspace.ts';
import { KINDS, TEMPLATES } from '../../create/templates.ts';
import { version } from '../../version.ts';
import words from './words.ts';

test('the kinds and templates that a shell completes are those that there are', () => {
  expect(words.values).toEqual({
    kind: [...KINDS],
    template: KINDS.flatMap((kind) => TEMPLATES[kind].map(({ name }) => name)),
  });
});

const CLI = fileURLToPath(new URL('../../..', import.meta.url));

describe('nothing is created', () => {
  test.each([
    [[], 'Say what to create.'],
    [['conector', 'crm'], 'Did you mean `rolekit create connector`?'],
    [['connector'], 'The connector has no name.'],
    [['connector', 'my-crm'], '`my-crm` is not a valid connector name.'],
    [['connector', 'CRM'], '`CRM` is not a valid connector name.'],
    [['plugin', '../sales'], '`../sales` is not a valid plugin name.'],
    [['plugin', 'all'], '`all` is not a valid plugin name.'],
    [['plugin', 'sales', '--namespace', 'My Team'], '`My Team` is not a valid namespace.'],
    [['connector', 'crm', '--connector', 'acme/crm'], '`--connector` is for plugins only.'],
    [['plugin', 'sales', '--connector', 'crm'], '`crm` names no connector.'],
    [['plugin', 'sales', '--connector', 'acme/crm@newest'], '`newest` is not a version range.'],
    [['plugin', 'sales', '--connector', 'acme/crm'], 'acme/crm is neither in this workspace nor in a registry.'],
  ])('%j: %s', async (argv, message) => {
    const cwd = temporaryFolder();
    const run = await rolekit(['create', ...argv], { cwd });
    expect(run.stderr).toContain(message);
    expect(run.code).toBe(2);
    expect(await readdir(cwd)).toEqual([]);
  });

  test('in a folder that is not empty', async () => {
    const cwd = temporaryFolder();
    await mkdir(join(cwd, 'crm'));
    await writeFile(join(cwd, 'crm/notes.txt'), 'mine');
    const run = await rolekit(['create', 'connector', 'crm'], { cwd });
    expect(run.code).toBe(5);
    expect(run.stderr).toContain('RK_FOLDER_TAKEN');
    expect(await readdir(join(cwd, 'crm'))).toEqual(['notes.txt']);
  });

  test('that would not validate', async () => {
    const cwd = temporaryFolder();
    const run = await rolekit(['create', 'plugin', 'sales', '--description', 'x'.repeat(2000), '--json'], { cwd });
    expect(run.code).toBe(1);
    expect(run.json.error.findings[0]).toMatchObject({ file: 'plugin.json', line: 5 });
    expect(await readdir(cwd)).toEqual([]);
  });
});

test('a connector is created under its own name, and passes validate, test and build untouched', async () => {
  const cwd = temporaryFolder();
  const description = 'Reads "tickets" of a help desk.';
  const run = await rolekit(
    ['create', 'connector', 'desk', '--namespace', 'acme', '--description', description, '--json'],
    { cwd },
  );
  expect(run.json.result).toEqual({
    kind: 'connector',
    id: 'acme/desk',
    dir: 'desk',
    files: [
      '.gitignore',
      'README.md',
      'package.json',
      'playbooks/first.yaml',
      'plugin.json',
      'sandbox/answer.ts',
      'sandbox/index.ts',
      'sandbox/notes.ts',
      'sandbox/server.ts',
      'src/api.ts',
      'src/index.ts',
      'tsconfig.json',
    ],
    typesFrom: ['@rolekit/sdk', '@types/node', 'zod'],
  });
  const dir = join(cwd, 'desk');
  for (const file of run.json.result.files) {
    expect(await readFile(join(dir, file), 'utf8'), file).not.toMatch(/starter|your-namespace/i);
  }
  expect(JSON.parse(await readFile(join(dir, 'plugin.json'), 'utf8'))).toMatchObject({ name: 'desk', description });
  const validated = await rolekit(['validate', 'desk'], { cwd });
  expect(validated.stdout).toContain(
    'src/index.ts  note  code/types-unchecked  The types were not checked: no TypeScript',
  );
  // the types are there, and the SDK may be published nowhere
  expect(validated.stdout).toContain('`npm install --prefix .. --no-save typescript`');
  expect(validated.stdout).toMatch(/\nvalid {2}desk \(source\)\n$/);
  // `created.limits.test.ts` runs all of it, strictly
  const tested = await rolekit(['test', 'desk', '--level', 'basic', '--json'], { cwd });
  expect(tested.json.result).toMatchObject({ plugin: 'acme/desk', passed: true });
  const built = await rolekit(['build', 'desk'], { cwd });
  expect(built.stderr).toBe('');
  expect((await inspectFolder(join(dir, 'dist'))).ok).toBe(true);
});

test('a plugin with a connector gets its range, a playbook and a skill that names its tool', async () => {
  const cwd = temporaryFolder();
  await rolekit(['create', 'connector', 'desk', '--namespace', 'acme', '--dir', 'connectors/desk'], { cwd });
  await writeFile(join(cwd, 'pnpm-workspace.yaml'), '');
  const argv = [
    'create',
    'plugin',
    'service',
    '--namespace',
    'acme',
    '--connector',
    'acme/desk',
    '--dir',
    'plugins/service',
  ];
  const run = await rolekit(argv, { cwd });
  expect(run.stderr).toBe('');
  const dir = join(cwd, 'plugins/service');
  const manifest = JSON.parse(await readFile(join(dir, 'plugin.json'), 'utf8'));
  expect(manifest.extensions['dev.rolekit']).toMatchObject({
    namespace: 'acme',
    role: 'service',
    connectors: { desk: { plugin: 'acme/desk', range: '^0.1.0' } },
  });
  expect(await readFile(join(dir, 'skills/first-skill/SKILL.md'), 'utf8')).toContain('`desk_list_notes`');
  const tested = await rolekit(['test', dir, '--json'], { cwd });
  expect(tested.json.result).toMatchObject({
    passed: true,
    playbooks: [{ file: 'playbooks/first.yaml', passed: true }],
  });
});

test('a plugin may get several connectors, and a name only once', async () => {
  const cwd = temporaryFolder();
  await writeFile(join(cwd, 'pnpm-workspace.yaml'), '');
  const connectors = { desk: 'acme/desk', crm: 'acme/crm', other: 'other/crm' };
  for (const [dir, id] of Object.entries(connectors)) {
    const [namespace = '', name = ''] = id.split('/');
    await rolekit(['create', 'connector', name, '--namespace', namespace, '--dir', `connectors/${dir}`], { cwd });
  }
  const made = async (...connectors: string[]) => {
    const options = connectors.flatMap((one) => ['--connector', one]);
    return rolekit(['create', 'plugin', 'service', '--dir', `plugins/${connectors.length}`, ...options], { cwd });
  };
  expect((await made('acme/desk', 'acme/crm')).code).toBe(0);
  const manifest = JSON.parse(await readFile(join(cwd, 'plugins/2/plugin.json'), 'utf8'));
  expect(manifest.extensions['dev.rolekit'].connectors).toEqual({
    desk: { plugin: 'acme/desk', range: '^0.1.0' },
    crm: { plugin: 'acme/crm', range: '^0.1.0' },
  });
  expect(await readFile(join(cwd, 'plugins/2/playbooks/first.yaml'), 'utf8')).toContain('desk_list_notes');
  expect((await made('acme/crm', 'other/crm', 'acme/desk')).stderr).toContain('Two connectors are named crm.');
});

test('a role plugin is no connector, and the advice says how to follow it', async () => {
  const { dir } = todoWorkspace();
  const argv = ['create', 'plugin', 'ours', '--connector', 'acme/helper', '--dir', 'plugins/ours', '--json'];
  const run = await rolekit(argv, { cwd: dir });
  expect(run.json.error).toMatchObject({
    code: 'RK_USAGE',
    message: 'acme/helper is the plugin of a role, which cannot be joined as a connector.',
    fix: 'To make a version of it for a client, leave `--connector` out and write `"extends": { "plugin": "acme/helper", "range": "^0.1.0" }` beside "namespace" in plugin.json.',
  });
  expect(existsSync(join(dir, 'plugins/ours'))).toBe(false);
});

test('an empty folder is filled, also when it is the working folder', async () => {
  const cwd = temporaryFolder();
  const run = await rolekit(['create', 'plugin', 'sales', '--dir', '.'], { cwd });
  expect(run.code).toBe(0);
  expect(run.stdout).not.toContain('cd ');
  expect(existsSync(join(cwd, 'skills/first-skill/SKILL.md'))).toBe(true);
  expect((await readdir(join(cwd, '..'))).filter((name) => name.startsWith('.rolekit-new-'))).toEqual([]);
});

const tsc = join(CLI, '../../node_modules/typescript/bin/tsc');

/** What `tsc` prints. */
const typeErrors = async (argv: readonly string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [tsc, ...argv]).catch((error: { stdout: string }) => error)).stdout;

describe('types, before anything is installed', () => {
  test('are those of this command, for what the template and what a description makes', async () => {
    const cwd = temporaryFolder();
    await rolekit(['create', 'connector', 'desk'], { cwd });
    const spec = join(CLI, '../openapi/test/fixtures/shop.yaml');
    await rolekit(['create', 'connector', 'pets', '--from-openapi', spec], { cwd });
    expect(await typeErrors(['-p', join(cwd, 'desk')])).toBe('');
    expect(await typeErrors(['-p', join(cwd, 'pets')])).toBe('');
    await writeFile(join(cwd, 'desk/src/api.ts'), "import { bearer } from '@rolekit/sdk/http';\nbearer(1);\n");
    expect(await typeErrors(['-p', join(cwd, 'desk')])).toContain(
      "src/api.ts(2,8): error TS2345: Argument of type 'number'",
    );
  });

  test('are not linked where a folder above has them', async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { 'node_modules/zod/package.json': { name: 'zod', version: '4.6.7' } });
    const run = await rolekit(['create', 'connector', 'desk', '--json'], { cwd });
    expect(run.json.result.typesFrom).toEqual(['@rolekit/sdk', '@types/node']);
  });

  test('of a link that leads nowhere any more are linked again', async () => {
    const cwd = temporaryFolder();
    await mkdir(join(cwd, 'desk/node_modules'), { recursive: true });
    await symlink(join(cwd, 'gone'), join(cwd, 'desk/node_modules/zod'));
    await rolekit(['create', 'connector', 'desk'], { cwd });
    expect(await typeErrors(['-p', join(cwd, 'desk')])).toBe('');
  });
});

describe('the commands that come next work where `create` was run', () => {
  const next = (stdout: string) => stdout.split('Next:\n')[1]?.trimEnd().split('\n') ?? [];

  test('name the folder', async () => {
    const { stdout } = await rolekit(['create', 'plugin', 'sales', '--dir', 'my plugins/sales'], {
      cwd: temporaryFolder(),
    });
    expect(next(stdout)).toEqual([
      '  rolekit validate "my plugins/sales"',
      '  rolekit test "my plugins/sales"',
      '  rolekit publish "my plugins/sales"',
    ]);
  });

  test('name each plugin of a workspace, connectors first', async () => {
    const { stdout } = await rolekit(['create', 'workspace', 'apps'], { cwd: temporaryFolder() });
    expect(next(stdout)).toEqual([
      '  rolekit validate apps/connectors/desk',
      '  rolekit validate apps/plugins/service',
      '  rolekit test apps/connectors/desk',
      '  rolekit test apps/plugins/service',
      '  rolekit publish apps/connectors/desk',
      '  rolekit publish apps/plugins/service',
    ]);
  });

  test.each([
    ['npx in a folder that has it installed', { npm_command: 'exec' }, true, 'npx --no-install rolekit'],
    ['npx elsewhere', { npm_command: 'exec' }, false, `npx rolekit@${version()}`],
    ['pnpm', { npm_command: 'exec', npm_config_user_agent: 'pnpm/12.21.0 npm/?' }, true, 'pnpm exec rolekit'],
    ['a script of package.json', { npm_command: 'run-script' }, true, 'npx --no-install rolekit'],
  ])('started by %s', async (_how, env, installed, invocation) => {
    const cwd = temporaryFolder();
    if (installed) writeFiles(cwd, { 'node_modules/.bin/rolekit': '' });
    const options = { cwd, env: { ...env, npm_config_local_prefix: cwd } };
    const { stdout } = await rolekit(['create', 'plugin', 'sales', '--dir', '.sales'], options);
    expect(next(stdout)[0]).toBe(`  ${invocation} validate .sales`);
    const { stderr } = await rolekit(['create', 'plugn', 'sales'], options);
    expect(stderr).toContain(`fix: Did you mean \`${invocation} create plugin\`?`);
  });
});

test('the connector template type-checks under the strictest settings of an author', async () => {
  const project = join(CLI, 'templates/connector/tsconfig.json');
  const argv = ['-p', project, '--customConditions', 'rolekit-source', '--exactOptionalPropertyTypes'];
  expect(await typeErrors(argv)).toBe('');
});
