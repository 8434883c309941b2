import type { FiscalYear } from '@rolekit/sdk';

/** The currencies of an org that has several. */
export interface Currencies {
  /** Aggregates come in it. */
  readonly corporate: string;
  /** `convertCurrency` converts into it. */
  readonly user: string;
  /** Units of each active currency for one of the corporate currency. */
  readonly rates: Readonly<Record<string, number>>;
}

/** What an administrator decides about an org and its user. */
export interface OrgSettings {
  /** IANA name; days of date literals begin and end in it. */
  readonly timeZone: string;
  /** BCP 47 name, for FORMAT. */
  readonly locale: string;
  /** 0 is Sunday. */
  readonly firstDayOfWeek: 0 | 1;
  /** 1 is January. */
  readonly fiscalYearStartMonth: number;
  /** A fiscal year is named after the calendar year in which it begins, or else in which it ends. */
  readonly usesStartDateAsFiscalYearName: boolean;
  /** Null in an org with one currency. */
  readonly currencies: Currencies | null;
}

export const DEFAULT_SETTINGS: OrgSettings = {
  timeZone: 'UTC',
  locale: 'en-US',
  firstDayOfWeek: 0,
  fiscalYearStartMonth: 1,
  usesStartDateAsFiscalYearName: false,
  currencies: null,
};

/** A company's fiscal year as its org has it; the vendor's standard fiscal years begin on the first of a month. */
export function fiscalSettings(year: FiscalYear | undefined): Partial<OrgSettings> {
  if (year === undefined) return {};
  return { fiscalYearStartMonth: year.startMonth, usesStartDateAsFiscalYearName: year.named === 'start' };
}

/** An amount in another currency of the org; null without an amount. */
export function convert(currencies: Currencies, amount: number, from: string, to: string): number {
  if (from === to) return amount;
  return (amount / (currencies.rates[from] ?? 1)) * (currencies.rates[to] ?? 1);
}

export interface FiscalPeriod {
  readonly year: number;
  readonly quarter: number;
  /** 1 is the first month of the fiscal year. */
  readonly month: number;
}

/** The fiscal period that a month of a calendar year (1 is January) belongs to. */
export function fiscalPeriodOf(settings: OrgSettings, year: number, month: number): FiscalPeriod {
  const start = settings.fiscalYearStartMonth;
  const inYear = ((month - start + 12) % 12) + 1;
  const startYear = month >= start ? year : year - 1;
  const isNamedByEnd = start > 1 && !settings.usesStartDateAsFiscalYearName;
  return { year: startYear + (isNamedByEnd ? 1 : 0), quarter: Math.ceil(inYear / 3), month: inYear };
}

/** The wall clock of a time zone, as a date whose UTC fields show it. */
export function inTimeZone(timeZone: string, time: Date): Date {
  if (timeZone === 'UTC') return time;
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(time);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((entry) => entry.type === type)?.value);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return new Date(shown);
}
