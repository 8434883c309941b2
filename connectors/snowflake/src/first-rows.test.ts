import { expect, it } from 'vitest';
import { describeRows } from './first-rows.ts';

const profile = (type: string, values: readonly (string | null)[]): string => {
  const rows = values.map((value) => [value]);
  const answer = { handle: 'h', columns: [{ name: 'N', type }], total: rows.length, partitions: [rows.length], rows };
  return /: N: (.*)\.$/.exec(describeRows(answer)[0] ?? '')?.[1] ?? '';
};

it.each([
  ['fixed', ['9', '10', null], '9 to 10, mean 9.5, 1 null'],
  ['fixed', ['9', '90071992547409931', '90071992547409930'], '9 to 90071992547409931, mean 60048000000000000'],
  ['real', ['1.5', 'NaN'], '2 values (1.5 1, NaN 1)'],
  ['text', ['9', '10'], '2 values (9 1, 10 1)'],
  ['fixed', [null], 'all null'],
])('a column of %s with %j is described as %s', (type, values, expected) => {
  expect(profile(type, values)).toBe(expected);
});
