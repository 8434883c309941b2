import type { Point, Table, X } from './table.ts';

const DAY = 86_400_000;

/** Places where a line must break, so that it does not claim values that nobody measured. */
export interface Gaps {
  breaks: Point[];
  notes: string[];
}

/** Finds periods that are missing from an otherwise regular series. */
export function findGaps({ points, blanks, xs, xKind, series }: Table): Gaps {
  const step = xKind === 'time' ? regularStep(xs.map(Number)) : undefined;
  const skipped = step === undefined ? [] : skippedPeriods(xs.map(Number), step);
  const breaks: Point[] = [];
  const notes: string[] = [];
  const names = series.length === 0 ? [''] : series;
  for (const { from, to } of skipped) {
    notes.push(`No value for ${dayOf(from)}${to > from ? ` to ${dayOf(to)}` : ''}: the line is broken there.`);
    breaks.push(...names.map((s) => ({ x: from, y: null, s })));
  }
  for (const s of names) {
    const empty = xKind === 'category' ? [] : emptyWithin(points, blanks, skipped, s);
    if (empty.length === 0) continue;
    breaks.push(...empty.map((x) => ({ x, y: null, s })));
    const places = empty.map((x) => (xKind === 'time' ? dayOf(x) : String(x)));
    notes.push(`${s === '' ? 'No' : `${s} has no`} value for ${shortList(places)}: the line is broken there.`);
  }
  if (xKind === 'time' && step === undefined) return { breaks, notes };
  for (const s of names) {
    const absent = absentWithin(points, xs, s);
    if (absent.length === 0) continue;
    breaks.push(...absent.map((x) => ({ x, y: null, s })));
    const which = absent.length === 1 ? 'one place' : `${absent.length} places`;
    notes.push(`${s === '' ? 'The line' : s} has no value at ${which} and is broken there.`);
  }
  return { breaks, notes };
}

/** Milliseconds between most neighbours; undefined when they keep no rhythm. */
function regularStep(xs: readonly number[]): number | undefined {
  const steps = xs.slice(1).map((x, index) => x - (xs[index] ?? 0));
  const median = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)];
  if (median === undefined || steps.length < 3) return undefined;
  // months have 28 to 31 days
  const regular = steps.filter((step) => Math.abs(step - median) <= median * 0.12).length;
  return regular >= steps.length * 0.7 ? median : undefined;
}

function skippedPeriods(xs: readonly number[], step: number): { from: number; to: number }[] {
  return xs.slice(1).flatMap((x, index) => {
    const before = xs[index] ?? x;
    if (x - before <= step * 1.5 || (step === DAY && isWeekend(before + DAY, x - DAY))) return [];
    return [{ from: before + step, to: x - step }];
  });
}

/** Working days only is a rhythm, not a gap. */
function isWeekend(from: number, to: number): boolean {
  for (let day = from; day <= to; day += DAY) if (![0, 6].includes(new Date(day).getUTCDay())) return false;
  return true;
}

/** Places between values of a series where a row says that there is none, and no other series has one. */
function emptyWithin(
  points: readonly Point[],
  blanks: readonly Point[],
  skipped: readonly { from: number; to: number }[],
  s: string,
): number[] {
  const drawn = new Set(points.map(({ x }) => x));
  const own = points.filter((point) => point.s === s).map(({ x }) => Number(x));
  const [first = 0, last = 0] = [own[0], own.at(-1)];
  const isBroken = (x: number) => skipped.some(({ from, to }) => x >= from && x <= to);
  return blanks
    .filter((blank) => blank.s === s && !drawn.has(blank.x))
    .map(({ x }) => Number(x))
    .filter((x) => x > first && x < last && !isBroken(x))
    .sort((a, b) => a - b);
}

function shortList(places: readonly string[]): string {
  const shown = places.slice(0, 3).join(', ');
  return places.length > 3 ? `${shown} and ${places.length - 3} more` : shown;
}

function absentWithin(points: readonly Point[], xs: readonly X[], s: string): X[] {
  const own = new Set(points.filter((point) => point.s === s).map((point) => point.x));
  const first = xs.findIndex((x) => own.has(x));
  const last = xs.findLastIndex((x) => own.has(x));
  return xs.slice(first, last + 1).filter((x) => !own.has(x));
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
