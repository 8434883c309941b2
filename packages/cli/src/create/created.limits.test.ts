// The contract suite, whole and strict, of what `create` makes, and its publication.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { linked, PROJECTS } from '../../../openapi/test/imported.ts';
import { testRegistry } from '../../test/registry.ts';
import { rolekit } from '../../test/rolekit.ts';
import { temporaryFolder } from '../../test/workspace.ts';
import { TEMPLATES } from './templates.ts';

const CLI = fileURLToPath(new URL('../..', import.meta.url));

/** Tested whole and strictly, and published, as it is. */
async function expectPublished(path: string, plugin: string, cwd: string, publisher: readonly string[]): Promise<void> {
  const tested = await rolekit(['test', path, '--level', 'strict', '--json'], { cwd });
  const { checks, playbooks } = tested.json.result ?? tested.json.error;
  expect(checks.filter((check: { status: string }) => check.status === 'failed')).toEqual([]);
  expect(playbooks.filter((playbook: { passed: boolean }) => !playbook.passed)).toEqual([]);
  expect(tested.json.result).toMatchObject({ plugin, passed: true, withoutSandbox: [] });
  const published = await rolekit(['publish', path, ...publisher, '--json'], { cwd });
  expect([published.code, published.stderr]).toEqual([0, '']);
  expect(published.json.result.outcome).toBe('published');
}

async function publisher(): Promise<string[]> {
  const { url, tokenFile } = await testRegistry();
  return ['--registry', url, '--token-file', tokenFile];
}

test.each([
  ...TEMPLATES.connector.map(({ name }) => ['connector', 'desk', name]),
  ['plugin', 'desk', 'plain'],
  ['plugin', 'review-desk', 'code'],
])('of a %s %s of the template %s', { timeout: 300_000 }, async (kind, name, template) => {
  const cwd = temporaryFolder();
  const argv = ['create', kind, name, '--namespace', 'acme', '--template', template];
  await rolekit([...argv, '--description', 'Reads "tickets" of a help desk.'], { cwd });
  await expectPublished(name, `acme/${name}`, cwd, await publisher());
});

test('of a workspace', { timeout: 300_000 }, async () => {
  const cwd = temporaryFolder();
  await rolekit(['create', 'workspace', 'apps', '--namespace', 'acme'], { cwd });
  const registry = await publisher();
  await expectPublished('connectors/desk', 'acme/desk', join(cwd, 'apps'), registry);
  await expectPublished('plugins/service', 'acme/service', join(cwd, 'apps'), registry);
});

test.each(PROJECTS)('of the description of %s, against its sandbox', { timeout: 300_000 }, async (name, file) => {
  const cwd = temporaryFolder();
  await linked(cwd);
  const spec = fileURLToPath(new URL(`../../../openapi/test/fixtures/${file}`, import.meta.url));
  await rolekit(['create', 'connector', name, '--from-openapi', spec, '--namespace', 'acme'], { cwd });
  const { result } = await apart(['test', name, '--level', 'strict', '--json'], cwd);
  expect(result.checks.filter((check: { status: string }) => check.status === 'failed')).toEqual([]);
  expect(result).toMatchObject({ plugin: `acme/${name}`, passed: true, withoutSandbox: [], unrecorded: true });
});

async function apart(argv: readonly string[], cwd: string) {
  const code = `import { runRolekit } from ${JSON.stringify(join(CLI, 'src/main.ts'))};
    process.exitCode = await runRolekit(${JSON.stringify(argv)});`;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--conditions=rolekit-source', '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', code],
    { cwd, env: { PATH: process.env.PATH, HOME: cwd, ROLEKIT_STORE: 'file' }, maxBuffer: 16 * 1024 * 1024 },
  ).catch((error: { stdout: string; stderr: string }) => error);
  return JSON.parse(stdout || stderr);
}
