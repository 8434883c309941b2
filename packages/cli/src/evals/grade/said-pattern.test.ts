import { expect, test } from 'vitest';
import { isSaid, type Sayable } from './said.ts';
import { saidPattern } from './said-pattern.ts';

/** Answers that say the value, and answers that do not. */
const TABLE: [value: Sayable, said: string[], unsaid: string[]][] = [
  [
    480000,
    ['It is worth $480,000.', 'worth 480000.00', '| **480k** |', 'about 0.48 million', '480’000'],
    ['worth 48,000', 'case 14800001', 'CASE480000', 'v480000', '-480,000', '480,000.75'],
  ],
  [1234, ['1,234 users', 'about 1.2k', '1.23k'], ['1k', '1.3k', '12,345', '1,234,000']],
  [34.57, ['34.57', 'about 34.6', '35 units'], ['34.7', '345', '3.457']],
  [-219, ['a change of −219', 'fell by 219', '(219)'], ['fell by 220']],
  ['Declan Voss', ['Talk to **Declan Voss**.', 'declan  voss'], ['Declan Vossberg', 'the buyer']],
  ['Costs (EUR)', ['the costs (EUR) rose'], ['the costs rose']],
  ['00001001', ['case 00001001'], ['case 1001']],
  ['2026-12-15', ['on 2026-12-15', 'on 15 December 2026', 'Dec 15'], ['15 December 2025', 'December 5']],
  ['450000', ['worth $450,000'], ['worth 45,000']],
  [['00001001', 12], ['12 cases, 00001001 first', 'Case 00001001.\nThere are 12.'], ['case 00001001']],
];

test.each(TABLE)('the pattern of %j finds what says it, as the search of answers does', (value, said, unsaid) => {
  const pattern = new RegExp(saidPattern(value), 'iu');
  expect(said.filter((answer) => !pattern.test(answer))).toEqual([]);
  expect(unsaid.filter((answer) => pattern.test(answer))).toEqual([]);
  expect(said.filter((answer) => !isSaid(answer, value))).toEqual([]);
  expect(unsaid.filter((answer) => isSaid(answer, value))).toEqual([]);
});
