import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inspectFolder } from '@rolekit/sdk/bundle';
import { describe, expect, onTestFinished, test } from 'vitest';
import { rolekit } from '../../test/rolekit.ts';
import { temporaryFolder } from '../../test/workspace.ts';
import { startSandboxes } from '../sandboxes.ts';
import { TEMPLATES } from './templates.ts';

const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
const tsc = join(MODULES, 'typescript/bin/tsc');

/** What `tsc` prints. */
const typeErrors = async (project: string): Promise<string> =>
  (await promisify(execFile)(process.execPath, [tsc, '-p', project]).catch((error: { stdout: string }) => error))
    .stdout;

/** A new folder with what a template makes. */
async function created(...argv: string[]): Promise<string> {
  const cwd = temporaryFolder();
  const run = await rolekit(['create', ...argv, '--namespace', 'acme'], { cwd });
  expect([run.code, run.stderr]).toEqual([0, '']);
  return cwd;
}

async function expectWhole(dir: string): Promise<void> {
  const validated = await rolekit(['validate', '--json'], { cwd: dir });
  const serious = validated.json.result.findings.filter((finding: { severity: string }) => finding.severity !== 'note');
  expect(serious).toEqual([]);
  const built = await rolekit(['build'], { cwd: dir });
  expect([built.code, built.stderr]).toEqual([0, '']);
  expect((await inspectFolder(join(dir, 'dist'))).ok).toBe(true);
}

describe('no template is taken for another', () => {
  test.each([
    [['connector', 'desk', '--template', 'graphq'], 'Did you mean `--template graphql`?'],
    [['connector', 'desk', '--template', 'code'], 'There is no template `code` of a connector.'],
    [['plugin', 'desk', '--template', 'oauth'], 'Choose from plain, code.'],
    [['connector', 'desk', '--template', 'rest', '--from-openapi', 'x.yaml'], 'Leave `--template` out.'],
    [['plugin', '3-desks', '--template', 'code'], '`3desks` is not a valid connector name.'],
    [['workspace', 'apps', '--connector', 'acme/crm'], '`--connector` is for plugins only.'],
  ])('%j: %s', async (argv, message) => {
    const cwd = temporaryFolder();
    const run = await rolekit(['create', ...argv], { cwd });
    expect(run.stderr).toContain(message);
    expect(run.code).toBe(2);
    expect(await readdir(cwd)).toEqual([]);
  });
});

test.each([
  ...TEMPLATES.connector.map(({ name }) => ['connector', 'desk', name]),
  ['plugin', 'desk', 'plain'],
  ['plugin', 'review-desk', 'code'],
])('a %s %s of the template %s validates, builds and type-checks as it is', async (kind, name, template) => {
  const dir = join(await created(kind, name, '--template', template), name);
  const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter(
    (file) => file.isFile() && !file.parentPath.includes('node_modules'),
  );
  for (const file of files)
    expect(await readFile(join(file.parentPath, file.name), 'utf8'), file.name).not.toMatch(/starter|your-/i);
  await expectWhole(dir);
  if (template !== 'plain') expect(await typeErrors(dir)).toBe('');
});

test('a workspace has a connector and a plugin that uses it; both validate and build, and a note moves the versions of both', async () => {
  const cwd = join(await created('workspace', 'apps'), 'apps');
  await expectWhole(join(cwd, 'connectors/desk'));
  await expectWhole(join(cwd, 'plugins/service'));
  expect(await typeErrors(join(cwd, 'connectors/desk'))).toBe('');
  const { scripts } = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8'));
  const script = (name: string) => scripts[name].split(' ').slice(1);
  const add = [...script('change'), '--plugin', 'desk', '--bump', 'minor', '--note', 'Lists notes by topic.'];
  expect((await rolekit(add, { cwd })).code).toBe(0);
  expect((await rolekit(script('bump'), { cwd })).code).toBe(0);
  const versions = ['connectors/desk', 'plugins/service'].map(async (dir) => {
    const { version } = JSON.parse(await readFile(join(cwd, dir, 'plugin.json'), 'utf8'));
    return [dir, version];
  });
  expect(await Promise.all(versions)).toEqual([
    ['connectors/desk', '0.2.0'],
    // it contains the connector
    ['plugins/service', '0.1.1'],
  ]);
  expect(await readFile(join(cwd, 'connectors/desk/CHANGELOG.md'), 'utf8')).toContain('Lists notes by topic.');
  await expectWhole(join(cwd, 'plugins/service'));
});

