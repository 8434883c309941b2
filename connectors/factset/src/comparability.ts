import { RolekitError } from '@rolekit/sdk';
import { isTransition, type ValueRow } from './rows.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const LISTED = 4;

/**
 * Checks that amounts can be compared, and says what a reader has to know about their currencies.
 *
 * @param currency what the caller asked for: a code, `LOCAL`, or nothing
 * @throws RK_INVALID_REQUEST when nothing was asked for and the amounts are in several currencies
 */
export function checkCurrencies(rows: readonly ValueRow[], currency: string | undefined): string[] {
  const byCurrency = group(rows, (row) => row.currency);
  if (byCurrency.size === 0) return [];
  if (currency !== undefined && currency !== 'LOCAL') {
    return [
      `Amounts were converted to ${currency} by FactSet, where a company reports in another currency; multiples are better computed with LOCAL.`,
    ];
  }
  if (byCurrency.size === 1) return [];
  const found = describe(byCurrency);
  if (currency === 'LOCAL')
    return [`Amounts are in each company's own currency: ${found}. Do not add or rank them as they are.`];
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: `The amounts are in several currencies: ${found}. They cannot be compared as they are.`,
    hint: 'Pass `currency` with a code such as "USD" to let FactSet convert, or "LOCAL" to keep each company\'s own, e.g. for multiples.',
  });
}

/**
 * Checks that fiscal years end in the same month, and says where periods differ.
 *
 * @throws RK_INVALID_REQUEST when annual values of several companies end in different months and that was not allowed
 */
export function checkFiscalYears(rows: readonly ValueRow[], allowMixed: boolean | undefined): string[] {
  const notes: string[] = [];
  const annual = rows.filter((row) => row.periodType === 'annual' && row.periodEnd);
  for (const row of distinct(
    annual.filter((item) => isTransition(item.periodDays)),
    (item) => `${item.id} ${item.periodEnd}`,
  ))
    notes.push(
      `${row.id}: the period to ${row.periodEnd} has ${row.periodDays} days (the fiscal year end was moved); it is not a full year.`,
    );
  notes.push(...extraWeekNotes(rows));
  const byMonth = group(latestOf(annual.filter((item) => !isTransition(item.periodDays))), (row) =>
    monthEnded(row.periodEnd ?? ''),
  );
  if (byMonth.size > 1) {
    const found = describe(byMonth);
    if (!allowMixed) {
      throw new RolekitError('RK_INVALID_REQUEST', {
        reason: `Fiscal years end in different months: ${found}. The same fiscal year is not the same time.`,
        hint: 'Use period "ltm", or pass `allowMixedFiscalYears: true` and calendarise the values before comparing them.',
      });
    }
    notes.push(`Fiscal years end in different months: ${found}. Calendarise before comparing.`);
  }
  const others = rows.filter((row) => row.periodEnd && row.periodType !== 'annual' && row.periodType !== 'day');
  const byEnd = group(latestOf(others), (row) => row.periodEnd);
  if (byEnd.size > 1) notes.push(`The latest periods end on different days: ${describe(byEnd)}.`);
  return notes;
}

/** The month with whose end a period ends: a year of 52 or 53 weeks may end up to a week into the next. */
function monthEnded(date: string): string | undefined {
  const month = Number(date.slice(5, 7)) - (Number(date.slice(8, 10)) <= 7 ? 2 : 1);
  return MONTHS.at(month);
}

/** A 53rd week makes a year, and a 14th a quarter, larger than the one before without any growth. */
function extraWeekNotes(rows: readonly ValueRow[]): string[] {
  const longer = rows.flatMap((row) => {
    const weeks = weeksOf(row);
    return weeks === undefined ? [] : [{ ...row, weeks }];
  });
  return distinct(longer, (row) => `${row.id} ${row.periodType} ${row.periodEnd}`).map(
    ({ id, periodEnd, periodDays, weeks }) =>
      `${id}: the period to ${periodEnd} has ${weeks} weeks (${periodDays} days), one more than usual; say so with any growth.`,
  );
}

