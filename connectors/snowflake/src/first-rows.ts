import { compareDecimals } from '@rolekit/sdk';
import type { Answer } from './client.ts';
import { toRecords, type Value } from './values.ts';

const ROWS_LOOKED_AT = 5000;
const COLUMNS_DESCRIBED = 12;
const WORDS_SHOWN = 4;

/** A few lines that say what a result looks like, from the rows of its first partition, for a result that does not fit. */
export function describeRows(answer: Answer): string[] {
  const rows = toRecords(answer.columns, answer.rows.slice(0, ROWS_LOOKED_AT));
  const names = Object.keys(rows[0] ?? {});
  const lines = names.slice(0, COLUMNS_DESCRIBED).map((name, index) => {
    const isNumber = /^(?:FIXED|REAL)$/i.test(answer.columns[index]?.type ?? '');
    return `${name}: ${describe(
      rows.map((row) => row[name] ?? null),
      isNumber,
    )}`;
  });
  const rest = names.length - COLUMNS_DESCRIBED;
  return [
    `${format(answer.total)} rows in all. Profile of the first ${format(rows.length)}: ${lines.join('; ')}${rest > 0 ? `; and ${rest} more columns` : ''}.`,
    'For totals let Snowflake aggregate, or use snowflake_profile_query; `cursor` gives the further rows.',
  ];
}

function describe(values: readonly Value[], isNumber: boolean): string {
  const present = values.filter(
    (value): value is string | number | boolean => value !== null && typeof value !== 'object',
  );
  const nulls = values.filter((value) => value === null).length;
  const missing = nulls > 0 ? `, ${nulls} null` : '';
  if (present.length === 0) return nulls === values.length ? 'all null' : `documents${missing}`;
  const distinct = new Map<string | number | boolean, number>();
  for (const value of present) distinct.set(value, (distinct.get(value) ?? 0) + 1);
  // numbers beyond a double's digits are texts; NaN and infinity are no range
  const numbers = present.filter((value): value is number | string => typeof value !== 'boolean');
  if (isNumber && numbers.every((value) => Number.isFinite(Number(value)))) {
    const sorted = numbers.toSorted(compareDecimals);
    const mean = numbers.reduce<number>((sum, value) => sum + Number(value), 0) / numbers.length;
    return `${sorted[0]} to ${sorted.at(-1)}, mean ${Number(mean.toPrecision(6))}${missing}`;
  }
  if (distinct.size <= 12) {
    const top = [...distinct].sort((a, b) => b[1] - a[1]).slice(0, WORDS_SHOWN);
    return `${distinct.size} values (${top.map(([value, count]) => `${String(value).slice(0, 40)} ${count}`).join(', ')})${missing}`;
  }
  const sorted = [...distinct.keys()].map(String).sort();
  return `${distinct.size} values, ${sorted[0]?.slice(0, 40)} to ${sorted.at(-1)?.slice(0, 40)}${missing}`;
}

function format(count: number): string {
  return count.toLocaleString('en-US');
}
