import { describe, expect, it } from 'vitest';
import { changesOf } from './period-changes.ts';

const values = (...rows: [at: string, value: number, days?: number][]) =>
  rows.map(([at, value, days]) => ({ at, value, ...(days === undefined ? {} : { days }) }));

describe('a change has no percentage', () => {
  it.each([
    ['from zero', 0, 12, 'n.m.: from zero'],
    ['from a loss to a profit', -5, 10, 'n.m.: from a negative value'],
    ['from a loss to a larger one', -5, -10, 'n.m.: from a negative value'],
  ])('%s', (_, from, to, note) => {
    const [change] = changesOf('A', values(['2023-12-31', from], ['2025-12-31', to]), 'last');
    expect(change).toMatchObject({ percent: null, perYearPercent: null, note, change: to - from });
  });

  it('from a transition period to a year', () => {
    const [change] = changesOf('A', values(['2025-03-31', 30, 90], ['2026-03-31', 130, 365]), 'previous');
    expect(change).toMatchObject({ percent: null, note: 'n.m.: periods of 90 and 365 days' });
  });
});

it('a fall into a loss has a percentage, and no compound rate', () => {
  const [change] = changesOf('A', values(['2023-12-31', 100], ['2025-12-31', -20]), 'last');
  expect(change).toMatchObject({
    percent: -120,
    perYearPercent: null,
    note: 'no compound rate: the later value is not positive',
  });
});

describe('a compound rate', () => {
  // right values: RRI(periods; from; to) of LibreOffice 7.4, in percent, at four places
  it.each([
    ['2023-12-31', 100, '2025-12-31', 121, 10],
    ['2020-02-29', 100, '2024-02-29', 150, 10.6682],
    ['2021-12-31', 82.5, '2024-12-31', 64.1, -8.0677],
    // 52 weeks, 53 weeks, 52 weeks: three fiscal years
    ['2021-09-25', 365.817, '2024-09-28', 391.035, 2.247],
  ])('from %s, %d to %s, %d counts whole years', (from, low, to, high, rate) => {
    expect(changesOf('A', values([from, low], [to, high]), 'last')[0]?.perYearPercent).toBe(rate);
  });

  it('over a year and a half counts days', () => {
    // 547 days: (1.21 ^ (365.25 / 547) − 1) × 100, by hand
    const [change] = changesOf('A', values(['2024-06-30', 100], ['2025-12-29', 121]), 'last');
    expect(change?.perYearPercent).toBe(13.5739);
  });
});

describe('53 weeks against 52', () => {
  it('are said, with the growth for the same weeks', () => {
    // Apple, fiscal 2022 (52 weeks) to 2023 (53): 394.328 to 383.285. Same weeks: 383.285 × 364 ÷ 371 ÷ 394.328 − 1
    const [change] = changesOf('A', values(['2022-09-24', 394.328, 364], ['2023-09-30', 383.285, 371]), 'previous');
    expect(change).toMatchObject({
      percent: -2.8005,
      sameWeeksPercent: -4.6344,
      note: '371 days against 364: sameWeeksPercent is without the extra days',
    });
  });

  it('are said for a quarter of 14 weeks', () => {
    const [change] = changesOf('A', values(['2022-12-31', 98, 98], ['2023-04-01', 91, 91]), 'previous');
    // 98 in 14 weeks and 91 in 13 are seven a week both
    expect(change).toMatchObject({ percent: -7.1429, sameWeeksPercent: 0 });
  });

  it('are asked for where only the dates tell', () => {
    const notes = changesOf('A', values(['2022-09-24', 1], ['2023-09-30', 2], ['2024-09-28', 3]), 'previous');
    expect(notes.map(({ note }) => note)).toEqual([
      'The ends are 371 days apart: 53 weeks against 52? Give `days` of both',
      'The period to 2023-09-30 seems to have 53 weeks: give `days` of both',
    ]);
  });

  it('are nothing to leap years and month ends', () => {
    const years = values(['2023-12-31', 1, 365], ['2024-12-31', 2, 366], ['2025-12-31', 3, 365]);
    expect(changesOf('A', years, 'previous').map(({ note }) => note)).toEqual([undefined, undefined]);
  });
});
