import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { buildSteps } from './build-steps.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function spoken() {
  const lines: string[] = [];
  return { lines, steps: buildSteps((text) => lines.push(text), 1000) };
}

test('plugins that are slow at once are one line for each silence, and each wait is said once', () => {
  const { lines, steps } = spoken();
  for (const plugin of ['a', 'b']) steps.wait(plugin, `Waiting for ${plugin}`);
  vi.advanceTimersByTime(1000);
  expect(lines).toEqual(['Waiting for a']);
  vi.advanceTimersByTime(5000);
  expect(lines).toEqual(['Waiting for a', 'Waiting for b']);
});

test('a wait is not said while others get ready, nor of a plugin that is built', () => {
  const { lines, steps } = spoken();
  steps.wait('a', 'Waiting for a');
  vi.advanceTimersByTime(900);
  steps.step('Built b (1 of 3)');
  vi.advanceTimersByTime(900);
  steps.built('a');
  steps.step('Built a (2 of 3)');
  vi.advanceTimersByTime(5000);
  expect(lines).toEqual(['Built b (1 of 3)', 'Built a (2 of 3)']);
});

test('nothing is said after the end', () => {
  const { lines, steps } = spoken();
  steps.wait('a', 'Waiting for a');
  steps.end();
  vi.advanceTimersByTime(5000);
  expect(lines).toEqual([]);
});
