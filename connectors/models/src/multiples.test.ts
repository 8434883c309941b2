import { describe, expect, it } from 'vitest';
import { comps, impliedValues, leftOut, type Target } from './multiples.ts';

const NONE = { method: 'none', factor: 1.5 } as const;
const at = (value: number | null) => ({ p25: value, median: value, p75: value });

const TARGET: Target = {
  currency: 'USD',
  revenue: 100,
  ebitda: 20,
  netIncome: 5,
  netDebt: 190,
  minorityInterest: 10,
  preferred: 0,
  shares: 10,
  price: 4,
};

describe('the value of a share', () => {
  it('is n.m., never negative, where the claims of others are more than the enterprise is worth', () => {
    const [low, high] = impliedValues(TARGET, { evRevenue: at(1.5), evEbitda: at(12), pe: at(null) }).filter(
      (value) => value.at === 'median',
    );
    expect(low).toEqual({
      multiple: 'evRevenue',
      at: 'median',
      applied: 1.5,
      enterpriseValue: 150,
      equityValue: -50,
      perShare: null,
      againstPricePercent: null,
      notMeaningful: 'n.m.: net debt and other claims are more than the enterprise value',
    });
    // (20 × 12 − 200) ÷ 10 = 4.00, the price
    expect(high).toMatchObject({ equityValue: 40, perShare: 4, againstPricePercent: 0 });
    // exactly nothing is left
    expect(impliedValues(TARGET, { evRevenue: at(2), evEbitda: at(null), pe: at(null) })[0]).toMatchObject({
      equityValue: 0,
      perShare: null,
    });
  });

  it('is against the price in percent', () => {
    const values = impliedValues(
      { ...TARGET, netDebt: 0, minorityInterest: 0 },
      {
        evRevenue: at(0.5),
        evEbitda: at(2),
        pe: at(10),
      },
    );
    // 5.00, 4.00 and 5.00 a share against 4.00
    expect(values.filter((value) => value.at === 'median').map((value) => value.againstPricePercent)).toEqual([
      25, 0, 25,
    ]);
  });

  it('is not made of a multiple that is none, and says why', () => {
    const target = { ...TARGET, ebitda: -3, netIncome: null };
    const statistics = { evRevenue: at(-2), evEbitda: at(10), pe: at(15) };
    expect(impliedValues(target, statistics)).toEqual([]);
    expect(leftOut(target, statistics)).toEqual([
      "evRevenue: 3 of 3 of the peers' statistics are not meaningful and left out.",
      "evEbitda is left out: the target's EBITDA is not positive.",
      "pe is left out: the target's net income is missing.",
    ]);
  });
});

describe('a multiple that is none', () => {
  const base = {
    name: 'A',
    currency: 'USD',
    price: 10,
    shares: 10,
    netDebt: 0,
    revenue: 50,
    ebitda: 10,
    netIncome: 5,
    period: 'LTM',
    asOf: '2026-11-19',
    source: 'test',
  };

  it.each([
    ['negative EBITDA', { ebitda: -10 }, 'EBITDA is not positive'],
    ['EBITDA of zero', { ebitda: 0 }, 'EBITDA is not positive'],
    ['no EBITDA', { ebitda: null }, 'EBITDA is missing'],
    ['more cash than the company is worth', { netDebt: -150 }, 'the value is not positive'],
    ['cash of all but a cent', { netDebt: -99.99 }, 'the value is next to nothing'],
  ])('because of %s is null and says so', (_, changes, reason) => {
    const [result] = comps([{ ...base, id: 'A', ...changes }], NONE).companies;
    expect(result?.evEbitda).toBe(null);
    expect(result?.notMeaningful.evEbitda).toBe(reason);
  });

  it('is in no mean and no median, which say n of N', () => {
    const { statistics } = comps(
      [
        { ...base, id: 'A' },
        { ...base, id: 'B', ebitda: 20 },
        { ...base, id: 'C', ebitda: -1 },
        { ...base, id: 'D', ebitda: 0 },
      ],
      NONE,
    );
    // 10x and 5x
    expect(statistics.evEbitda).toMatchObject({ count: 2, of: 4, mean: 7.5, median: 7.5, min: 5, max: 10 });
  });
});
