import { expect, it } from 'vitest';
import { queryBench } from './query-bench.ts';

const { run } = queryBench();
const count = (condition: string) => run(`SELECT COUNT() FROM Opportunity WHERE ${condition}`).totalSize;

it('compares a date with a date literal as a span of days', () => {
  expect(count('CloseDate < THIS_QUARTER')).toBe(count('CloseDate < 2026-10-01'));
  expect(count('CloseDate <= THIS_QUARTER')).toBe(count('CloseDate < 2027-01-01'));
  expect(count('CloseDate > THIS_QUARTER')).toBe(count('CloseDate > 2026-12-31'));
  expect(count('CloseDate >= THIS_QUARTER')).toBe(count('CloseDate >= 2026-10-01'));
  expect(count('CloseDate = THIS_QUARTER') + count('CloseDate != THIS_QUARTER')).toBe(260);
  expect(count('CloseDate IN (THIS_QUARTER, NEXT_QUARTER)')).toBe(
    count('CloseDate >= 2026-10-01 AND CloseDate < 2027-04-01'),
  );
});

it('compares a time with a date literal by its day in UTC', () => {
  expect(count('CreatedDate >= LAST_N_MONTHS:6')).toBe(count('CreatedDate >= 2026-05-01T00:00:00Z'));
});

it('moves with the clock of the sandbox, not with the real one', () => {
  expect(run('SELECT COUNT() FROM Event WHERE ActivityDate = TOMORROW').totalSize).toBe(2);
});
