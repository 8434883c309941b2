import { isMissing, isPeriod, numberOf, timeOf } from './cells.ts';
import { refuse } from './chart-refusal.ts';
import { checkColumns, kindOf, readNumber, type XKind } from './columns.ts';
import type { ChartInput } from './input.ts';

export type X = number | string;

/** One mark: its place, its value (null where a line breaks) and its series (empty when there is one only). */
export interface Point {
  x: X;
  y: number | null;
  s: string;
}

/** The rows of a chart, checked, typed and in the order in which they are drawn. */
export interface Table {
  xKind: XKind;
  points: Point[];
  /** Rows that name a place and have no value there. */
  blanks: Point[];
  /** Distinct, as the axis shows them: dates, numbers and periods ascending, other categories as given. */
  xs: X[];
  /** Distinct, as given; empty when the chart has one series. */
  series: string[];
  dropped: number;
  notes: string[];
}

const NONE = '(none)';

/**
 * Reads the rows of a chart.
 *
 * @throws RK_INVALID_REQUEST that says which column or row is wrong and what to send instead
 */
export function readTable(input: ChartInput): Table {
  checkColumns(input);
  const { rows, type, y = input.x } = input;
  const xKind = xKindOf(input);
  const points: Point[] = [];
  const missing = { x: 0, y: 0 };
  for (const [index, row] of rows.entries()) {
    const cell = row[input.x];
    const value = readNumber(row[y], y, index);
    if (isMissing(cell)) missing.x++;
    else {
      if (value === null) missing.y++;
      const series = input.series === undefined ? '' : row[input.series];
      points.push({
        x: xOf(cell, xKind),
        y: value,
        s: isMissing(series) ? (input.series ? NONE : '') : String(series),
      });
    }
  }
  const drawn = points.filter((point) => point.y !== null);
  if (drawn.length === 0) {
    throw refuse(`None of the ${rows.length} rows has both ${input.x} and ${y}.`, 'Check the query: nothing to draw.');
  }
  if (type !== 'scatter' && type !== 'histogram') refuseRepeats(drawn, input);
  const xs = sortXs([...new Set(drawn.map((point) => point.x))], xKind);
  const series = input.series === undefined ? [] : [...new Set(drawn.map((point) => point.s))];
  const place = new Map(xs.map((x, index) => [x, index]));
  return {
    xKind,
    points: drawn.sort((a, b) => (place.get(a.x) ?? 0) - (place.get(b.x) ?? 0)),
    blanks: points.filter((point) => point.y === null),
    xs,
    series,
    dropped: rows.length - drawn.length,
    notes: droppedNotes(rows.length, missing, input.x, y),
  };
}

function xKindOf({ type, x, rows }: ChartInput): XKind {
  if (type === 'waterfall') return 'category';
  const kind = kindOf(x, rows);
  if (type !== 'scatter' && type !== 'histogram') return kind;
  if (kind === 'time' && type === 'scatter') return kind;
  for (const [index, row] of rows.entries()) readNumber(row[x], x, index);
  return 'number';
}

function xOf(cell: string | number | boolean, kind: XKind): X {
  if (kind === 'time') return timeOf(cell) ?? 0;
  if (kind === 'number') return numberOf(cell) ?? 0;
  return String(cell);
}

function sortXs(xs: X[], kind: XKind): X[] {
  if (kind !== 'category') return xs.sort((a, b) => Number(a) - Number(b));
  if (!xs.every(isPeriod)) return xs;
  return xs.sort((a, b) => String(a).localeCompare(String(b), 'en', { numeric: true }));
}

/** Two values at one place would be drawn over each other, or added without a word. */
function refuseRepeats(points: readonly Point[], input: ChartInput): void {
  const seen = new Set<string>();
  for (const { x, s } of points) {
    const key = JSON.stringify([x, s]);
    if (!seen.has(key)) {
      seen.add(key);
      continue;
    }
    const at = typeof x === 'number' && kindOf(input.x, input.rows) === 'time' ? new Date(x).toISOString() : x;
    throw refuse(
      `More than one row has ${input.x} ${at}${input.series === undefined ? '' : ` and ${input.series} ${s}`}.`,
      input.series === undefined
        ? 'Aggregate in the query (GROUP BY), or name the column that tells them apart as `series`.'
        : 'Aggregate in the query (GROUP BY).',
    );
  }
}

function droppedNotes(all: number, missing: { x: number; y: number }, x: string, y: string): string[] {
  const dropped = missing.x + missing.y;
  if (dropped === 0) return [];
  const reasons = [
    missing.x > 0 ? `${missing.x} without ${x}` : '',
    missing.y > 0 ? `${missing.y} without ${y}` : '',
  ].filter(Boolean);
  return [`${dropped} of ${all} rows are not drawn (${reasons.join(', ')}).`];
}
