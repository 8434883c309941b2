import { expect, it } from 'vitest';
import { TARGET_ADVICE } from './advice.fixture.ts';

it.each(TARGET_ADVICE.map((row) => [row.code, row.fix, row] as const))('%s: %s', (code, fix, { wrong, followed }) => {
  expect(wrong.map((finding) => [finding.code, finding.fix])).toEqual([[code, fix]]);
  expect(followed).toEqual([]);
});
