import { RolekitError } from '@rolekit/sdk';
import { daysBetween, has53Weeks, yearsBetween } from './periods.ts';
import { round } from './round.ts';

export interface DatedValue {
  /** ISO date. */
  at: string;
  value: number;
  /** Length of the period that the value is of. */
  days?: number | undefined;
}

export interface Change {
  from: string;
  to: string;
  fromValue: number;
  toValue: number;
  change: number;
  /** 12.5 is 12.5 %; null where it would say nothing. */
  percent: number | null;
  /** Compound rate of a year in percent, where the two are more than a year apart and both positive. */
  perYearPercent: number | null;
  /** The change in percent for equally many days, where one period has a week more than the other. */
  sameWeeksPercent?: number;
  /** Why a figure is null, or how to read it. */
  note?: string;
}

/** Periods whose lengths differ by less are equally long: leap years, months. */
const SAME_LENGTH = 3;
/** Periods whose lengths differ by less have a week more or less. */
const A_WEEK = 10;

/**
 * Changes between dated values of one series.
 *
 * @param against `previous`: each value against the one before it (growth); `last`: the last value against each earlier one (performance)
 * @throws RK_INVALID_REQUEST when a date is given twice
 */
export function changesOf(id: string, values: readonly DatedValue[], against: 'previous' | 'last'): Change[] {
  const sorted = values.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const twice = sorted.find(({ at }, index) => sorted[index + 1]?.at === at);
  if (twice)
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `${id} has two values of ${twice.at}.`,
      hint: 'Give one value for each date: as first published or as restated.',
    });
  return sorted.slice(0, -1).flatMap((earlier, index) => {
    const later = against === 'previous' ? sorted[index + 1] : sorted.at(-1);
    if (!later) return [];
    const change = changeOf(earlier, later);
    const weeks = against === 'previous' && change.note === undefined ? extraWeek(sorted, index) : undefined;
    return [weeks === undefined ? change : { ...change, note: weeks }];
  });
}

function changeOf(earlier: DatedValue, later: DatedValue): Change {
  const years = yearsBetween(earlier.at, later.at);
  const base = {
    from: earlier.at,
    to: later.at,
    fromValue: earlier.value,
    toValue: later.value,
    change: round(later.value - earlier.value, 6),
  };
  const none = (note: string): Change => ({ ...base, percent: null, perYearPercent: null, note });
  if (earlier.value === 0) return none('n.m.: from zero');
  if (earlier.value < 0) return none('n.m.: from a negative value');
  const lengths = earlier.days !== undefined && later.days !== undefined ? [earlier.days, later.days] : undefined;
  const [before = 1, after = 1] = lengths ?? [];
  const apart = Math.abs(after - before);
  if (apart > A_WEEK) return none(`n.m.: periods of ${before} and ${after} days`);
  const ratio = later.value / earlier.value;
  const percent = percentOf(ratio);
  // a fiscal year is 52 weeks to 366 days: a compound rate begins after it
  const compounds = years > 1.05;
  const perYearPercent = compounds && ratio > 0 ? percentOf(ratio ** (1 / years)) : null;
  if (apart >= SAME_LENGTH)
    return {
      ...base,
      percent,
      perYearPercent,
      sameWeeksPercent: percentOf((ratio * before) / after),
      note: `${after} days against ${before}: sameWeeksPercent is without the extra days`,
    };
  const note = compounds && ratio <= 0 ? 'no compound rate: the later value is not positive' : undefined;
  return { ...base, percent, perYearPercent, ...(note === undefined ? {} : { note }) };
}

function percentOf(ratio: number): number {
  return round((ratio - 1) * 100, 4);
}

/** What the days between the ends tell of a year of 53 weeks, where the lengths of the periods were not given. */
function extraWeek(sorted: readonly DatedValue[], index: number): string | undefined {
  const [before, earlier, later] = [sorted[index - 1], sorted[index], sorted[index + 1]];
  if (!earlier || !later || earlier.days !== undefined) return undefined;
  if (has53Weeks(daysBetween(earlier.at, later.at)))
    return `The ends are ${daysBetween(earlier.at, later.at)} days apart: 53 weeks against 52? Give \`days\` of both`;
  if (before && has53Weeks(daysBetween(before.at, earlier.at)) && daysBetween(earlier.at, later.at) < 369)
    return `The period to ${earlier.at} seems to have 53 weeks: give \`days\` of both`;
  return undefined;
}
