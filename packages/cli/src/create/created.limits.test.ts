// The contract suite, whole and strict, of connectors as they are created.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { linked, PROJECTS } from '../../../openapi/test/imported.ts';
import { rolekit } from '../../test/rolekit.ts';
import { temporaryFolder } from '../../test/workspace.ts';

const CLI = fileURLToPath(new URL('../..', import.meta.url));

test('of the template', { timeout: 300_000 }, async () => {
  const cwd = temporaryFolder();
  const argv = ['create', 'connector', 'desk', '--namespace', 'acme'];
  await rolekit([...argv, '--description', 'Reads "tickets" of a help desk.'], { cwd });
  const tested = await rolekit(['test', 'desk', '--level', 'strict', '--json'], { cwd });
  expect(tested.json.result).toMatchObject({ plugin: 'acme/desk', passed: true });
});

test.each(PROJECTS)('of the description of %s, against its sandbox', { timeout: 300_000 }, async (name, file) => {
  const cwd = temporaryFolder();
  await linked(cwd);
  const spec = fileURLToPath(new URL(`../../../openapi/test/fixtures/${file}`, import.meta.url));
  await rolekit(['create', 'connector', name, '--from-openapi', spec, '--namespace', 'acme'], { cwd });
  const { result } = await apart(['test', name, '--level', 'strict', '--json'], cwd);
  expect(result.checks.filter((check: { status: string }) => check.status === 'failed')).toEqual([]);
  expect(result).toMatchObject({ plugin: `acme/${name}`, passed: true, withoutSandbox: [] });
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
