import { expect, it } from 'vitest';
import { checkStatements, type Statements } from './statements.ts';

const ZERO: Statements = {
  period: '2025-12-31',
  revenue: 100,
  netIncome: 0,
  totalAssets: 0,
  totalLiabilities: 0,
  totalEquity: 0,
  retainedEarnings: 0,
  dividends: 0,
  cash: 0,
  cashFromOperations: 0,
  cashFromInvesting: 0,
  cashFromFinancing: 0,
  cashFromExchange: 0,
};
const growth = (before: number, after: number) =>
  checkStatements(
    [
      { ...ZERO, revenue: before },
      { ...ZERO, period: '2026-12-31', revenue: after },
    ],
    0.5,
    50,
  ).find(({ check }) => check === 'revenue_growth');

it('periods that do not sort by time, or come twice, are refused', () => {
  expect(() =>
    checkStatements(
      [
        { ...ZERO, period: 'Q4 2025' },
        { ...ZERO, period: 'Q1 2026' },
      ],
      0.5,
      50,
    ),
  ).toThrow('`Q4 2025` does not sort by time.');
  expect(() => checkStatements([ZERO, ZERO], 0.5, 50)).toThrow('2025-12-31 is given twice.');
});

it('growth from nothing or from a negative revenue is no percentage, and worth a look', () => {
  expect(growth(0, 40)).toMatchObject({
    changePercent: null,
    message: 'revenue came from 0: its growth is not meaningful',
  });
  expect(growth(-5, 40)).toMatchObject({ changePercent: null, difference: 45 });
  expect(growth(0, 0)).toBe(undefined);
});

it('a jump is beyond the percent given, not at it', () => {
  expect(growth(100, 150)).toBe(undefined);
  expect(growth(100, 150.1)).toMatchObject({ changePercent: 50.1 });
  expect(growth(100, 40)).toMatchObject({ changePercent: -60 });
});

it('a check that lacks a line is not run, and says which', () => {
  const balanceSheet = { totalAssets: 900, totalLiabilities: 500, totalEquity: 400, dividends: 0, cashFromExchange: 0 };
  const checks = checkStatements(
    [
      { ...balanceSheet, period: '2024-12-31', cash: 70 },
      { ...balanceSheet, period: '2025-12-31', cash: 80, cashFromOperations: 60, cashFromInvesting: -30 },
    ],
    0.5,
    50,
  );
  expect(checks.map(({ check, status, difference }) => [check, status, difference])).toEqual([
    ['balance', 'ok', 0],
    ['balance', 'ok', 0],
    ['cash', 'not_run', null],
    ['retained_earnings', 'not_run', null],
    ['revenue_growth', 'not_run', null],
  ]);
  expect(checks[2]?.message).toBe(
    'cash against last period plus cash flows: not run, cashFromFinancing of 2025-12-31 missing',
  );
  expect(checks[4]?.message).toBe('growth of revenue: not run, revenue of 2024-12-31, revenue of 2025-12-31 missing');
});

it('a zero is a line, not a missing one', () => {
  expect(checkStatements([ZERO], 0.5, 50)).toMatchObject([{ check: 'balance', status: 'ok' }]);
});
