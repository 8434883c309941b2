import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startIssuer } from '../../../../sdk/src/serve/oauth/issuer.fixture.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { temporaryFolder } from '../../../test/workspace.ts';
import { composeBundle } from '../../build/index.ts';
import { writeTemporary } from '../../plugin-server/target.ts';
import { startSandboxes } from '../../sandboxes.ts';

const TEMPLATE = fileURLToPath(new URL('../../../templates/connector', import.meta.url));
const PROCESS = ['--conditions=rolekit-source', fileURLToPath(new URL('../../../test/process.ts', import.meta.url))];

/** A project with a sandbox of its own. */
async function startProject() {
  const cwd = temporaryFolder();
  await cp(TEMPLATE, cwd, { recursive: true });
  const [running] = await startSandboxes(['starter'], { cwd, project: cwd });
  if (!running) throw new Error('not reached');
  onTestFinished(() => running.close());
  return { cwd, running };
}

test('two persons whom the operator connected each reach their own sandbox, a third none', async () => {
  const home = temporaryFolder();
  const env = { HOME: home, USERPROFILE: home };
  const issuer = await startIssuer();
  onTestFinished(() => issuer.close());
  const built = await writeTemporary((await composeBundle(TEMPLATE)).files);
  onTestFinished(() => rm(built, { recursive: true }));
  const [ada, bob] = [await startProject(), await startProject()];
  for (const [person, { cwd }] of [['ada', ada] as const, ['bob', bob] as const]) {
    const argv = ['connect', 'starter', '--sandbox', '--for', `${issuer.url}|${person}`];
    expect(await rolekit(argv, { cwd, env })).toMatchObject({ code: 0 });
  }

  const argv = [...PROCESS, 'run', built, '--http', '--oauth-issuer', issuer.url];
  const child = spawn(process.execPath, argv, {
    stdio: ['ignore', 'pipe', 'inherit'],
    // the settings of the operator: nobody else may get them
    env: { ...process.env, ...env, STARTER_BASE_URL: bob.running.baseUrl, STARTER_API_KEY: 'of-the-operator' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface(child.stdout), 'line');
  const { url } = JSON.parse(line);
  const list = async (sub: string) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-11-25',
        authorization: `Bearer ${await issuer.token(url, { sub })}`,
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'starter_list_notes', arguments: {} },
      }),
    });
    const { result } = (await response.json()) as { result: { structuredContent?: unknown; content: unknown[] } };
    return result;
  };
  const reads = () => [ada.running.stats().reads, bob.running.stats().reads];
  const [ofAda = 0, ofBob = 0] = reads();
  expect((await list('ada')).structuredContent).toMatchObject({ source: { environment: 'sandbox' } });
  expect(reads()).toEqual([ofAda + 1, ofBob]);
  expect((await list('bob')).structuredContent).toMatchObject({ source: { environment: 'sandbox' } });
  expect(reads()).toEqual([ofAda + 1, ofBob + 1]);
  expect(JSON.stringify((await list('eve')).content)).toContain(`rolekit connect starter --for '${issuer.url}|eve'`);
  expect(reads()).toEqual([ofAda + 1, ofBob + 1]);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
