import { longTailCompany, MARKET_COMPANIES } from './companies.ts';
import { corporateActionsOf } from './corporate-actions.ts';
import { type EstimatedPeriod, estimatedQuarters, estimatedYears } from './estimates.ts';
import { annualFigures, quarterFigures, trailingFigures, yearToDateFigures } from './period-figures.ts';
import { dailyPrices, LAST_CLOSE } from './prices.ts';
import { originalStatements } from './restatements.ts';
import { quarterlyStatements } from './statements.ts';
import type { CorporateAction, DailyPrice, ListedCompany, PeriodFigures, Statement } from './types.ts';

/** Figures as first published, or as they are known today. */
export type Version = 'original' | 'latest';

export interface Figures {
  quarters: readonly PeriodFigures[];
  annual: readonly PeriodFigures[];
  /** Twelve months to each quarter end. */
  trailing: readonly PeriodFigures[];
  yearToDate: readonly PeriodFigures[];
}

/** All there is about one company; each part is made when it is first asked for. */
export interface CompanyData {
  readonly company: ListedCompany;
  statements(version: Version): readonly Statement[];
  figures(version: Version): Figures;
  prices(): readonly DailyPrice[];
  actions(): readonly CorporateAction[];
  estimates(): { years: readonly EstimatedPeriod[]; quarters: readonly EstimatedPeriod[] };
}

export interface Market {
  readonly companies: readonly ListedCompany[];
  readonly lastClose: string;
  /** By ticker (`NVRA-US`), permanent id (`-R`, `-S`, `-L`, `-E`) or ISIN, in any case. */
  find(id: string): CompanyData | undefined;
}

let market: Market | undefined;

/** The fictional market: 64 listed companies, the same on every machine. */
export function demoMarket(): Market {
  market ??= makeMarket();
  return market;
}

function makeMarket(): Market {
  const byId = new Map<string, ListedCompany>();
  for (const company of MARKET_COMPANIES)
    for (const id of [
      company.ticker,
      company.fsymId,
      company.securityId,
      company.listingId,
      company.entityId,
      company.isin,
    ])
      byId.set(id, company);
  const data = new Map<string, CompanyData>();
  return {
    companies: MARKET_COMPANIES,
    lastClose: LAST_CLOSE,
    find(id) {
      const company = byId.get(id.toUpperCase()) ?? longTail(id.toUpperCase(), byId);
      if (!company) return undefined;
      const known = data.get(company.ticker) ?? companyData(company);
      data.set(company.ticker, known);
      return known;
    },
  };
}

function longTail(id: string, byId: Map<string, ListedCompany>): ListedCompany | undefined {
  const company = longTailCompany(id);
  if (company) for (const alias of [company.ticker, company.fsymId]) byId.set(alias, company);
  return company;
}

function companyData(company: ListedCompany): CompanyData {
  const latest = once(() => quarterlyStatements(company));
  const original = once(() => originalStatements(company.ticker, latest()));
  const statements = (version: Version) => (version === 'latest' ? latest() : original());
  const figures = { latest: once(() => figuresOf(latest())), original: once(() => figuresOf(original())) };
  const trailing = () => figures.latest().trailing.at(-1) as PeriodFigures;
  return {
    company,
    statements,
    figures: (version) => figures[version](),
    prices: once(() => dailyPrices(company, trailing())),
    actions: once(() => corporateActionsOf(company, latest())),
    estimates: once(() => ({
      years: estimatedYears(company, figures.original().annual, trailing()),
      quarters: estimatedQuarters(company, figures.original().quarters),
    })),
  };
}

/** Each kind is made when it is first read: most requests need one. */
function figuresOf(statements: readonly Statement[]): Figures {
  const quarters = once(() => quarterFigures(statements));
  const annual = once(() => annualFigures(statements));
  const trailing = once(() => trailingFigures(statements));
  const yearToDate = once(() => yearToDateFigures(statements));
  return {
    get quarters() {
      return quarters();
    },
    get annual() {
      return annual();
    },
    get trailing() {
      return trailing();
    },
    get yearToDate() {
      return yearToDate();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
