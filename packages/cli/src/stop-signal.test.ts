import { expect, test } from 'vitest';
import { createStop } from './stop-signal.ts';

test('what was started last is closed first', async () => {
  const controller = new AbortController();
  const stop = createStop(controller.signal);
  const closed: string[] = [];
  stop.onStop(() => void closed.push('registry'));
  stop.onStop(async () => void closed.push('sandbox'));
  const waiting = stop.wait();
  controller.abort();
  await waiting;
  await stop.close();
  expect(closed).toEqual(['sandbox', 'registry']);
});

test('what starts after the end is closed at once', async () => {
  const stop = createStop(new AbortController().signal);
  await stop.close();
  const closed: string[] = [];
  stop.onStop(() => void closed.push('late'));
  expect(closed).toEqual(['late']);
});

test('a Ctrl-C that another process heard first is waited for', async () => {
  const controller = new AbortController();
  const stop = createStop(controller.signal);
  setTimeout(() => controller.abort(), 10);
  await stop.settle();
  expect(stop.signal.aborted).toBe(true);
});

test('a command that keeps nothing running does not wait', async () => {
  await createStop(new AbortController().signal).wait();
});
