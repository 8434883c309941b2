import { checkComparable } from './check-comparable.ts';
import { type Company, type CompanyMultiples, MULTIPLES, type Multiple, type Target } from './company.ts';
import { round } from './round.ts';
import { type OutlierRule, type Statistics, statisticsOf } from './statistics.ts';

export { type Company, type CompanyMultiples, MULTIPLES, type Multiple, type Target };

export interface Comps {
  companies: CompanyMultiples[];
  statistics: Record<Multiple, Statistics>;
}

/**
 * Multiples of a set of companies and their statistics. Companies of several currencies are fine: a multiple has none.
 * What would compare different times or different things is refused.
 *
 * @throws RK_INVALID_REQUEST
 */
export function comps(companies: readonly Company[], rule: OutlierRule): Comps {
  checkComparable(companies);
  const results = companies.map(multiplesOf);
  const statistics = Object.fromEntries(
    MULTIPLES.map((multiple) => [
      multiple,
      statisticsOf(
        results.map((result) => ({ id: result.id, value: result[multiple], reason: result.notMeaningful[multiple] })),
        rule,
      ),
    ]),
  ) as Comps['statistics'];
  return { companies: results, statistics };
}

/** A multiple below it would be shown as 0.00x. */
export const NEAR_ZERO = 0.005;

/** What others than the shareholders have in the enterprise, less its cash. */
export function claimsOf({
  netDebt,
  minorityInterest = 0,
  preferred = 0,
}: Pick<Company, 'netDebt' | 'minorityInterest' | 'preferred'>): number {
  return netDebt + minorityInterest + preferred;
}

export function multiplesOf(company: Company): CompanyMultiples {
  const equityValue = company.price * company.shares;
  const enterpriseValue = equityValue + claimsOf(company);
  const notMeaningful: CompanyMultiples['notMeaningful'] = {};
  const over = (multiple: Multiple, numerator: number, denominator: number | null, what: string): number | null => {
    if (denominator === null) notMeaningful[multiple] = `${what} is missing`;
    else if (denominator <= 0) notMeaningful[multiple] = `${what} is not positive`;
    else if (numerator <= 0) notMeaningful[multiple] = 'the value is not positive';
    else if (numerator / denominator < NEAR_ZERO) notMeaningful[multiple] = 'the value is next to nothing';
    else return round(numerator / denominator, 4);
    return null;
  };
  return {
    id: company.id,
    name: company.name,
    currency: company.currency,
    equityValue: round(equityValue, 2),
    enterpriseValue: round(enterpriseValue, 2),
    evRevenue: over('evRevenue', enterpriseValue, company.revenue, 'revenue'),
    evEbitda: over('evEbitda', enterpriseValue, company.ebitda, 'EBITDA'),
    pe:
      company.eps === undefined
        ? over('pe', equityValue, company.netIncome, 'net income')
        : over('pe', company.price, company.eps, 'EPS'),
    notMeaningful,
  };
}

export interface ImpliedValue {
  multiple: Multiple;
  at: 'p25' | 'median' | 'p75';
  applied: number;
  enterpriseValue: number;
  /** Below zero where the claims of others are more than the enterprise is worth. */
  equityValue: number;
  /** `null` where nothing is left for the shares: nobody pays less than nothing for one. */
  perShare: number | null;
  /** Implied value per share over the price in percent, −4.6 is 4.6 % below it; null without a price or a value per share. */
  againstPricePercent: number | null;
  notMeaningful?: string;
}

type Ranges = Record<Multiple, Pick<Statistics, 'p25' | 'median' | 'p75'>>;

/** What a target would be worth at the peers' quartiles and median; what cannot be applied is left out: see {@link leftOut}. */
export function impliedValues(target: Target, statistics: Ranges): ImpliedValue[] {
  const claims = claimsOf(target);
  return MULTIPLES.flatMap((multiple) =>
    (['p25', 'median', 'p75'] as const).flatMap((at): ImpliedValue[] => {
      const base = metricOf(target, multiple);
      const applied = statistics[multiple][at];
      if (base === null || base <= 0 || applied === null || applied <= 0) return [];
      const worth = base * applied;
      const toShareholders = target.eps === undefined ? worth : worth * target.shares;
      const equityValue = multiple === 'pe' ? toShareholders : worth - claims;
      const perShare = equityValue > 0 ? equityValue / target.shares : null;
      const { price } = target;
      return [
        {
          multiple,
          at,
          applied,
          enterpriseValue: round(equityValue + claims, 2),
          equityValue: round(equityValue, 2),
          perShare: perShare === null ? null : round(perShare, 2),
          againstPricePercent: price === undefined || perShare === null ? null : round((perShare / price - 1) * 100, 2),
          ...(perShare === null
            ? { notMeaningful: 'n.m.: net debt and other claims are more than the enterprise value' }
            : {}),
        },
      ];
    }),
  );
}

/** Why a multiple does not value the target, one sentence for each. */
export function leftOut(target: Target, statistics: Ranges): string[] {
  const names = { evRevenue: 'revenue', evEbitda: 'EBITDA', pe: target.eps === undefined ? 'net income' : 'EPS' };
  return MULTIPLES.flatMap((multiple) => {
    const base = metricOf(target, multiple);
    if (base === null) return [`${multiple} is left out: the target's ${names[multiple]} is missing.`];
    if (base <= 0) return [`${multiple} is left out: the target's ${names[multiple]} is not positive.`];
    const { p25, median, p75 } = statistics[multiple];
    const usable = [p25, median, p75].filter((value) => value !== null && value > 0).length;
    if (usable === 3) return [];
    return [`${multiple}: ${3 - usable} of 3 of the peers' statistics are not meaningful and left out.`];
  });
}

function metricOf(target: Target, multiple: Multiple): number | null {
  if (multiple === 'evRevenue') return target.revenue;
  if (multiple === 'evEbitda') return target.ebitda;
  return target.eps === undefined ? target.netIncome : target.eps;
}
