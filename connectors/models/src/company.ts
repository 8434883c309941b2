/** What multiples are made of; money in millions of `currency`, shares in millions, price for one share. */
export interface Company {
  id: string;
  name: string;
  currency: string;
  /** Of the metrics, where it was checked: the same, or the multiples would be wrong by the exchange rate. */
  metricsCurrency?: string | undefined;
  price: number;
  shares: number;
  /** How all companies' shares are counted, where it is known. */
  shareBasis?: ShareBasis | undefined;
  netDebt: number;
  /** Taken as 0 where it is not given, and said. */
  minorityInterest?: number | undefined;
  preferred?: number | undefined;
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

export const SHARE_BASES = ['basic', 'diluted'] as const;
export type ShareBasis = (typeof SHARE_BASES)[number];

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

export interface Target {
  currency: string;
  revenue: number | null;
  ebitda: number | null;
  netIncome: number | null;
  netDebt: number;
  minorityInterest?: number | undefined;
  preferred?: number | undefined;
  shares: number;
  shareBasis?: ShareBasis | undefined;
  /** Diluted earnings per share; where given, P/E values it instead of net income. */
  eps?: number | null | undefined;
  /** Price today, to compare the implied values with. */
  price?: number | undefined;
}
