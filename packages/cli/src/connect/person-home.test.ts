import { existsSync } from 'node:fs';
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { personHome } from '@rolekit/sdk/internal/settings';
import { readConnection } from '@rolekit/sdk/settings';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { rolekit } from '../../test/rolekit.ts';
import { temporaryFolder } from '../../test/workspace.ts';
import { startSandboxes } from '../sandboxes.ts';

const TEMPLATE = fileURLToPath(new URL('../../templates/connector', import.meta.url));
const ADA = 'https://login.example.com|ada';

let home: string;
let cwd: string;

beforeEach(async () => {
  home = temporaryFolder();
  cwd = temporaryFolder();
  await cp(TEMPLATE, cwd, { recursive: true });
});

const connect = (argv: string[], env: NodeJS.ProcessEnv = {}) =>
  rolekit(['connect', ...argv], { cwd, env: { HOME: home, USERPROFILE: home, ROLEKIT_STORE: 'file', ...env } });

async function startSandbox() {
  const [running] = await startSandboxes(['starter'], { cwd, project: cwd });
  onTestFinished(() => running?.close());
}

test.each(['ada', 'https://login.example.com', 'https://login.example.com|', 'https://login.example.com|a\u202eb'])(
  '%j names nobody: nothing is saved',
  async (principal) => {
    const run = await connect(['starter', '--sandbox', '--for', principal]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('is not a person');
    expect(existsSync(join(home, '.rolekit'))).toBe(false);
  },
);

test('the settings in the environment of the operator are never a person’s', async () => {
  const env = { STARTER_BASE_URL: 'https://own.example.com', STARTER_API_KEY: 'key-of-the-operator' };
  const run = await connect(['starter', '--for', ADA], env);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('baseUrl is missing');
  expect(existsSync(join(home, '.rolekit'))).toBe(false);
});

test('what is saved for a person is that person’s alone', async () => {
  await startSandbox();
  const run = await connect(['starter', '--sandbox', '--for', ADA]);
  expect(run).toMatchObject({ code: 0 });
  const own = personHome(home, ADA);
  expect(run.stdout).toContain(own);
  expect(await readConnection('starter', own)).toMatchObject({ active: 'sandbox' });
  expect(JSON.parse(await readFile(join(own, 'person.json'), 'utf8'))).toEqual({ format: 1, principal: ADA });
  expect(await readConnection('starter', home)).toBeUndefined();
  expect(await readdir(join(home, '.rolekit', 'people'))).toHaveLength(1);

  expect((await connect(['--list'])).stdout).toContain('No connections saved.');
  expect((await connect(['--list', '--for', ADA])).stdout).toContain('starter');
  expect((await connect(['--list', '--for', 'https://login.example.com|bob'])).stdout).toContain(
    'No connections saved.',
  );
  expect((await connect(['starter', '--remove', '--for', ADA])).code).toBe(0);
  expect(await readConnection('starter', own)).toBeUndefined();
});