describe('what a template shows works', () => {
  async function sandboxOf(template: string) {
    const cwd = join(await created('connector', 'desk', '--template', template), 'desk');
    const [sandbox] = await startSandboxes(['desk'], { cwd, project: cwd });
    if (!sandbox) throw new TypeError('not reached');
    onTestFinished(() => sandbox.close());
    const env = { HOME: join(cwd, 'home'), USERPROFILE: join(cwd, 'home') };
    const run = (argv: string[], onStderr?: (text: string) => void) =>
      rolekit([...argv, '--json'], { cwd, env, ...(onStderr ? { onStderr } : {}) });
    const connect = ['connect', 'desk', '--run-file', sandbox.runFile];
    return { cwd, sandbox, run, connect };
  }

  test('oauth: a person signs in with a browser, and calls go with the new tokens', async () => {
    const { run, connect, sandbox } = await sandboxOf('oauth');
    const pages: Promise<string>[] = [];
    const callback = ['--set', 'callbackUrl=http://127.0.0.1/callback'];
    const signedIn = await run([...connect, '--sign-in', ...callback], (text) => {
      const url = /Sign in at\n {2}(\S+)\n/.exec(text)?.[1];
      if (url !== undefined && pages.length === 0) pages.push(fetch(url).then((response) => response.text()));
    });
    expect(await Promise.all(pages)).toEqual(['Signed in. You can close this page.\n']);
    expect(signedIn.code).toBe(0);
    const { refreshToken } = JSON.parse(await readFile(sandbox.runFile, 'utf8')).values;
    expect(refreshToken).toMatch(/^[\w-]{32}$/);
    expect(signedIn.stdout + signedIn.stderr).not.toContain(refreshToken);
    const called = await run(['call', 'desk_get_note', '--id', 'n1']);
    expect(called.json.result.item.title).toBe('Plan the launch event');
    // a token is good once: the next process goes on with the one that was saved
    const { refreshToken: rotated } = JSON.parse(await readFile(sandbox.runFile, 'utf8')).values;
    expect(rotated).not.toBe(refreshToken);
    expect((await run(['call', 'desk_get_note', '--id', 'n1'])).code).toBe(0);
  });

  test('oauth: the sandbox gives no code to an address that is not the app’s', async () => {
    const { sandbox } = await sandboxOf('oauth');
    const query = new URLSearchParams({
      client_id: 'sandbox-app',
      redirect_uri: 'https://elsewhere.example/callback',
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: 'x',
    });
    const answer = await fetch(`${sandbox.baseUrl}/oauth/authorize?${query}`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  });

  test('graphql: an error that comes with status 200 is one', async () => {
    const { run, connect } = await sandboxOf('graphql');
    await run(connect);
    const called = await run(['call', 'desk_get_note', '--id', 'gone']);
    expect(called.json.error).toMatchObject({ code: 'RK_NOT_FOUND', fix: 'Find ids with `desk_list_notes`.' });
  });

  test.each([
    ['SELECT 1; DROP TABLE notes', '`sql` holds several statements.'],
    ['WITH x AS (SELECT 1) DELETE FROM notes', '`sql` does more than read (DELETE).'],
    ['DROP TABLE notes', '`sql` does more than read.'],
    ['SELECT name FROM notes', 'no such column: name'],
  ])('sql: %s', async (sql, message) => {
    const { run, connect } = await sandboxOf('sql');
    await run(connect);
    const called = await run(['call', 'desk_query', '--sql', sql]);
    expect(called.json.error).toMatchObject({ code: 'RK_INVALID_REQUEST' });
    expect(called.json.error.message).toContain(message);
  });

  test('files: nothing outside of the folder is read', async () => {
    const { run, connect } = await sandboxOf('files');
    await run(connect);
    const called = await run(['call', 'desk_get_note', '--name', '../desk.md']);
    expect(called.json.error.code).toBe('RK_INVALID_REQUEST');
  });
});
