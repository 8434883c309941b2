import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder, writeFiles } from '../../test/workspace.ts';
import { AskedServer } from './asked-server.ts';
import { runBare, type Waits } from './bare.ts';
import { readDefinition } from './typed.ts';

function ask(code: string, waits: Waits): AskedServer {
  const files = [{ path: 'server/main.mjs', bytes: new TextEncoder().encode(code) }];
  const server = new AskedServer(Promise.resolve(files), 'acme/todo', waits);
  onTestFinished(() => server.close());
  return server;
}

test('a server that takes long is waited for, and it is said once for what', async () => {
  const steps: string[] = [];
  const slow = ask("setTimeout(() => console.log('[]'), 700);", { onStep: (text) => steps.push(text), slowMs: 100 });
  expect(await slow.describe()).toEqual([]);
  expect(steps).toEqual(['Waiting for the server of acme/todo to list its tools']);
});

test('so is a definition in TypeScript', async () => {
  const steps: [string, string][] = [];
  const code = 'await new Promise((resolve) => setTimeout(resolve, 700));\nexport default {};\n';
  const dir = writeFiles(join(temporaryFolder(), 'helper'), { 'plugin.ts': code });
  const reading = readDefinition(dir, { onStep: (...step) => steps.push(step), slowMs: 100 });
  await expect(reading).rejects.toMatchObject({ code: 'RK_FINDINGS' });
  expect(steps).toEqual([['Waiting for plugin.ts of helper to load', 'wait']]);
});

test('a server that fails is not waited for', async () => {
  const steps: string[] = [];
  const broken = ask("throw new Error('no');", { onStep: (text) => steps.push(text) });
  await expect(broken.describe()).rejects.toMatchObject({ code: 'RK_FINDINGS' });
  expect(steps).toEqual([]);
});

test('a quick answer is said to be late neither before nor after', async () => {
  const dir = writeFiles(temporaryFolder(), { 'main.mjs': "console.log('ok');" });
  let late = 0;
  expect(await runBare(dir, ['main.mjs'], { onSlow: () => late++, slowMs: 60_000 })).toBe('ok\n');
  expect(late).toBe(0);
});
