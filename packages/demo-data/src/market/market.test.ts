import { describe, expect, it } from 'vitest';
import { DEMO_TODAY } from '../calendar.ts';
import { longTailCompany, MARKET_COMPANIES } from './companies.ts';
import { consensusAt } from './estimates.ts';
import { fxAverage, fxRate } from './fx.ts';
import { type CompanyData, demoMarket } from './market.ts';
import { marketDays } from './prices.ts';
import type { Balances, Statement } from './types.ts';

const market = demoMarket();
const all = market.companies.map((company) => market.find(company.ticker) as CompanyData);

/** What does not add up in a company's statements, in words; nothing when all is well. */
function problemsOf(statements: readonly Statement[]): string[] {
  return statements.flatMap(({ period, flows, balances }, index) => {
    const before = statements[index - 1]?.balances;
    const at = (problem: string) => `${period.end}: ${problem}`;
    return [
      assetsOf(balances) !== 0 && at('assets are not liabilities and equity'),
      flows.sales - flows.cogs - flows.sga !== flows.ebit && at('EBIT is not sales less costs'),
      flows.operatingCashFlow !==
        flows.consolidatedIncome + flows.depreciation + flows.stockCompensation + flows.workingCapitalChange &&
        at('operating cash flow'),
      flows.operatingCashFlow + flows.investingCashFlow + flows.financingCashFlow !== flows.cashChange &&
        at('cash flow'),
      before && balances.cash - before.cash !== flows.cashChange && at('cash'),
      before &&
        balances.retainedEarnings - before.retainedEarnings !== flows.netIncome + flows.dividends &&
        at('retained earnings'),
      balances.cash < 0 && at('negative cash'),
    ].filter((problem) => typeof problem === 'string');
  });
}

function assetsOf({ assets, liabilities, minorityInterest, shareholdersEquity }: Balances): number {
  return assets - liabilities - minorityInterest - shareholdersEquity;
}

describe('the statements', () => {
  it('balance, tie to cash and roll, in every quarter of every company', () => {
    expect(
      all.flatMap((one) => problemsOf(one.statements('latest')).map((problem) => `${one.company.ticker} ${problem}`)),
    ).toEqual([]);
  });

  it('balance as first published too', () => {
    const original = ['LNFD-US', 'BNTI-US'].map((ticker) => market.find(ticker)?.statements('original') ?? []);
    expect(
      original.flatMap((statements) => statements.map(({ balances }) => assetsOf(balances)).filter((off) => off !== 0)),
    ).toEqual([]);
    expect(
      original
        .flat()
        .filter(
          ({ flows }) =>
            flows.operatingCashFlow + flows.investingCashFlow + flows.financingCashFlow !== flows.cashChange,
        ),
    ).toEqual([]);
  });

  it('cover five fiscal years and at least twenty quarters that were published by today', () => {
    expect(all.filter((one) => one.figures('latest').annual.length < 5).map((one) => one.company.ticker)).toEqual([]);
    expect(all.filter((one) => one.statements('latest').length < 20).map((one) => one.company.ticker)).toEqual([]);
    expect(all.flatMap((one) => one.statements('latest')).filter(({ period }) => period.reported > DEMO_TODAY)).toEqual(
      [],
    );
  });

  it('make a year of its quarters', () => {
    const novera = market.find('NVRA-US') as CompanyData;
    const year = novera.figures('latest').annual.at(-1);
    const quarters = novera.statements('latest').filter(({ period }) => period.fiscalYear === 2025);
    expect(quarters.map(({ period }) => period.quarter)).toEqual([1, 2, 3, 4]);
    expect(year?.flows.sales).toBe(quarters.reduce((sum, { flows }) => sum + flows.sales, 0));
    expect(year?.balances).toEqual(quarters[3]?.balances);
  });

  it('end fiscal years in five different months', () => {
    expect([...new Set(market.companies.map((company) => company.fiscalYearEndMonth))].sort((a, b) => a - b)).toEqual([
      1, 3, 6, 9, 12,
    ]);
    expect(market.find('SBLC-US')?.statements('latest').at(-1)?.period).toMatchObject({
      end: '2026-07-31',
      fiscalYear: 2027,
      quarter: 2,
    });
  });
});

describe('the companies', () => {
  it('are 64 in three sectors and four regions', () => {
    expect(MARKET_COMPANIES).toHaveLength(64);
    expect(new Set(MARKET_COMPANIES.map((company) => company.sector)).size).toBe(3);
    expect([...new Set(MARKET_COMPANIES.map((company) => company.currency))].sort()).toEqual([
      'EUR',
      'GBP',
      'JPY',
      'USD',
    ]);
  });

  it('have ids of their own, in the form of permanent ids', () => {
    const ids = MARKET_COMPANIES.flatMap((one) => [
      one.ticker,
      one.fsymId,
      one.securityId,
      one.listingId,
      one.entityId,
      one.isin,
    ]);
    expect(new Set(ids).size).toBe(64 * 6);
    expect(MARKET_COMPANIES.filter((one) => !/^[0-9B-DF-HJ-NP-TV-Z]{6}-R$/.test(one.fsymId))).toEqual([]);
  });

  it('are found by any of their ids, and not by another', () => {
    const { ticker, fsymId, isin } = MARKET_COMPANIES[0] as (typeof MARKET_COMPANIES)[number];
    expect([ticker.toLowerCase(), fsymId, isin].map((id) => market.find(id)?.company.name)).toEqual([
      'Novera Systems Inc.',
      'Novera Systems Inc.',
      'Novera Systems Inc.',
    ]);
    expect(market.find('NVRA')).toBeUndefined();
    expect(market.find('AAPL-US')).toBeUndefined();
  });

  it('have six thousand small caps behind them, made when asked for', () => {
    expect(market.find('Z0042-US')?.company).toMatchObject({ name: 'Small Cap 0042 Corp.', currency: 'USD' });
    expect(longTailCompany('Z6000-US')).toBeUndefined();
    expect(problemsOf(market.find('Z5999-US')?.statements('latest') ?? [])).toEqual([]);
  });
});

describe('prices, currencies and estimates', () => {
  it('has a price above nothing on every trading day of three years', () => {
    expect(marketDays()).toHaveLength(778);
    const bad = all.filter(
      (one) =>
        one.prices().length !== 778 ||
        one
          .prices()
          .some(({ close, low, high, open }) => low <= 0 || close < low || close > high || open < low || open > high),
    );
    expect(bad.map((one) => one.company.ticker)).toEqual([]);
  });

  it('converts there and back', () => {
    expect(fxRate('EUR', 'JPY', '2026-11-19') * fxRate('JPY', 'EUR', '2026-11-19')).toBeCloseTo(1, 12);
    expect(fxRate('USD', 'USD', '2026-11-19')).toBe(1);
    expect(fxAverage('GBP', 'USD', '2026-11-19', '2026-11-19')).toBe(fxRate('GBP', 'USD', '2026-11-19'));
  });

  it('has no estimate before a period is covered or after today', () => {
    const { company, estimates } = market.find('NVRA-US') as CompanyData;
    const [year] = estimates().years.slice(-1);
    expect(year?.fiscalYear).toBe(2028);
    expect(year && consensusAt(company, year, 'SALES', '2025-06-30')).toBeUndefined();
    expect(year && consensusAt(company, year, 'SALES', '2026-12-31')).toBeUndefined();
    expect(year && consensusAt(company, year, 'SALES', '2026-11-19')?.mean).toBe(2194.51);
  });
});
