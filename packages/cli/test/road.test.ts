import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandboxes } from '../src/sandboxes.ts';
import { testRegistry } from './registry.ts';
import { rolekit } from './rolekit.ts';
import { temporaryFolder } from './workspace.ts';

test('what create makes is published untouched, and connected, called and joined from the registry by somebody else', async () => {
  const { url, tokenFile } = await testRegistry();
  const author = temporaryFolder();
  await rolekit(['create', 'connector', 'desk', '--namespace', 'acme'], { cwd: author });
  const cwd = join(author, 'desk');
  const published = await rolekit(['publish', '--registry', url, '--token-file', tokenFile, '--json'], { cwd });
  expect(published.stderr).toBe('');
  const [sandbox] = await startSandboxes(['desk'], { cwd, project: cwd });
  if (!sandbox) throw new Error('not reached');
  onTestFinished(() => sandbox.close());

  const user = temporaryFolder();
  const env = { HOME: join(user, 'home'), USERPROFILE: join(user, 'home'), ROLEKIT_REGISTRY: url };
  const as = (argv: string[]) => rolekit([...argv, '--json'], { cwd: user, env });
  const connected = await as(['connect', 'desk', '--run-file', sandbox.runFile]);
  expect(connected.json.result).toMatchObject({ who: 'Demo user', environment: 'sandbox' });
  const called = await as(['call', 'desk_get_note', '--id', 'n1', '--plugin', 'acme/desk']);
  expect(called.json.result.item.title).toBe('Plan the launch event');

  const typo = await as(['call', 'desk_get_note', '--id', 'n1', '--plugin', 'acme/desc']);
  expect(typo.json.error.code).toBe('RK_REGISTRY');
  const joined = await as(['create', 'plugin', 'service', '--namespace', 'acme', '--connector', 'acme/desk']);
  expect(joined.stderr).toBe('');
  const manifest = JSON.parse(await readFile(join(user, 'service/plugin.json'), 'utf8'));
  expect(manifest.extensions['dev.rolekit'].connectors).toEqual({ desk: { plugin: 'acme/desk', range: '^0.1.0' } });
  const validated = await as(['validate', 'service']);
  expect(validated.json.result.findings).toEqual([]);
  const tested = await as(['test', 'service']);
  expect(tested.json.result).toMatchObject({ passed: true, withoutSandbox: ['desk'] });
  const role = await rolekit(['publish', 'service', '--registry', url, '--token-file', tokenFile, '--json'], {
    cwd: user,
    env,
  });
  expect(role.json).toMatchObject({ ok: true });
});
