import { describe, expect, it } from 'vitest';
import { type CompsInput, calendarYear, compsInput, medianOf } from './comps-figures.ts';
import { consensusAt } from './estimates.ts';
import { type CompanyData, demoMarket, type Version } from './market.ts';
import { cents } from './period-figures.ts';
import { RESTATEMENTS } from './restatements.ts';
import {
  AMBIGUOUS_STORY,
  CALENDAR_STORY,
  COMPS_STORY,
  RESTATEMENT_STORY,
  REVISION_STORY,
  SPLIT_STORY,
  YEAR_END_STORY,
} from './stories.ts';
import type { PeriodFigures } from './types.ts';

const market = demoMarket();
const dataOf = (ticker: string) => market.find(ticker) as CompanyData;

function mediansOf(rows: readonly Pick<CompsInput, 'evToSales' | 'evToEbitda' | 'priceToEarnings'>[]) {
  return {
    evToSales: medianOf(rows.map((row) => row.evToSales)),
    evToEbitda: medianOf(rows.map((row) => row.evToEbitda)),
    priceToEarnings: medianOf(rows.map((row) => row.priceToEarnings)),
  };
}

describe('the comps set', () => {
  it('has the inputs and multiples that the story says', () => {
    expect(compsInput(dataOf('NVRA-US'))).toEqual(COMPS_STORY.target);
    expect(COMPS_STORY.peers.map((peer) => compsInput(dataOf(peer.ticker)))).toEqual(COMPS_STORY.peers);
  });

  it('has the medians that the story says, with and without the outlier', () => {
    expect(mediansOf(COMPS_STORY.peers)).toEqual(COMPS_STORY.medians);
    expect(mediansOf(COMPS_STORY.peers.filter((peer) => peer.ticker !== COMPS_STORY.outlier.ticker))).toEqual(
      COMPS_STORY.mediansWithoutOutlier,
    );
  });

  it('has the same medians when the multiples are not rounded first', () => {
    const exact = COMPS_STORY.peers.map((peer) => {
      const value = peer.price * peer.shares + peer.debt + peer.preferred + peer.minority - peer.cash;
      return {
        evToSales: value / peer.sales,
        evToEbitda: peer.ebitda > 0 ? value / peer.ebitda : null,
        priceToEarnings: peer.eps > 0 ? peer.price / peer.eps : null,
      };
    });
    expect(mediansOf(exact)).toEqual(COMPS_STORY.medians);
    expect(mediansOf(exact.filter((_, index) => COMPS_STORY.peers[index]?.ticker !== 'KLVR-US'))).toEqual(
      COMPS_STORY.mediansWithoutOutlier,
    );
  });

  it('mixes three currencies, five year ends and two balance sheet dates', () => {
    expect([...new Set(COMPS_STORY.peers.map((peer) => peer.currency))]).toEqual(['USD', 'EUR', 'GBP']);
    expect([...new Set(COMPS_STORY.peers.map((peer) => dataOf(peer.ticker).company.fiscalYearEndMonth))]).toEqual([
      12, 6, 9, 1, 3,
    ]);
    expect([...new Set(COMPS_STORY.peers.map((peer) => peer.periodEnd))]).toEqual(['2026-09-30', '2026-07-31']);
  });

  it('has the calendar year that the story says', () => {
    const rows = [CALENDAR_STORY.target, ...CALENDAR_STORY.peers];
    const years = rows.map((row) => calendarYear(dataOf(row.ticker), CALENDAR_STORY.year, CALENDAR_STORY.asOf));
    expect(years).toEqual(rows.map(({ ticker, year, sales, ebitda, eps }) => ({ ticker, year, sales, ebitda, eps })));
    const value = new Map([COMPS_STORY.target, ...COMPS_STORY.peers].map((row) => [row.ticker as string, row]));
    const multiples = years.map(({ ticker, sales, ebitda, eps }) => ({
      evToSales: cents((value.get(ticker)?.enterpriseValue ?? 0) / sales),
      evToEbitda: ebitda > 0 ? cents((value.get(ticker)?.enterpriseValue ?? 0) / ebitda) : null,
      priceToEarnings: eps > 0 ? cents((value.get(ticker)?.price ?? 0) / eps) : null,
    }));
    expect(multiples).toEqual(
      rows.map(({ evToSales, evToEbitda, priceToEarnings }) => ({ evToSales, evToEbitda, priceToEarnings })),
    );
    expect(mediansOf(multiples.slice(1))).toEqual(CALENDAR_STORY.medians);
  });
});

