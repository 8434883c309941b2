import type { PeriodFigures } from '@rolekit/demo-data';

/** How a figure moves into another currency: at the mean rate of its period, at the rate of its end, or not at all. */
export type Conversion = 'mean' | 'end' | 'none';

/** An item of the vendor's catalogue. Values are in units of `factor`. */
export interface FundamentalMetric {
  metric: string;
  name: string;
  category: string;
  subcategory: string;
  factor: number;
  conversion: Conversion;
  value(figures: PeriodFigures): number | null;
}

type Pick = (figures: PeriodFigures) => number;
const MILLION = 1_000_000;

type Items = [
  category: string,
  subcategory: string,
  conversion: Conversion,
  items: readonly (readonly [string, string, Pick])[],
];

function plain(...[category, subcategory, conversion, items]: Items): FundamentalMetric[] {
  return items.map(([metric, name, value]) => ({ metric, name, category, subcategory, factor: 1, conversion, value }));
}

/** Items in millions, from figures in thousands. */
function amounts(...[category, subcategory, conversion, items]: Items): FundamentalMetric[] {
  const inMillions = items.map(
    ([metric, name, pick]) => [metric, name, (of: PeriodFigures) => pick(of) / 1000] as const,
  );
  return plain(category, subcategory, conversion, inMillions).map((metric) => ({ ...metric, factor: MILLION }));
}

const percent = (part: number, whole: number) => (whole === 0 ? 0 : (part / whole) * 100);

