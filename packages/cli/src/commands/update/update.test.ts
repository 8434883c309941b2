import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { testRegistry } from '../../../test/registry.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { todoArchive } from '../../../test/todo-archive.ts';
import { temporaryFolder } from '../../../test/workspace.ts';

type Started = Awaited<ReturnType<typeof testRegistry>>;

let started: Started;
let env: Record<string, string>;
let calls: () => string[];

beforeEach(async () => {
  const dir = temporaryFolder();
  started = await testRegistry();
  const log = join(dir, 'calls.log');
  mkdirSync(join(dir, 'bin'));
  const host = join(dir, 'bin', 'claude');
  writeFileSync(host, `#!/bin/sh\necho "claude $*" >> "${log}"\n`);
  chmodSync(host, 0o755);
  calls = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  const home = join(dir, 'home');
  env = { HOME: home, USERPROFILE: home, PATH: [join(dir, 'bin'), '/usr/bin', '/bin'].join(':') };
  await publish(started, '0.1.0');
});

const publish = async ({ url, tokenFile }: Started, version: string) =>
  rolekit(['publish', await todoArchive(version), '--registry', url, '--token-file', tokenFile], { env });
const yank = ({ url, tokenFile }: Started, version: string) =>
  rolekit(['yank', `acme/todo@${version}`, '--reason', 'No.', '--registry', url, '--token-file', tokenFile], { env });
const install = (...place: string[]) =>
  rolekit(['install', 'acme/todo', ...place, '--registry', started.url, '--json'], { env });
const update = (...argv: string[]) => rolekit(['update', ...argv, '--json'], { env });
const folder = () => join(temporaryFolder(), 'todo');

test('a version that was yanked is told, with exit code 1, until another is installed', async () => {
  const dir = folder();
  await install('--to', dir);
  await yank(started, '0.1.0');
  const run = await update('--check');
  expect(run.code).toBe(1);
  expect(run.json.result.plugins).toMatchObject([
    {
      plugin: 'acme/todo',
      version: '0.1.0',
      folder: dir,
      state: 'withdrawn',
      reason: expect.stringContaining('yanked: No.'),
    },
  ]);
  expect((await update()).code).toBe(1);
  await publish(started, '0.1.1');
  expect((await update()).json.result.plugins).toMatchObject([{ version: '0.1.0', latest: '0.1.1', updated: true }]);
  expect((await update('--check')).json.result.plugins).toMatchObject([{ version: '0.1.1', state: 'current' }]);
  expect(JSON.parse(readFileSync(join(dir, 'plugin.json'), 'utf8')).version).toBe('0.1.1');
});

test('a plugin that its registry has no more is withdrawn', async () => {
  const file = join(env.HOME ?? '', '.rolekit', 'installed.json');
  await install('--to', folder());
  const known = JSON.parse(readFileSync(file, 'utf8'));
  const [todo] = known.installed;
  writeFileSync(
    file,
    JSON.stringify({
      ...known,
      installed: [
        { ...todo, plugin: 'acme/gone' },
        { ...todo, version: '9.9.9' },
      ],
    }),
  );
  const run = await update('--check');
  expect(run.code).toBe(1);
  expect(run.json.result.plugins.map(({ state, reason }: Record<string, string>) => [state, reason])).toEqual([
    ['withdrawn', 'its registry has it no more, or shows it to you no more'],
    ['withdrawn', 'its registry has it no more, or shows it to you no more'],
  ]);
});

test('a registry that cannot be asked is told apart, and the others are asked', async () => {
  const other = await testRegistry();
  await publish(other, '0.1.0');
  await install('--to', folder());
  await rolekit(['install', 'acme/todo', '--to', folder(), '--registry', other.url], { env });
  await other.registry.close();
  const run = await update('--check');
  expect(run.code).toBe(4);
  expect(run.json.result.plugins.map(({ state }: { state: string }) => state)).toEqual(['current', 'unknown']);
});

test('what is outdated or deprecated is told with exit code 0, and nothing is changed', async () => {
  const dir = folder();
  await install('--to', dir);
  await publish(started, '0.1.1');
  const { url, tokenFile } = started;
  await rolekit(['deprecate', 'acme/todo@0.1.0', '--reason', 'Old.', '--registry', url, '--token-file', tokenFile], {
    env,
  });
  const run = await update('--check');
  expect(run.code).toBe(0);
  expect(run.json.result.plugins).toMatchObject([
    { state: 'outdated', latest: '0.1.1', deprecated: expect.stringContaining('Old.'), updated: false },
  ]);
  expect(JSON.parse(readFileSync(join(dir, 'plugin.json'), 'utf8')).version).toBe('0.1.0');
});

test('a host is updated by its own commands; a dry run and a deleted folder are no installation', async () => {
  const dir = folder();
  await install('--to', dir);
  rmSync(dir, { recursive: true });
  await install('--host', 'claude', '--dry-run');
  expect((await update('--check')).json.result.plugins).toEqual([]);
  await install('--host', 'claude');
  await publish(started, '0.1.1');
  const before = calls().length;
  const run = await update('acme/todo');
  expect(run.json.result.plugins).toMatchObject([{ host: 'claude', version: '0.1.0', latest: '0.1.1', updated: true }]);
  expect(calls().slice(before)).toContain('claude plugin install todo@rolekit');
  expect((await update('acme/other')).json.result.plugins).toEqual([]);
});
