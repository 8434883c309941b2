import { expect, test } from 'vitest';
import { distinct } from './distinct.ts';

const finding = (line?: number) => ({
  ...{ code: 'skill/bare-npx', severity: 'warning' as const, message: 'Twice.', file: 'SKILL.md' },
  ...(line === undefined ? {} : { line }),
});

test('the same finding at two lines is two, at one line one, and without a line none beside them', () => {
  expect(distinct([finding(), finding(3), finding(3), finding(9)])).toEqual([finding(3), finding(9)]);
  expect(distinct([finding(), finding()])).toEqual([finding()]);
});
