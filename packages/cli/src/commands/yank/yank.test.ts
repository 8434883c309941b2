import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { testRegistry } from '../../../test/registry.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { todoArchive } from '../../../test/todo-archive.ts';
import { manifestOf, temporaryFolder, writeFiles } from '../../../test/workspace.ts';

const DAY = /\(by test, \d{4}-\d\d-\d\d\)/;
let url: string;
let token: string[];

/** acme/todo 0.1.0 and 0.1.1. */
beforeEach(async () => {
  const started = await testRegistry();
  url = started.url;
  token = ['--registry', url, '--token-file', started.tokenFile];
  for (const version of ['0.1.0', '0.1.1'])
    expect((await rolekit(['publish', await todoArchive(version), ...token])).stderr).toBe('');
});

const install = (version: string, ...more: string[]) => {
  const folder = join(temporaryFolder(), 'todo');
  return rolekit(['install', `acme/todo@${version}`, '--to', folder, '--registry', url, ...more]);
};

test.each([
  [['yank', 'acme/todo@0.1.1'], 'No reason given.'],
  [['yank', 'acme/todo@0.1.1', '--reason', ' '], 'No reason given.'],
  [['yank', 'acme/todo@0.1.1', '--reason', 'x'.repeat(501)], 'A reason is one line of at most 500 characters.'],
  [['yank', 'acme/todo', '--reason', 'No.'], '`acme/todo` does not name an exact version.'],
  [['unyank', 'acme/todo@beta'], '`acme/todo@beta` does not name an exact version.'],
  [['deprecate', 'acme/todo@0.1.1'], 'No reason given.'],
  [['deprecate', 'acme/todo@0.1.1', '--undo', '--reason', 'No.'], '--undo takes neither --reason nor --replacement.'],
  [
    ['deprecate', 'acme/todo@0.1.1', '--reason', 'No.', '--replacement', 'acme/crm@1.0.0'],
    '`--replacement acme/crm@1.0.0` names a version.',
  ],
  [['deprecate', 'acme/todo@0.1.1', '--reason', 'No.', '--replacement', 'crm'], '`crm` does not name a plugin.'],
])('%j is a usage error', async (line, message) => {
  const run = await rolekit([...line, ...token, '--json']);
  expect(run).toMatchObject({ code: 2, json: { error: { message: expect.stringContaining(message) } } });
});

test('who has no token, asks for an unknown version or reaches no registry learns which', async () => {
  const yank = (version: string, ...more: string[]) =>
    rolekit(['yank', `acme/todo@${version}`, '--reason', 'No.', '--json', ...more]);
  expect(await yank('0.1.1', '--registry', url)).toMatchObject({
    code: 3,
    json: { error: { fix: expect.stringContaining('--token-file') } },
  });
  expect((await yank('9.9.9', ...token)).code).toBe(1);
  expect((await yank('0.1.1', '--registry', 'http://127.0.0.1:9')).code).toBe(4);
});

test('a yanked version says why, who and when, and is installed only when that is allowed', async () => {
  const yanked = await rolekit(['yank', 'acme/todo@0.1.1', '--reason', 'Wrong unit.', ...token, '--json']);
  expect(yanked.json.result).toEqual({
    plugin: 'acme/todo',
    version: '0.1.1',
    registry: url,
    yanked: 'Wrong unit.',
    yankedBy: 'test',
    yankedAt: expect.any(String),
    deprecated: null,
  });
  const info = await rolekit(['info', 'acme/todo@0.1.1', '--registry', url]);
  expect(info.stdout).toMatch(new RegExp(`^yanked +Wrong unit\\. ${DAY.source}$`, 'm'));
  const refused = await install('0.1.1', '--json');
  expect(refused).toMatchObject({ code: 3, json: { error: { code: 'RK_YANKED' } } });
  expect(refused.json.error.message).toMatch(
    new RegExp(`^acme/todo@0\\.1\\.1 was yanked: Wrong unit\\. ${DAY.source}$`),
  );
  expect(refused.json.error.fix).toBe('Install acme/todo@0.1.0, or use --allow-yanked.');
  const allowed = await install('0.1.1', '--allow-yanked');
  expect(allowed.code).toBe(0);
  expect(allowed.stderr).toMatch(DAY);
  expect(await rolekit(['unyank', 'acme/todo@0.1.1', ...token])).toMatchObject({
    code: 0,
    stdout: `unyanked  acme/todo@0.1.1 at ${url}\n`,
  });
  expect(await install('0.1.1')).toMatchObject({ code: 0, stderr: '' });
});

test('when every version was yanked there is none to install instead', async () => {
  for (const version of ['0.1.0', '0.1.1'])
    await rolekit(['yank', `acme/todo@${version}`, '--reason', 'No.', ...token]);
  const { json } = await install('0.1.0', '--json');
  expect(json.error.fix).toBe('Wait for a fixed version, or use --allow-yanked.');
});

test('a deprecated version says why, who, when and what instead, and is installed', async () => {
  const line = ['deprecate', 'acme/todo@0.1.1', '--reason', 'Old.', '--replacement', 'acme/crm', ...token];
  expect((await rolekit(line)).stdout).toMatch(/^deprecated +acme\/todo@0\.1\.1 at /);
  const said = new RegExp(`Old\\. Use acme/crm instead\\. ${DAY.source}`);
  expect((await rolekit(['info', 'acme/todo', '--registry', url])).stdout).toMatch(said);
  const installed = await install('0.1.1');
  expect(installed.code).toBe(0);
  expect(installed.stderr).toMatch(said);
  expect((await install('0.1.1', '--json')).json.result).toMatchObject({
    yanked: null,
    deprecated: expect.stringMatching(said),
  });
  await rolekit(['deprecate', 'acme/todo@0.1.1', '--undo', ...token]);
  expect((await install('0.1.1')).stderr).toBe('');
});

test('a build takes no yanked connector unless its lock names it', async () => {
  const connectors = { todo: { plugin: 'acme/todo', range: '^0.1.0' } };
  const dir = writeFiles(temporaryFolder(), { 'plugin.json': manifestOf('lonely', { connectors }) });
  const build = async (...more: string[]) =>
    (await rolekit(['build', dir, '--registry', url, '--json', ...more])).json.result.connectors;
  expect(await build()).toMatchObject([{ version: '0.1.1' }]);
  await rolekit(['yank', 'acme/todo@0.1.1', '--reason', 'No.', ...token]);
  expect(existsSync(join(dir, 'rolekit.lock.json'))).toBe(true);
  expect(await build()).toMatchObject([{ version: '0.1.1' }]);
  expect(await build('--update')).toMatchObject([{ version: '0.1.0' }]);
});