describe('what makes the market hard', () => {
  const figuresOf = (period: PeriodFigures | undefined) =>
    period && {
      sales: period.flows.sales / 1000,
      ebitda: period.flows.ebitda / 1000,
      netIncome: period.flows.netIncome / 1000,
      epsDiluted: period.epsDiluted,
    };

  it('restated two quarters of Linfield Logic', () => {
    const at = (version: Version, kind: 'quarters' | 'annual', end: string) =>
      figuresOf(
        dataOf('LNFD-US')
          .figures(version)
          [kind].find((figure) => figure.end === end),
      );
    for (const { end, original, latest } of RESTATEMENT_STORY.quarters) {
      expect(at('original', 'quarters', end)).toEqual(original);
      expect(at('latest', 'quarters', end)).toEqual(latest);
    }
    expect(at('original', 'annual', '2025-12-31')).toEqual(RESTATEMENT_STORY.year.original);
    expect(at('latest', 'annual', '2025-12-31')).toEqual(RESTATEMENT_STORY.year.latest);
    expect(compsInput(dataOf('LNFD-US'), 'original')).toMatchObject(RESTATEMENT_STORY.originalMultiples);
    expect(RESTATEMENTS.find((restatement) => restatement.ticker === 'LNFD-US')?.announced).toBe('2026-09-08');
  });

  it('reclassified cost at Benthic Imaging without changing its income', () => {
    const at = (version: Version) =>
      dataOf('BNTI-US')
        .figures(version)
        .quarters.find((quarter) => quarter.end === '2024-12-31')?.flows;
    expect((at('latest')?.cogs ?? 0) - (at('original')?.cogs ?? 0)).toBe(6100);
    expect(at('latest')?.netIncome).toBe(at('original')?.netIncome);
  });

  it('split the shares of Brackenridge Controls', () => {
    const close = (date: string) =>
      dataOf('BRKC-US')
        .prices()
        .find((price) => price.date === date)?.close;
    expect(close(SPLIT_STORY.before.date)).toBe(SPLIT_STORY.before.adjusted);
    expect(SPLIT_STORY.before.unadjusted).toBe(cents(SPLIT_STORY.before.adjusted * 4));
    expect(close(SPLIT_STORY.after.date)).toBe(SPLIT_STORY.after.adjusted);
    expect(
      dataOf('BRKC-US')
        .actions()
        .filter((action) => action.kind === 'split'),
    ).toHaveLength(1);
  });

  it('moved the year end of Ridgeline Actuation', () => {
    const periods = dataOf('RDGA-US')
      .figures('latest')
      .annual.map(({ fiscalYear, end, days, flows }) => ({ fiscalYear, end, days, sales: flows.sales / 1000 }));
    expect(periods).toEqual(YEAR_END_STORY.periods);
  });

  it('gave one name to two companies', () => {
    const named = (text: string) =>
      market.companies
        .filter((company) => `${company.name} ${company.ticker}`.includes(text))
        .map((company) => company.ticker);
    expect({ Halden: named('Halden'), HLDN: named('HLDN'), Corvex: named('Corvex') }).toEqual(AMBIGUOUS_STORY);
  });

  it('revised the consensus for Novera Systems', () => {
    const { company, estimates } = dataOf(REVISION_STORY.ticker);
    const year = estimates().years.find((period) => period.fiscalYear === REVISION_STORY.fiscalYear);
    const mean = (metric: 'SALES' | 'EBITDA' | 'EPS', day: string) =>
      year ? consensusAt(company, year, metric, day)?.mean : undefined;
    expect(
      REVISION_STORY.means.map(({ asOf }) => ({
        asOf,
        sales: mean('SALES', asOf),
        ebitda: mean('EBITDA', asOf),
        eps: mean('EPS', asOf),
      })),
    ).toEqual(REVISION_STORY.means);
  });
});
