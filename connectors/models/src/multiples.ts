import { RolekitError } from '@rolekit/sdk';
import { round } from './round.ts';
import { type OutlierRule, type Statistics, statisticsOf } from './statistics.ts';

/** What multiples are made of; money in millions of `currency`, shares in millions, price for one share. */
export interface Company {
  id: string;
  name: string;
  currency: string;
  price: number;
  shares: number;
  netDebt: number;
  minorityInterest: number;
  preferred: number;
  revenue: number | null;
  ebitda: number | null;
  netIncome: number | null;
  /** Diluted earnings per share; where given, P/E is price over it, else equity value over net income. */
  eps?: number | null | undefined;
  /** Label of the period of the metrics, e.g. `CY2026E`. */
  period: string;
  /** Last day of the metrics and of the balance sheet, where companies' last twelve months end on different days. */
  periodEnd?: string | undefined;
  asOf: string;
  source: string;
}

export const MULTIPLES = ['evRevenue', 'evEbitda', 'pe'] as const;
export type Multiple = (typeof MULTIPLES)[number];

export interface CompanyMultiples {
  id: string;
  name: string;
  currency: string;
  equityValue: number;
  enterpriseValue: number;
  evRevenue: number | null;
  evEbitda: number | null;
  pe: number | null;
  /** Why a multiple is not meaningful. */
  notMeaningful: Partial<Record<Multiple, string>>;
}

export interface Comps {
  companies: CompanyMultiples[];
  statistics: Record<Multiple, Statistics>;
}

/**
 * Multiples of a set of companies and their statistics. Companies of several currencies are fine: a multiple has none.
 * Several periods are not: they would compare different years.
 *
 * @throws RK_INVALID_REQUEST
 */
export function comps(companies: readonly Company[], rule: OutlierRule): Comps {
  const periods = [...new Set(companies.map(({ period }) => period))];
  if (periods.length > 1) {
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `The companies' metrics are of different periods: ${periods.join(', ')}.`,
      hint: 'Calendarise them to one year with models_calendarize_metrics first.',
    });
  }
  checkEarnings(companies);
  const twice = companies.find(({ id }, index) => companies.findIndex((other) => other.id === id) !== index);
  if (twice)
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `${twice.id} is given twice.`,
      hint: 'Give each company once.',
    });
  const results = companies.map(multiplesOf);
  const statistics = Object.fromEntries(
    MULTIPLES.map((multiple) => [
      multiple,
      statisticsOf(
        results.map((one) => ({ id: one.id, value: one[multiple], reason: one.notMeaningful[multiple] })),
        rule,
      ),
    ]),
  ) as Comps['statistics'];
  return { companies: results, statistics };
}

/** P/E on earnings per share counts diluted average shares, on net income those of today: one or the other for all. */
export function checkEarnings(companies: readonly Pick<Company, 'eps'>[]): void {
  const withEps = companies.filter(({ eps }) => eps !== undefined).length;
  if (withEps === 0 || withEps === companies.length) return;
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: `${withEps} of ${companies.length} companies have earnings per share: P/E would mean two things.`,
    hint: 'Give `eps` for all of them, null where it is not known, or for none.',
  });
}

export function multiplesOf(company: Company): CompanyMultiples {
  const equityValue = company.price * company.shares;
  const enterpriseValue = equityValue + company.netDebt + company.minorityInterest + company.preferred;
  const notMeaningful: CompanyMultiples['notMeaningful'] = {};
  const over = (multiple: Multiple, numerator: number, denominator: number | null, what: string): number | null => {
    if (denominator === null) notMeaningful[multiple] = `${what} is missing`;
    else if (denominator <= 0) notMeaningful[multiple] = `${what} is not positive`;
    else if (numerator <= 0) notMeaningful[multiple] = 'the value is not positive';
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

export interface Target {
  currency: string;
  revenue: number | null;
  ebitda: number | null;
  netIncome: number | null;
  netDebt: number;
  minorityInterest: number;
  preferred: number;
  shares: number;
  /** Diluted earnings per share; where given, P/E values it instead of net income. */
  eps?: number | null | undefined;
  /** Price today, to compare the implied values with. */
  price?: number | undefined;
}

export interface ImpliedValue {
  multiple: Multiple;
  at: 'p25' | 'median' | 'p75';
  applied: number;
  enterpriseValue: number;
  equityValue: number;
  perShare: number;
  /** Implied value per share over the price, minus 1; null without a price. */
  againstPrice: number | null;
}

/** What a target would be worth at the peers' quartiles and median; a multiple whose metric is not positive is left out. */
export function impliedValues(
  target: Target,
  statistics: Record<Multiple, Pick<Statistics, 'p25' | 'median' | 'p75'>>,
): ImpliedValue[] {
  const metric: Record<Multiple, number | null> = {
    evRevenue: target.revenue,
    evEbitda: target.ebitda,
    pe: target.eps === undefined ? target.netIncome : target.eps,
  };
  const claims = target.netDebt + target.minorityInterest + target.preferred;
  return MULTIPLES.flatMap((multiple) =>
    (['p25', 'median', 'p75'] as const).flatMap((at): ImpliedValue[] => {
      const base = metric[multiple];
      const applied = statistics[multiple][at];
      if (base === null || base <= 0 || applied === null) return [];
      const worth = base * applied;
      const toShareholders = target.eps === undefined ? worth : worth * target.shares;
      const equityValue = multiple === 'pe' ? toShareholders : worth - claims;
      const perShare = equityValue / target.shares;
      return [
        {
          multiple,
          at,
          applied,
          enterpriseValue: round(equityValue + claims, 2),
          equityValue: round(equityValue, 2),
          perShare: round(perShare, 2),
          againstPrice: target.price === undefined ? null : round(perShare / target.price - 1, 4),
        },
      ];
    }),
  );
}
