/** What a listed company does; the market has these three sectors. */
export type Sector = 'Enterprise Software' | 'Industrial Automation' | 'Medical Devices';
export type Region = 'US' | 'DE' | 'GB' | 'JP';
export type MarketCurrency = 'USD' | 'EUR' | 'GBP' | 'JPY';

/** A listed company of the fictional market. */
export interface ListedCompany {
  /** Ticker and region: `NVRA-US`. */
  ticker: string;
  name: string;
  sector: Sector;
  region: Region;
  exchange: string;
  currency: MarketCurrency;
  /** Month in which the fiscal year ends, 1 to 12, today. */
  fiscalYearEndMonth: number;
  /** Permanent ids: regional, security, listing, entity. */
  fsymId: string;
  securityId: string;
  listingId: string;
  entityId: string;
  isin: string;
}

/** One fiscal quarter, as its dates. */
export interface FiscalQuarter {
  start: string;
  end: string;
  fiscalYear: number;
  /** 1 to 4. */
  quarter: number;
  /** In the short period between an old and a new fiscal year end. */
  transition: boolean;
  /** The day on which it was published. */
  reported: string;
}

/** Income and cash flow of a period, in thousands of the company's currency. Costs are positive, cash paid out is negative. */
export interface Flows {
  sales: number;
  /** Cost of goods sold, with depreciation and amortisation. */
  cogs: number;
  grossIncome: number;
  /** Selling, general and administrative expense, with research and development. */
  sga: number;
  research: number;
  depreciation: number;
  ebit: number;
  ebitda: number;
  interestExpense: number;
  interestIncome: number;
  pretaxIncome: number;
  tax: number;
  consolidatedIncome: number;
  minorityIncome: number;
  /** To the shareholders of the company, before preferred dividends. */
  netIncome: number;
  preferredDividends: number;
  stockCompensation: number;
  workingCapitalChange: number;
  operatingCashFlow: number;
  capex: number;
  investingCashFlow: number;
  debtChange: number;
  dividends: number;
  buybacks: number;
  financingCashFlow: number;
  cashChange: number;
}

/** Balance sheet at the end of a period, in thousands of the company's currency. */
export interface Balances {
  cash: number;
  receivables: number;
  inventory: number;
  otherCurrentAssets: number;
  currentAssets: number;
  plant: number;
  intangibles: number;
  otherAssets: number;
  assets: number;
  payables: number;
  otherCurrentLiabilities: number;
  shortDebt: number;
  currentLiabilities: number;
  longDebt: number;
  otherLiabilities: number;
  liabilities: number;
  preferred: number;
  paidIn: number;
  retainedEarnings: number;
  commonEquity: number;
  /** Preferred and common. */
  shareholdersEquity: number;
  minorityInterest: number;
}

/** Shares in thousands, on today's basis: earlier counts are adjusted for splits. */
export interface Shares {
  outstanding: number;
  averageBasic: number;
  averageDiluted: number;
}

export interface Statement {
  period: FiscalQuarter;
  flows: Flows;
  balances: Balances;
  shares: Shares;
}

/** A period of any length made of quarters. Per-share values are in the company's currency. */
export interface PeriodFigures {
  kind: 'annual' | 'quarter' | 'ltm' | 'ytd';
  start: string;
  end: string;
  days: number;
  fiscalYear: number;
  /** The quarter that ends it, 1 to 4. */
  quarter: number;
  transition: boolean;
  reported: string;
  flows: Flows;
  balances: Balances;
  shares: Shares;
  epsBasic: number;
  epsDiluted: number;
}

/** What changed when a company published earlier periods again. */
export interface Restatement {
  ticker: string;
  announced: string;
  reason: string;
  /** Change of the original figure against the latest, by quarter end; thousands. */
  quarters: { end: string; sales: number; cogs: number; sga: number }[];
}

export interface CorporateAction {
  ticker: string;
  kind: 'split' | 'dividend';
  /** Ex-date. */
  effective: string;
  announced: string;
  recordDate: string;
  payDate: string;
  /** For a split: new shares for one old one. */
  ratio?: number;
  /** For a dividend: per share, on today's basis. */
  amount?: number;
}

export interface DailyPrice {
  date: string;
  /** Adjusted for splits, as everything in this row. */
  close: number;
  open: number;
  high: number;
  low: number;
  volume: number;
}

export type EstimateMetric = 'SALES' | 'EBITDA' | 'EBIT' | 'NET_INC' | 'EPS';

/** Consensus for one period as it stood on a day. Millions, EPS in the currency itself. */
export interface Consensus {
  metric: EstimateMetric;
  fiscalYear: number;
  end: string;
  asOf: string;
  mean: number;
  median: number;
  high: number;
  low: number;
  standardDeviation: number;
  count: number;
  up: number;
  down: number;
}
