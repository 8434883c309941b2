import { RolekitError } from '@rolekit/sdk';
import { round } from './round.ts';

export interface DatedValue {
  /** ISO date. */
  at: string;
  value: number;
}

export interface Change {
  from: string;
  to: string;
  fromValue: number;
  toValue: number;
  change: number;
  /** 0.1 is 10 %; null where the earlier value is not positive. */
  percent: number | null;
  /** Compound rate of a year, where the two are more than a year apart and both positive. */
  perYear: number | null;
}

const YEAR_DAYS = 365.25;

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
    return later ? [changeOf(earlier, later)] : [];
  });
}

function changeOf(earlier: DatedValue, later: DatedValue): Change {
  const years = (Date.parse(later.at) - Date.parse(earlier.at)) / 86_400_000 / YEAR_DAYS;
  const ratio = earlier.value > 0 ? later.value / earlier.value : null;
  // a fiscal year is 52 weeks to 366 days: a compound rate begins after it
  const compound = ratio !== null && ratio > 0 && years > 1.05 ? ratio ** (1 / years) - 1 : null;
  return {
    from: earlier.at,
    to: later.at,
    fromValue: earlier.value,
    toValue: later.value,
    change: round(later.value - earlier.value, 6),
    percent: ratio === null ? null : round(ratio - 1, 6),
    perYear: compound === null ? null : round(compound, 6),
  };
}
