import { expect, test } from 'vitest';
import { testRegistry } from '../../../../test/registry.ts';
import { rolekit } from '../../../../test/rolekit.ts';
import { temporaryFolder, writeFiles } from '../../../../test/workspace.ts';

test('accounts are made, listed, disabled and enabled beside a running registry', async () => {
  const { dataDir } = await testRegistry();
  const account = (...args: string[]) => rolekit(['registry', 'account', ...args, '--data', dataDir]);
  expect((await account('list')).stdout).toBe('No accounts.\n');
  const created = await account('create', 'ada', '--display-name', 'Ada Lovelace', '--administrator');
  expect(created.stdout).toMatch(/^created {2}ada, administrator\n[\w-]{20}\nSave it now: it is not shown again\.\n$/);
  expect((await account('disable', 'ada')).stdout).toBe('disabled  ada\n');
  expect((await account('list')).stdout).toMatch(/ada +Ada Lovelace +local .* administrator, disabled \d{4}-\d\d-\d\d/);
  expect((await account('enable', 'ada')).stdout).toBe('enabled  ada\n');
});

test.each([
  [['create', 'Ada'], 'is not a name for an account'],
  [['disable', 'nobody'], 'There is no account nobody.'],
])('%j is refused', async (args, message) => {
  const { dataDir } = await testRegistry();
  const run = await rolekit(['registry', 'account', ...args, '--data', dataDir, '--json']);
  expect([run.code > 0, run.json.error.message]).toEqual([true, expect.stringContaining(message)]);
});

test('a password that is short, or a name that is taken, makes nothing', async () => {
  const { dataDir } = await testRegistry();
  const dir = temporaryFolder();
  writeFiles(dir, { short: 'eleven char\n', long: 'twelve chars\n' });
  const create = (file: string) =>
    rolekit(['registry', 'account', 'create', 'ben', '--password-file', `${dir}/${file}`, '--data', dataDir, '--json']);
  expect((await create('short')).json.error.message).toBe('A password has at least 12 characters.');
  expect((await create('long')).json.result).toMatchObject({ handle: 'ben', password: null });
  expect((await create('long')).json.error.code).toBe('RK_ACCOUNT_EXISTS');
});
