import { expect, test } from 'vitest';
import { temporaryFolder, writeFiles } from '../../test/workspace.ts';
import { runBare } from './bare.ts';
import { describeServer } from './describe.ts';

const server = (code: string) => [{ path: 'server/main.mjs', bytes: new TextEncoder().encode(code) }];

test('a server that takes long is waited for, and it is said once for what', async () => {
  const steps: string[] = [];
  const slow = server("setTimeout(() => console.log('[]'), 700);");
  const described = await describeServer(slow, 'acme/todo', { onStep: (text) => steps.push(text), slowMs: 100 });
  expect(described).toEqual([]);
  expect(steps).toEqual(['Waiting for the server of acme/todo to list its tools']);
});

test('a server that fails is not waited for', async () => {
  const steps: string[] = [];
  const broken = server("throw new Error('no');");
  const describing = describeServer(broken, 'acme/todo', { onStep: (text) => steps.push(text) });
  await expect(describing).rejects.toMatchObject({ code: 'RK_FINDINGS' });
  expect(steps).toEqual([]);
});

test('a quick answer is said to be late neither before nor after', async () => {
  const dir = writeFiles(temporaryFolder(), { 'main.mjs': "console.log('ok');" });
  let late = 0;
  expect(await runBare(dir, ['main.mjs'], { onSlow: () => late++, slowMs: 60_000 })).toBe('ok\n');
  expect(late).toBe(0);
});
