import { seededRandom } from '../random.ts';
import { fiscalQuarters } from './fiscal.ts';
import { inventoryDays, type Profile, profileOf } from './profile.ts';
import type { Balances, Flows, ListedCompany, Shares, Statement } from './types.ts';

const INTEREST = 0.054;
const DEPOSIT = 0.021;
const PREFERRED_COUPON = 0.06;
const TAX_OWED = 0.5;

/**
 * The quarterly statements of a company as they are known today, oldest first. Whole thousands, so that they balance
 * exactly: assets are liabilities and equity, cash flow is the change of cash, retained earnings roll.
 */
export function quarterlyStatements(company: ListedCompany): Statement[] {
  const profile = profileOf(company);
  const random = seededRandom(`market/statements/${company.ticker}`);
  const quarters = fiscalQuarters(company);
  const stock = inventoryDays(company);
  const statements: Statement[] = [];
  let before = openingBalances(profile, stock);
  let shares = profile.shares;
  let trend = profile.firstSales / (profile.season[(quarters[0]?.quarter ?? 1) - 1] ?? 1);
  for (const [index, period] of quarters.entries()) {
    const progress = index / Math.max(1, quarters.length - 1);
    if (index > 0) trend *= (1 + profile.growth[0] + (profile.growth[1] - profile.growth[0]) * progress) ** 0.25;
    const sales = Math.round(trend * (profile.season[period.quarter - 1] ?? 1) * (0.985 + 0.03 * random.next()));
    const flows = incomeOf(profile, sales, before, () => 0.98 + 0.04 * random.next());
    const after = closeQuarter(profile, stock, flows, before);
    const now = sharesOf(flows, shares, profile);
    statements.push({ period, flows, balances: after, shares: now });
    before = after;
    shares = now.outstanding;
  }
  return statements;
}

function openingBalances(profile: Profile, stock: number): Balances {
  const year = profile.firstSales * 4;
  const cash = Math.round(year * profile.cash);
  const receivables = Math.round(profile.firstSales * 0.62);
  const inventory = Math.round((profile.firstSales * profile.cogs * stock) / 91);
  const otherCurrentAssets = Math.round(profile.firstSales * 0.11);
  const plant = Math.round(year * 0.24);
  const intangibles = Math.round(year * profile.intangibles);
  const otherAssets = Math.round(year * 0.06);
  const payables = Math.round(profile.firstSales * 0.24);
  const otherCurrentLiabilities = Math.round(profile.firstSales * 0.48);
  const debt = Math.round(year * profile.debt);
  const shortDebt = Math.round(debt * 0.12);
  const otherLiabilities = Math.round(year * 0.07);
  const preferred = profile.preferred ? Math.round(year * 0.04) : 0;
  const minorityInterest = profile.minority ? Math.round(year * 0.03) : 0;
  const assets = cash + receivables + inventory + otherCurrentAssets + plant + intangibles + otherAssets;
  const equity = assets - payables - otherCurrentLiabilities - debt - otherLiabilities - preferred - minorityInterest;
  const retainedEarnings = Math.round(equity * 0.4);
  return totals({
    cash,
    receivables,
    inventory,
    otherCurrentAssets,
    plant,
    intangibles,
    otherAssets,
    payables,
    otherCurrentLiabilities,
    shortDebt,
    longDebt: debt - shortDebt,
    otherLiabilities,
    preferred,
    minorityInterest,
    retainedEarnings,
    paidIn: equity - retainedEarnings,
  });
}

/** The lines of a balance sheet that are not sums of others. */
type Lines = Omit<
  Balances,
  'currentAssets' | 'assets' | 'currentLiabilities' | 'liabilities' | 'commonEquity' | 'shareholdersEquity'
>;

/** Adds the sums. */
export function totals(lines: Lines): Balances {
  const currentAssets = lines.cash + lines.receivables + lines.inventory + lines.otherCurrentAssets;
  const currentLiabilities = lines.payables + lines.otherCurrentLiabilities + lines.shortDebt;
  const commonEquity = lines.paidIn + lines.retainedEarnings;
  return {
    ...lines,
    currentAssets,
    assets: currentAssets + lines.plant + lines.intangibles + lines.otherAssets,
    currentLiabilities,
    liabilities: currentLiabilities + lines.longDebt + lines.otherLiabilities,
    commonEquity,
    shareholdersEquity: commonEquity + lines.preferred,
  };
}

