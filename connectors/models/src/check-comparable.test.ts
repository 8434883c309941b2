import { describe, expect, it } from 'vitest';
import { checkTarget, comparabilityNotes } from './check-comparable.ts';
import { type Company, comps } from './multiples.ts';

const NONE = { method: 'none', factor: 1.5 } as const;

/** EV 6,000: revenue 3.0x, EBITDA 12.0x, P/E 20.0x. */
function company(id: string, changes: Partial<Company> = {}): Company {
  return {
    id,
    name: `Company ${id}`,
    currency: 'USD',
    price: 50,
    shares: 100,
    shareBasis: 'basic',
    netDebt: 1000,
    minorityInterest: 0,
    preferred: 0,
    revenue: 2000,
    ebitda: 500,
    netIncome: 250,
    period: 'LTM',
    periodEnd: '2026-09-30',
    asOf: '2026-11-19',
    source: 'test',
    ...changes,
  };
}

const notesOf = (...companies: Company[]) => comparabilityNotes(companies, comps(companies, NONE).companies);
const refusal = (...companies: Company[]) => {
  try {
    comps(companies, NONE);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'not refused';
};

describe('comps refuse', () => {
  it('a price that has stood still', () => {
    expect(refusal(company('A'), company('B', { asOf: '2026-08-19' }))).toContain(
      'The prices are of days 92 days apart, 2026-08-19 to 2026-11-19; old ones: B.',
    );
  });

  it('one fiscal year that ends in several months', () => {
    const fiscal = { period: 'FY2026' };
    expect(
      refusal(
        company('A', { ...fiscal, periodEnd: '2026-06-30' }),
        company('B', { ...fiscal, periodEnd: '2026-12-31' }),
      ),
    ).toContain('FY2026 does not end at the same time: A 2026-06-30, B 2026-12-31.');
  });

  it('metrics in another currency than the price', () => {
    expect(refusal(company('A'), company('B', { metricsCurrency: 'CNY' }))).toContain(
      'Price and metrics are in different currencies: B USD and CNY.',
    );
    expect(refusal(company('A', { metricsCurrency: 'USD' }))).toBe('not refused');
  });

  it('basic shares beside diluted ones', () => {
    expect(refusal(company('A'), company('B', { shareBasis: 'diluted' }))).toContain(
      '1 of 2 companies have basic shares, others diluted',
    );
  });

  it('a target among its own peers, or with shares counted otherwise', () => {
    const target = { ...company('T'), name: 'Company A' };
    expect(() => checkTarget([company('A')], target)).toThrow('it would be in its own median');
    expect(() => checkTarget([company('A')], { ...company('T'), shareBasis: 'diluted' })).toThrow('basic shares');
  });
});

describe('comps say', () => {
  it('nothing of companies that are measured alike, also with years of 52 or 53 weeks', () => {
    const fiscal = { period: 'FY2025' };
    expect(
      notesOf(
        company('A', { ...fiscal, periodEnd: '2025-12-31', asOf: '2026-02-27' }),
        company('B', { ...fiscal, periodEnd: '2026-01-03', asOf: '2026-02-27' }),
      ),
    ).toEqual([]);
  });

  it('which prices are of another day', () => {
    expect(notesOf(company('A'), company('B', { asOf: '2026-11-18' }), company('C'))).toEqual([
      'Prices are of different days: 2026-11-19, but B 2026-11-18.',
    ]);
  });

  it('that balance sheets are more than a quarter apart, old or without a date', () => {
    expect(notesOf(company('A'), company('B', { periodEnd: '2026-07-31' }))).toEqual([]);
    expect(notesOf(company('A'), company('B', { periodEnd: '2026-03-31' }))).toEqual([
      'Balance sheets are 183 days apart, 2026-03-31 to 2026-09-30: more than a quarter.',
    ]);
    expect(notesOf(company('A', { periodEnd: '2025-12-31' }))).toEqual([
      'Balance sheets older than 280 days at the price: A 2025-12-31.',
    ]);
    expect(notesOf(company('A'), company('B', { periodEnd: undefined }))).toEqual([
      '1 of 2 balance sheets have no date (`periodEnd`).',
    ]);
  });

  it('that one fiscal year may end in several months where no dates are given', () => {
    const fiscal = { period: 'FY2026', periodEnd: undefined };
    expect(notesOf(company('A', fiscal), company('B', fiscal))).toContain(
      'Whether FY2026 ends at the same time for all is not known: calendarise if it does not.',
    );
  });

  it('that twelve months are not over on the day of the price', () => {
    expect(notesOf(company('A', { periodEnd: '2026-12-31' }))).toEqual([
      'Not over on the day of the price: A 2026-12-31.',
    ]);
  });

  it('what the bridge takes as nothing', () => {
    const bare = { minorityInterest: undefined, preferred: undefined, shareBasis: undefined };
    expect(notesOf(company('A'), company('B', bare))).toEqual([
      'Minority interest not given and taken as 0: B.',
      'Preferred not given and taken as 0: B.',
      'Whether the shares are basic or diluted is not said (`shareBasis`).',
    ]);
  });

  it('that a multiple is too high to mean anything, as a price in pence makes it', () => {
    expect(notesOf(company('A'), company('B', { price: 5000, netDebt: 0 }))).toEqual([
      'Over 100x, so hardly meaningful: B evRevenue 250x, B evEbitda 1000x, B pe 2000x. The metric is near zero, or price and metric are in different units or currencies.',
    ]);
  });
});
