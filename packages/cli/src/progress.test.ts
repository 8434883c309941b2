import { expect, test } from 'vitest';
import { rolekit } from '../test/rolekit.ts';
import { todoWorkspace } from '../test/workspace.ts';
import { createProgress } from './progress.ts';

function written(isTTY?: boolean) {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  return { stream: { write, isTTY, columns: 20 }, text: () => text };
}

test('without a terminal each step is a line, and none comes twice', () => {
  const { stream, text } = written();
  const progress = createProgress(stream, 0);
  for (const step of ['Building a', 'Building b', 'Building a', 'Building b']) progress.step(step);
  progress.clear();
  expect(text()).toBe('Building a\nBuilding b\n');
});

test('what is quickly done is not spoken of; what lasts says at which step it is', async () => {
  const { stream, text } = written();
  const progress = createProgress(stream, 20);
  progress.step('Building a');
  progress.step('Building b');
  expect(text()).toBe('');
  await expect.poll(text).toBe('Building b\n');
  const short = createProgress(stream, 20);
  short.step('Building c');
  short.clear();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(text()).toBe('Building b\n');
});

test('on a terminal that overwrites nothing a step is a line', () => {
  const { stream, text } = written(true);
  const progress = createProgress(stream, 0, 'dumb');
  progress.step('Building a');
  progress.clear();
  expect(text()).toBe('Building a\n');
});

test('on a terminal a step takes the place of the one before, in one row', () => {
  const { stream, text } = written(true);
  const progress = createProgress(stream, 0);
  progress.step('Building a very long name');
  progress.clear();
  expect(text()).toBe('\r\u001B[KBuilding a very lon\r\u001B[K');
});

test('a name cannot move the cursor', () => {
  const { stream, text } = written();
  createProgress(stream, 0).step('Building \u001B[2Ja');
  expect(text()).toBe('Building [2Ja\n');
});

test('a build says on stderr what it does, and nothing with --json', async () => {
  const { plugin } = todoWorkspace();
  const run = await rolekit(['build', plugin], { quietMs: 0 });
  expect(run.stderr).toBe('Building acme/helper\nBuilding acme/todo\n');
  expect(await rolekit(['build', plugin, '--json'], { quietMs: 0 })).toMatchObject({ code: 0, stderr: '' });
});