/** Income, and the parts of cash flow that do not depend on the balance sheet at the end. */
function incomeOf(profile: Profile, sales: number, before: Balances, vary: () => number): Flows {
  const amortisation = Math.min(
    before.intangibles,
    Math.round(profile.firstSales * 4 * profile.intangibles * profile.amortisation),
  );
  const depreciation = Math.round(before.plant * profile.depreciation) + amortisation;
  const cogs = Math.round(sales * profile.cogs * vary()) + depreciation;
  const research = Math.round(sales * profile.research * vary());
  const sga = Math.round(sales * profile.sales * vary()) + research;
  const ebit = sales - cogs - sga;
  const interestExpense = Math.round(((before.shortDebt + before.longDebt) * INTEREST) / 4);
  const interestIncome = Math.round((before.cash * DEPOSIT) / 4);
  const pretaxIncome = ebit - interestExpense + interestIncome;
  const tax = Math.max(0, Math.round(pretaxIncome * profile.taxRate));
  const consolidatedIncome = pretaxIncome - tax;
  const minorityIncome = before.minorityInterest > 0 ? Math.round(before.minorityInterest * 0.02) : 0;
  const netIncome = consolidatedIncome - minorityIncome;
  const preferredDividends = Math.round((before.preferred * PREFERRED_COUPON) / 4);
  const distributable = Math.max(0, netIncome - preferredDividends);
  return {
    sales,
    cogs,
    grossIncome: sales - cogs,
    sga,
    research,
    depreciation,
    ebit,
    ebitda: ebit + depreciation,
    interestExpense,
    interestIncome,
    pretaxIncome,
    tax,
    consolidatedIncome,
    minorityIncome,
    netIncome,
    preferredDividends,
    stockCompensation: Math.round(sales * profile.stockCompensation),
    workingCapitalChange: 0,
    operatingCashFlow: 0,
    capex: -Math.round(sales * profile.capex),
    investingCashFlow: 0,
    debtChange: 0,
    dividends: -(Math.round(distributable * profile.dividend) + preferredDividends),
    buybacks: -Math.round(distributable * profile.buyback),
    financingCashFlow: 0,
    cashChange: 0,
  };
}

/** Completes the cash flow and answers the balance sheet that follows from it. */
function closeQuarter(profile: Profile, stock: number, flows: Flows, before: Balances): Balances {
  const amortisation = Math.min(
    before.intangibles,
    Math.round(profile.firstSales * 4 * profile.intangibles * profile.amortisation),
  );
  const receivables = Math.round(flows.sales * 0.62);
  const inventory = Math.round((flows.sales * profile.cogs * stock) / 91);
  const otherCurrentAssets = Math.round(flows.sales * 0.11);
  const payables = Math.round(flows.sales * 0.24);
  const otherCurrentLiabilities = Math.round(flows.sales * 0.48) + Math.round(flows.tax * TAX_OWED);
  flows.workingCapitalChange =
    before.receivables -
    receivables +
    before.inventory -
    inventory +
    before.otherCurrentAssets -
    otherCurrentAssets +
    payables -
    before.payables +
    otherCurrentLiabilities -
    before.otherCurrentLiabilities;
  flows.operatingCashFlow =
    flows.consolidatedIncome + flows.depreciation + flows.stockCompensation + flows.workingCapitalChange;
  flows.investingCashFlow = flows.capex;
  const free = before.cash + flows.operatingCashFlow + flows.investingCashFlow + flows.dividends + flows.buybacks;
  // borrow when cash would fall below six weeks of sales, else pay back one per cent of the long debt
  const floor = Math.round(flows.sales * 0.5);
  flows.debtChange = free < floor ? floor - free : -Math.round(before.longDebt * 0.01);
  flows.financingCashFlow = flows.debtChange + flows.dividends + flows.buybacks;
  flows.cashChange = flows.operatingCashFlow + flows.investingCashFlow + flows.financingCashFlow;
  return totals({
    cash: before.cash + flows.cashChange,
    receivables,
    inventory,
    otherCurrentAssets,
    plant: before.plant - flows.capex - (flows.depreciation - amortisation),
    intangibles: before.intangibles - amortisation,
    otherAssets: before.otherAssets,
    payables,
    otherCurrentLiabilities,
    shortDebt: before.shortDebt,
    longDebt: before.longDebt + flows.debtChange,
    otherLiabilities: before.otherLiabilities,
    preferred: before.preferred,
    minorityInterest: before.minorityInterest + flows.minorityIncome,
    retainedEarnings: before.retainedEarnings + flows.netIncome + flows.dividends,
    paidIn: before.paidIn + flows.stockCompensation + flows.buybacks,
  });
}

function sharesOf(flows: Flows, before: number, profile: Profile): Shares {
  const issued = Math.round(before * (profile.stockCompensation / 40));
  const bought = flows.buybacks < 0 ? Math.round(before * 0.003) : 0;
  const outstanding = before + issued - bought;
  const averageBasic = Math.round((before + outstanding) / 2);
  // losses make share awards anti-dilutive
  const diluting = flows.netIncome > 0 ? Math.round(averageBasic * (0.004 + profile.stockCompensation / 4)) : 0;
  return { outstanding, averageBasic, averageDiluted: averageBasic + diluting };
}
