import { refuse } from './chart-refusal.ts';
import type { ChartInput } from './input.ts';
import type { Table } from './table.ts';

export type PercentKind = 'percent' | 'points' | 'fraction' | 'other';

/** What the words of a unit say about percentages. 12.5 is 12.5 %, in every tool. */
export function percentKindOf(unit: string): PercentKind {
  if (/percentage[ -]points?|%[ -]points?|\bpp\b|\bppts?\b/i.test(unit)) return 'points';
  if (/%|\bpercent\b|\bper cent\b|\bpct\b/i.test(unit)) return 'percent';
  return /\bfractions?\b|\b0 ?(?:to|-|–|\.\.) ?1\b/i.test(unit) ? 'fraction' : 'other';
}

/** How a unit says that values below 1 % are meant. */
const SMALL_IS_MEANT = /\b(?:below|under) 1\b/i;
const TIMES_100 = /\b100(?:\.0+)?\s*\*|\*\s*100(?:\.0+)?\b/;
/** Parts of a whole may exceed it by what rounding adds. */
const MAX_SUM = 101;

/**
 * Refuses values that are evidently not of the unit: fractions for percent, percent for fractions, both in one column, and
 * parts of a whole that are more than it.
 *
 * @throws RK_INVALID_REQUEST that says what to do
 */
export function checkPercent(input: ChartInput, table: Table): void {
  const kind = percentKindOf(input.unit);
  const column = input.y ?? input.x;
  const values = table.points.flatMap(({ y }) => (y === null ? [] : [y]));
  if (kind === 'fraction' && values.some((value) => Math.abs(value) > 2))
    throw refuse(
      `The unit "${input.unit}" says fractions, but \`${column}\` has ${values.find((value) => Math.abs(value) > 2)}.`,
      'If the values are percent, give the unit "%".',
    );
  if (kind !== 'percent' || SMALL_IS_MEANT.test(input.unit)) return;
  if (allFractions(values) && !TIMES_100.test(input.query))
    throw refuse(
      `The unit "${input.unit}" says percent, but \`${column}\` has only values from ${Math.min(...values)} to ${Math.max(...values)}: fractions?`,
      'Multiply by 100 in the query: 12.5 is 12.5 %. If they are that small, write the unit as "% (below 1 %)".',
    );
  checkMixed(input, table, values);
  checkThresholds(input, values);
  if (input.type === 'area' || input.type === 'stacked_bar') checkSums(input, table);
}

function allFractions(values: readonly number[]): boolean {
  return values.some(isFraction) && values.every((value) => Math.abs(value) <= 1);
}

function isFraction(value: number): boolean {
  return value !== 0 && Math.abs(value) < 1;
}

/** One series, or one row, in fractions beside others in percent: a hundred times as much would be like the others. */
function checkMixed(input: ChartInput, { points, series }: Table, values: readonly number[]): void {
  const of = (name: string) => points.flatMap(({ s, y }) => (s === name && y !== null ? [y] : []));
  const small = series.filter((name) => allFractions(of(name)));
  const large = series.filter((name) => !small.includes(name)).flatMap(of);
  const strange = small.length > 0 ? small.filter((name) => within(of(name), large, 2)) : [];
  const hint =
    'Multiply by 100 in the query what is a fraction: 12.5 is 12.5 %. If it is that small, write the unit as "% (some below 1 %)".';
  if (strange.length > 0)
    throw refuse(`${strange.join(', ')} seems to be in fractions, the other series in percent.`, hint);
  const low = values.filter(isFraction);
  const high = values.filter((value) => Math.abs(value) > 1);
  const sizes = high.map(Math.abs);
  // only among values that are much alike does one that is a hundredth stand out
  if (Math.max(...sizes) > 3 * Math.min(...sizes)) return;
  if (series.length > 0 || low.length === 0 || high.length < 3 || !within(low, high, 1.25)) return;
  throw refuse(`\`${input.y ?? input.x}\` has ${low[0]} beside ${high[0]}: a fraction among percent?`, hint);
}

/** Whether a hundred times the values lie where the others are, give or take a factor. */
function within(values: readonly number[], others: readonly number[], factor: number): boolean {
  if (others.length === 0) return false;
  const sizes = others.map(Math.abs);
  const [low, high] = [Math.min(...sizes) / factor, Math.max(...sizes) * factor];
  return values
    .filter((value) => value !== 0)
    .every((value) => Math.abs(value) * 100 >= low && Math.abs(value) * 100 <= high);
}

function checkThresholds(input: ChartInput, values: readonly number[]): void {
  const strange = input.annotations.find(({ y }) => y !== undefined && isFraction(y) && within([y], values, 2));
  if (strange === undefined || values.some(isFraction)) return;
  throw refuse(
    `"${strange.label}" stands at ${strange.y}, the values in percent at ${Math.min(...values)} to ${Math.max(...values)}.`,
    `Give ${(strange.y ?? 0) * 100} for ${(strange.y ?? 0) * 100} %.`,
  );
}

function checkSums({ unit }: ChartInput, { points, xs, xKind }: Table): void {
  for (const x of xs) {
    const parts = points.flatMap((point) => (point.x === x && point.y !== null ? [point.y] : []));
    const sum = parts.reduce((a, b) => a + b, 0);
    if (parts.length < 2 || sum <= MAX_SUM) continue;
    const at = xKind === 'time' ? new Date(Number(x)).toISOString().slice(0, 10) : x;
    throw refuse(
      `The parts at ${at} add up to ${Math.round(sum * 100) / 100} "${unit}"; a whole has 100 %.`,
      'Percentages of different wholes do not add up: draw lines or bars, or compute the shares of one whole in the query.',
    );
  }
}
