import { RolekitError } from '@rolekit/sdk';
import { daysBetween, has53Weeks, monthEnded } from './periods.ts';
import { round } from './round.ts';

export interface FiscalValue {
  /** ISO date on which the fiscal year ends. */
  periodEnd: string;
  value: number;
}

export interface Calendarized {
  value: number;
  /** What the value is made of. */
  parts: { periodEnd: string; value: number; months: number }[];
}

/**
 * A calendar year's value from the two fiscal years that cover it, weighted by months: a year ended June 2026 gives six
 * of its months to 2026, the year ended June 2027 the other six. A year of 52 or 53 weeks counts as twelve months, to the month
 * whose end is nearest.
 *
 * @throws RK_INVALID_REQUEST when a fiscal year is missing, or a period is not twelve months long
 */
export function calendarize(id: string, values: readonly FiscalValue[], year: number): Calendarized {
  const sorted = values.toSorted((a, b) => (a.periodEnd < b.periodEnd ? -1 : 1));
  checkSpacing(id, sorted);
  const parts: Calendarized['parts'] = [];
  for (const { periodEnd, value } of sorted) {
    const end = monthEnded(periodEnd);
    const months = Math.min(end, lastMonth(year)) - Math.max(end - 11, lastMonth(year) - 11) + 1;
    if (months > 0) parts.push({ periodEnd, value, months });
  }
  const covered = parts.reduce((sum, { months }) => sum + months, 0);
  if (covered !== 12) {
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `${id}: the fiscal years given cover ${covered} of the 12 months of ${year}.`,
      hint: `Give every fiscal year that ends from January ${year} to November ${year + 1}.`,
    });
  }
  return {
    value: round(
      parts.reduce((sum, { value, months }) => sum + (value * months) / 12, 0),
      6,
    ),
    parts,
  };
}

/** What a reader has to know about the lengths of the years that a calendar year is made of. */
export function lengthNotes(id: string, values: readonly FiscalValue[], parts: Calendarized['parts']): string[] {
  const sorted = values.map(({ periodEnd }) => periodEnd).toSorted();
  return parts.flatMap(({ periodEnd }) => {
    const before = sorted[sorted.indexOf(periodEnd) - 1];
    if (before === undefined || !has53Weeks(daysBetween(before, periodEnd))) return [];
    return [`${id}: the year to ${periodEnd} has 53 weeks; its months carry 1.9 % more than those of 52 weeks.`];
  });
}

function checkSpacing(id: string, sorted: readonly FiscalValue[]): void {
  for (const [index, { periodEnd }] of sorted.entries()) {
    const before = sorted[index - 1]?.periodEnd;
    if (before === undefined) continue;
    const months = monthEnded(periodEnd) - monthEnded(before);
    if (months !== 12) {
      throw new RolekitError('RK_INVALID_REQUEST', {
        reason: `${id}: ${before} and ${periodEnd} are ${months} months apart; a fiscal year has 12.`,
        hint: 'Where the fiscal year changed, bring the transition period to twelve months first and say how.',
      });
    }
  }
}

function lastMonth(year: number): number {
  return year * 12 + 11;
}