/** The part of the vendor's catalogue that the fictional market has figures for, and one item that it has none for. */
export const FUNDAMENTAL_METRICS: readonly FundamentalMetric[] = [
  ...amounts('INCOME_STATEMENT', 'INCOME_STATEMENT', 'mean', [
    ['FF_SALES', 'Net Sales or Revenues', ({ flows }) => flows.sales],
    ['FF_COGS', 'Cost of Goods Sold Including Depreciation', ({ flows }) => flows.cogs],
    ['FF_GROSS_INC', 'Gross Income', ({ flows }) => flows.grossIncome],
    ['FF_SGA', 'Selling, General and Administrative Expense', ({ flows }) => flows.sga],
    ['FF_EBIT_OPER', 'EBIT (Operating Income)', ({ flows }) => flows.ebit],
    ['FF_EBITDA_OPER', 'EBITDA (Operating Income plus Depreciation)', ({ flows }) => flows.ebitda],
    ['FF_PTX_INC', 'Pretax Income', ({ flows }) => flows.pretaxIncome],
    ['FF_INC_TAX', 'Income Taxes', ({ flows }) => flows.tax],
    ['FF_CONSOL_NET_INC', 'Consolidated Net Income', ({ flows }) => flows.consolidatedIncome],
    ['FF_MIN_INT_EXP', 'Minority Interest Expense', ({ flows }) => flows.minorityIncome],
    ['FF_NET_INC', 'Net Income before Preferred Dividends', ({ flows }) => flows.netIncome],
    ['FF_DIV_PFD', 'Preferred Dividends', ({ flows }) => flows.preferredDividends],
  ]),
  ...amounts('INCOME_STATEMENT', 'EXPENSES', 'mean', [
    ['FF_RD_EXP', 'Research and Development Expense', ({ flows }) => flows.research],
    ['FF_DEP_AMORT_EXP', 'Depreciation and Amortization Expense', ({ flows }) => flows.depreciation],
    ['FF_INT_EXP_DEBT', 'Interest Expense on Debt', ({ flows }) => flows.interestExpense],
  ]),
  ...plain('INCOME_STATEMENT', 'PER_SHARE', 'mean', [
    ['FF_EPS_BASIC', 'Earnings per Share, Basic', ({ epsBasic }) => epsBasic],
    ['FF_EPS_DIL', 'Earnings per Share, Diluted', ({ epsDiluted }) => epsDiluted],
  ]),
  ...amounts('BALANCE_SHEET', 'ASSETS', 'end', [
    ['FF_CASH_ST', 'Cash and Short-Term Investments', ({ balances }) => balances.cash],
    ['FF_RECEIV_ST', 'Short-Term Receivables', ({ balances }) => balances.receivables],
    ['FF_INVEN', 'Inventories', ({ balances }) => balances.inventory],
    ['FF_ASSETS_CURR', 'Total Current Assets', ({ balances }) => balances.currentAssets],
    ['FF_PPE_NET', 'Property, Plant and Equipment, Net', ({ balances }) => balances.plant],
    ['FF_INTANG', 'Intangible Assets', ({ balances }) => balances.intangibles],
    ['FF_ASSETS', 'Total Assets', ({ balances }) => balances.assets],
  ]),
  ...amounts('BALANCE_SHEET', 'LIABILITIES', 'end', [
    ['FF_PAY_ACCT', 'Accounts Payable', ({ balances }) => balances.payables],
    ['FF_LIABS_CURR', 'Total Current Liabilities', ({ balances }) => balances.currentLiabilities],
    ['FF_DEBT_ST', 'Short-Term Debt', ({ balances }) => balances.shortDebt],
    ['FF_DEBT_LT', 'Long-Term Debt', ({ balances }) => balances.longDebt],
    ['FF_DEBT', 'Total Debt', ({ balances }) => balances.shortDebt + balances.longDebt],
    ['FF_NET_DEBT', 'Net Debt', ({ balances }) => balances.shortDebt + balances.longDebt - balances.cash],
    ['FF_LIABS', 'Total Liabilities', ({ balances }) => balances.liabilities],
    ['FF_MIN_INT_ACCUM', 'Accumulated Minority Interest', ({ balances }) => balances.minorityInterest],
  ]),
  ...amounts('BALANCE_SHEET', 'SHAREHOLDERS_EQUITY', 'end', [
    ['FF_PFD_STK', 'Preferred Stock, Carrying Value', ({ balances }) => balances.preferred],
    ['FF_COM_EQ', 'Common Equity', ({ balances }) => balances.commonEquity],
    ['FF_SHLDRS_EQ', "Total Shareholders' Equity", ({ balances }) => balances.shareholdersEquity],
    ['FF_RETAIN_EARN', 'Retained Earnings', ({ balances }) => balances.retainedEarnings],
    [
      'FF_LIABS_SHLDRS_EQ',
      "Total Liabilities and Shareholders' Equity",
      ({ balances }) => balances.liabilities + balances.minorityInterest + balances.shareholdersEquity,
    ],
  ]),
  ...amounts('CASH_FLOW', 'CASH_FLOW', 'mean', [
    ['FF_OPER_CF', 'Net Operating Cash Flow', ({ flows }) => flows.operatingCashFlow],
    ['FF_CAPEX', 'Capital Expenditures', ({ flows }) => -flows.capex],
    ['FF_INVEST_CF', 'Net Investing Cash Flow', ({ flows }) => flows.investingCashFlow],
    ['FF_DIV_CF', 'Cash Dividends Paid', ({ flows }) => -flows.dividends],
    ['FF_FIN_CF', 'Net Financing Cash Flow', ({ flows }) => flows.financingCashFlow],
    ['FF_FREE_CF', 'Free Cash Flow', ({ flows }) => flows.operatingCashFlow + flows.capex],
    ['FF_CHG_CASH_CF', 'Net Change in Cash', ({ flows }) => flows.cashChange],
  ]),
  ...plain('RATIOS', 'PROFITABILITY', 'none', [
    ['FF_GROSS_MGN', 'Gross Margin', ({ flows }) => percent(flows.grossIncome, flows.sales)],
    ['FF_OPER_MGN', 'Operating Margin', ({ flows }) => percent(flows.ebit, flows.sales)],
    ['FF_EBITDA_OPER_MGN', 'EBITDA Margin', ({ flows }) => percent(flows.ebitda, flows.sales)],
    ['FF_NET_MGN', 'Net Margin', ({ flows }) => percent(flows.netIncome, flows.sales)],
    ['FF_ROE', 'Return on Equity', ({ flows, balances }) => percent(flows.netIncome, balances.shareholdersEquity)],
  ]),
  ...amounts('MARKET_DATA', 'MARKET_DATA', 'none', [
    ['FF_COM_SHS_OUT', 'Common Shares Outstanding', ({ shares }) => shares.outstanding],
    ['FF_COM_SHS_OUT_EPS_BASIC', 'Common Shares for Basic Earnings per Share', ({ shares }) => shares.averageBasic],
    ['FF_COM_SHS_OUT_EPS_DIL', 'Common Shares for Diluted Earnings per Share', ({ shares }) => shares.averageDiluted],
  ]),
  {
    metric: 'FF_LOAN_LOSS_PROV',
    name: 'Provision for Loan Losses',
    category: 'FINANCIAL_SERVICES',
    subcategory: 'INCOME_STATEMENT',
    factor: MILLION,
    conversion: 'mean',
    value: () => null,
  },
];

export const FUNDAMENTAL_METRIC = new Map(FUNDAMENTAL_METRICS.map((metric) => [metric.metric, metric]));
