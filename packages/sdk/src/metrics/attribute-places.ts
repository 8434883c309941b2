import type { Cell, Line } from './table-lines.ts';

/** Where an attribute is said. */
export type Place = 'common' | 'column' | 'id' | 'line';

/** How an attribute is told: what holds at its place, and where it differs. */
export interface Placed {
  place: Place;
  /** What is said there, by metric, id or line; for `common` by one key. */
  values: Map<unknown, unknown>;
  /** Metrics of which no value has it. */
  without: ReadonlySet<string>;
}

/** A footnote costs about as much as so many words elsewhere. */
const FOOTNOTE = 4;
/** A metric for which something does not hold that its line says: it has to be read twice. */
const EXCEPTED = 2;
const ALL = 'all';

/** Says an attribute where that takes the fewest words: what most cells agree on, and footnotes for the others. */
export function placeOf(cells: readonly Cell[], valueIn: (cell: Cell) => unknown, lines: number): Placed {
  const carrying = new Set(cells.filter((cell) => valueIn(cell) !== undefined).map(({ metric }) => metric));
  const concerned = cells.filter(({ metric }) => carrying.has(metric));
  const without = new Set(cells.map(({ metric }) => metric).filter((metric) => !carrying.has(metric)));
  const ids = new Set(cells.map(({ line }) => line.id)).size;
  const places: Place[] = ids < lines ? ['common', 'column', 'id', 'line'] : ['common', 'column', 'line'];
  let best: Placed | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const place of places) {
    const values = mostOf(concerned, place, valueIn);
    const differing = concerned.filter((cell) => !same(values.get(keyAt(place, cell)), valueIn(cell))).length;
    const excepted: ReadonlySet<string> = place === 'column' ? new Set() : without;
    const cost = values.size + differing * FOOTNOTE + excepted.size * EXCEPTED;
    if (cost >= least) continue;
    best = { place, values, without: excepted };
    least = cost;
  }
  return best as Placed;
}

/** What a cell is told to have by the place of the attribute. */
export function valueAt({ place, values, without }: Placed, cell: Cell): unknown {
  return without.has(cell.metric) ? undefined : values.get(keyAt(place, cell));
}

export const commonOf = ({ place, values }: Placed): unknown => (place === 'common' ? values.get(ALL) : undefined);

export function same(a: unknown, b: unknown): boolean {
  return a === b || (isDeep(a) && isDeep(b) && JSON.stringify(a) === JSON.stringify(b));
}

const isDeep = (value: unknown) => typeof value === 'object' && value !== null;

/** The most frequent value for each key of a place; the first of those that are as frequent. */
function mostOf(cells: readonly Cell[], place: Place, valueIn: (cell: Cell) => unknown): Map<unknown, unknown> {
  const counts = new Map<unknown, Map<string, Counted>>();
  for (const cell of cells) {
    const key = keyAt(place, cell);
    const value = valueIn(cell);
    const counted = counts.get(key) ?? new Map();
    const text = JSON.stringify(value) ?? '';
    const { count } = counted.get(text) ?? { count: 0 };
    counts.set(key, counted.set(text, { value, count: count + 1 }));
  }
  const most = new Map<unknown, unknown>();
  for (const [key, counted] of counts) {
    const [first, ...others] = counted.values();
    const top = others.reduce((best, other) => (isMore(other, best) ? other : best), first as Counted);
    if (top.value !== undefined) most.set(key, top.value);
  }
  return most;
}

interface Counted {
  value: unknown;
  count: number;
}

/** Of as many, that there is nothing to say. */
function isMore(counted: Counted, best: Counted): boolean {
  return counted.count > best.count || (counted.count === best.count && counted.value === undefined);
}

function keyAt(place: Place, { metric, line }: Cell): unknown {
  const keys: Record<Place, string | Line> = { common: ALL, column: metric, id: line.id, line };
  return keys[place];
}
