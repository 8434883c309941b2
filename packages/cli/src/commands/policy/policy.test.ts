import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rolekit } from '../../../test/rolekit.ts';
import { temporaryFolder } from '../../../test/workspace.ts';

const setup = () => {
  const home = temporaryFolder();
  const file = join(home, '.rolekit', 'policy.json');
  const policy = (...args: string[]) => rolekit(['policy', ...args], { env: { HOME: home, USERPROFILE: home } });
  return { file, policy };
};

test('what is not a tool, not a choice or not in the list is refused, and nothing is written', async () => {
  const { file, policy } = setup();
  expect((await policy('--deny', 'Salesforce')).stderr).toContain('Salesforce is not a tool name.');
  expect((await policy('--writes', 'allow')).stderr).toContain('Use `confirm` or `deny`.');
  expect((await policy('--undeny', 'slack_send_message')).stderr).toContain('slack_send_message is not in the list.');
  await expect(readFile(file)).rejects.toThrow('ENOENT');
});

test('a file that cannot be understood is not overwritten', async () => {
  const { file, policy } = setup();
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, '{');
  const { code, stderr } = await policy('--deny', 'slack_send_message');
  expect(code).toBe(1);
  expect(stderr).toContain('is not valid JSON');
  expect(await readFile(file, 'utf8')).toBe('{');
});

test('tools are denied and given back', async () => {
  const { file, policy } = setup();
  expect((await policy()).stdout).toContain('This machine adds nothing');
  const { stdout } = await policy('--deny', 'slack_send_message, salesforce_delete_*', '--writes', 'deny');
  expect(stdout).toMatch(/writes +denied\n +tools +slack_send_message, salesforce_delete_\*/);
  await policy('--undeny', 'slack_send_message');
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ writes: 'deny', denyTools: ['salesforce_delete_*'] });
  await policy('--writes', 'confirm');
  expect(JSON.parse((await policy('--json')).stdout).result.files).toEqual([
    { path: file, writes: 'confirm', denyTools: ['salesforce_delete_*'], enableTools: [] },
  ]);
});

test('what else the file says stays as it is', async () => {
  const { file, policy } = setup();
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, '{"owner":"Ada","namespaces":{"deny":["evil"]},"denyTools":["slack_*"]}');
  await policy('--undeny', 'slack_*');
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
    owner: 'Ada',
    namespaces: { deny: ['evil'] },
    writes: 'confirm',
    denyTools: [],
  });
});

test('tools are switched on and off again', async () => {
  const { file, policy } = setup();
  expect((await policy('--enable', 'HubSpot')).stderr).toContain('HubSpot is not a tool name.');
  expect((await policy('--disable', 'hubspot_*')).stderr).toContain(`${file} switches no tool on.`);
  const { stdout } = await policy('--enable', 'hubspot_*,slack_update_message', '--deny', 'hubspot_delete_*');
  expect(stdout).toMatch(/tools +hubspot_delete_\*\n +switched on +hubspot_\*, slack_update_message/);
  await policy('--disable', 'hubspot_*');
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
    writes: 'confirm',
    denyTools: ['hubspot_delete_*'],
    enableTools: ['slack_update_message'],
  });
});