function weeksOf({ periodType, periodDays }: ValueRow): number | undefined {
  if (periodDays === undefined) return undefined;
  const weeks = Math.round(periodDays / 7);
  if (Math.abs(periodDays - weeks * 7) > 1) return undefined;
  if (periodType === 'annual' || periodType === 'ltm') return weeks === 53 ? weeks : undefined;
  return periodType === 'quarterly' && weeks === 14 ? weeks : undefined;
}

/** Which closes are of a day before the one that was asked for: of all ids, or of those whose market was closed. */
export function otherDays(rows: readonly ValueRow[], from: string): string[] {
  const earlier = rows.filter(({ periodEnd }) => periodEnd !== undefined && periodEnd < from);
  const days = [...group(earlier, (row) => row.periodEnd)];
  if (days.length === 0) return [];
  const priced = new Set(rows.flatMap(({ id, periodEnd }) => (periodEnd === undefined ? [] : [id])));
  const late = new Set(earlier.map(({ id }) => id));
  if (days.length === 1 && late.size === priced.size)
    return [`${from} had no trading; the close of ${days[0]?.[0]} is given.`];
  return [
    `Prices are of different days: no trading on ${from}, so the close before it is given: ${describe(new Map(days))}.`,
  ];
}

/** What a reader has to know about how final values are. */
export function revisionNotes(rows: readonly ValueRow[]): string[] {
  const preliminary = rows.filter((row) => row.reportStatus === 'preliminary').length;
  const originals = new Map(rows.filter((row) => row.updateType === 'original').map((row) => [keyOf(row), row.value]));
  const restated = rows.filter(
    (row) => row.updateType === 'latest' && originals.has(keyOf(row)) && originals.get(keyOf(row)) !== row.value,
  );
  return [
    ...(preliminary > 0
      ? [
          `${preliminary === 1 ? '1 value is' : `${preliminary} values are`} preliminary: from a report without all of its details.`,
        ]
      : []),
    ...(restated.length > 0
      ? [
          `${restated.length === 1 ? '1 value was' : `${restated.length} values were`} restated: ${restated
            .slice(0, LISTED)
            .map((row) => `${row.id} ${row.metric} ${row.periodEnd} ${originals.get(keyOf(row))} → ${row.value}`)
            .join('; ')}${restated.length > LISTED ? '; …' : ''}.`,
        ]
      : []),
  ];
}

/** First in the notes: how many of the ids have no values, and why. */
export function outcomeNotes(
  rows: readonly { id: string; status: string; metric?: string | undefined }[],
  asked: number,
): string[] {
  const failed = distinct(
    rows.filter((row) => row.status !== 'ok'),
    (row) => `${row.id} ${row.status} ${row.metric ?? ''}`,
  );
  if (failed.length === 0) return [];
  const byStatus = group(failed, (row) => row.status);
  const parts = [...byStatus].map(([status, ids]) => `${status}: ${listed([...ids])}`);
  return [`Not all of the ${asked} ids have values (${parts.join('; ')}); see their rows.`];
}

const keyOf = (row: ValueRow) => `${row.id} ${row.metric} ${row.periodEnd} ${row.fiscalPeriod}`;

/** The latest period of each id. */
function latestOf(rows: readonly ValueRow[]): ValueRow[] {
  const latest = new Map<string, ValueRow>();
  for (const row of rows) if ((latest.get(row.id)?.periodEnd ?? '') < (row.periodEnd ?? '')) latest.set(row.id, row);
  return [...latest.values()];
}

function group<R extends { id: string }>(
  rows: readonly R[],
  keyFor: (row: R) => string | undefined,
): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const row of rows) {
    const key = keyFor(row);
    if (key !== undefined) groups.set(key, (groups.get(key) ?? new Set()).add(row.id));
  }
  return groups;
}

function describe(groups: Map<string, Set<string>>): string {
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, ids]) => `${key} (${listed([...ids])})`)
    .join(', ');
}

function listed(ids: readonly string[]): string {
  return ids.length <= LISTED ? ids.join(', ') : `${ids.slice(0, LISTED).join(', ')} and ${ids.length - LISTED} more`;
}

function distinct<R>(rows: readonly R[], keyFor: (row: R) => string): R[] {
  return [...new Map(rows.map((row) => [keyFor(row), row])).values()];
}
