import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rolekit } from '../../../test/rolekit.ts';
import { manifestOf, temporaryFolder, writeFiles } from '../../../test/workspace.ts';

const TEMPLATE = fileURLToPath(new URL('../../../templates/connector', import.meta.url));

async function project(): Promise<string> {
  const dir = temporaryFolder();
  await cp(TEMPLATE, dir, { recursive: true });
  return dir;
}

test('no name is a usage error that lists what there is', async () => {
  const run = await rolekit(['sandbox'], { cwd: await project() });
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('Choose from starter.');
});

test('a mistyped name gets the nearest one, and nothing is started', async () => {
  const cwd = await project();
  const run = await rolekit(['sandbox', 'starter', 'startr'], { cwd });
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('RK_SANDBOX_UNKNOWN');
  expect(run.stderr).toContain('Did you mean `starter`?');
  expect(existsSync(join(cwd, '.rolekit/run/starter.json'))).toBe(false);
});

test('an unknown option is a usage error', async () => {
  const run = await rolekit(['sandbox', 'starter', '--jsn'], { cwd: await project() });
  expect(run.code).toBe(2);
});

test('code that does not build is reported with its place', async () => {
  const cwd = await project();
  await writeFile(join(cwd, 'sandbox/index.ts'), "import { nothing } from './missing.ts';\n");
  const run = await rolekit(['sandbox', 'starter', '--json'], { cwd });
  expect(run.code).toBe(1);
  expect(run.json.error.findings[0]).toMatchObject({ file: 'sandbox/index.ts', line: 1 });
});

test('a folder without a connector of its own is refused', async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { 'my/plugin/plugin.json': manifestOf('plugin') });
  const run = await rolekit(['sandbox', 'my/plugin'], { cwd });
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('my/plugin has no sandbox.');
});

test('a folder stands for the connectors of its plugin, wherever it lies', async () => {
  const cwd = temporaryFolder();
  await cp(TEMPLATE, join(cwd, 'my/starter'), { recursive: true });
  const stop = new AbortController();
  const run = await rolekit(['sandbox', 'my/starter', '--json'], {
    cwd,
    signal: stop.signal,
    onStdout: () => stop.abort(),
  });
  expect(run.json.result.sandboxes).toMatchObject([
    { name: 'starter', runFile: join(cwd, '.rolekit/run/starter.json') },
  ]);
});

test('it runs until it is stopped, and its run file with it', async () => {
  const cwd = await project();
  const stop = new AbortController();
  const seen: unknown[] = [];
  const run = await rolekit(['sandbox', 'starter', '--json'], {
    cwd: join(cwd, 'src'),
    signal: stop.signal,
    onStdout(text) {
      const [sandbox] = JSON.parse(text).result.sandboxes;
      void (async () => {
        seen.push(JSON.parse(await readFile(sandbox.runFile, 'utf8')));
        const answer = await fetch(`${sandbox.baseUrl}/me`, {
          headers: { authorization: `Bearer ${sandbox.credentials.apiKey}` },
        });
        seen.push(await answer.json());
        stop.abort();
      })();
    },
  });
  const [sandbox] = run.json.result.sandboxes;
  expect(sandbox.runFile).toBe(join(cwd, '.rolekit/run/starter.json'));
  expect(seen).toEqual([
    {
      format: 1,
      connector: 'starter',
      environment: 'sandbox',
      now: '2026-11-20T12:00:00Z',
      pid: process.pid,
      baseUrl: sandbox.baseUrl,
      values: { baseUrl: sandbox.baseUrl, apiKey: 'sandbox-key' },
    },
    { name: 'Demo user' },
  ]);
  expect(run.code).toBe(0);
  expect(existsSync(sandbox.runFile)).toBe(false);
  await expect(fetch(sandbox.baseUrl)).rejects.toThrow();
});
