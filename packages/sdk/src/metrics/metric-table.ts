import { commonOf, type Placed, placeOf, same, valueAt } from './attribute-places.ts';
import { attributesOf, type Cell, type Line, linesOf } from './table-lines.ts';
import type {
  Attributes,
  MetricColumns,
  MetricLayout,
  MetricLine,
  MetricRow,
  MetricTable,
  MetricValue,
} from './table-types.ts';

/** Rows of one value each as a table of one line for each id, or for each period of it. Nothing is lost: see `metricRows`. */
export function metricTable(rows: readonly MetricRow[], layout: MetricLayout): MetricTable {
  const measures = new Set(layout.measures);
  const lines = linesOf(rows, layout);
  const cells = lines.flatMap((line) => (isLine(line) ? [...line.cells.values()] : []));
  const valued = cells.filter(({ row }) => row.value !== undefined);
  const attributes = new Map(cells.map((cell) => [cell, attributesOf(cell.row, measures)]));
  const of = (cell: Cell) => attributes.get(cell) as Attributes;
  const names = new Set(valued.flatMap((cell) => Object.keys(of(cell))));
  const count = lines.filter(isLine).length;
  const placed = new Map([...names].map((name) => [name, placeOf(valued, (cell) => ownOf(of(cell), name), count)]));
  const footnotes = new Footnotes();
  const marks = new Map<Cell, number>();
  for (const cell of cells) {
    const note = cell.row.value === undefined ? of(cell) : differences(placed, cell, of(cell));
    if (note) marks.set(cell, footnotes.numberOf(note));
  }
  const common = present([...placed].map(([name, at]) => [name, commonOf(at)]));
  // a metric that some have nothing of comes where the others have it
  const metrics = [...new Set([...valued, ...cells].map(({ metric }) => metric))];
  const columns = columnsOf(metrics, placed);
  const ids = idsOf(lines.filter(isLine), placed);
  const isNamed = (id: string) => Object.hasOwn(ids, id) && ids[id]?.name !== undefined;
  return {
    items: lines.map((line) => {
      if (!isLine(line)) return { ...line } as MetricLine;
      const { name, id: _, ...item } = itemOf(line, metrics, placed, marks, layout.measures ?? []);
      const named = name === undefined || isNamed(line.id) ? {} : { name };
      return { id: line.id, ...named, ...item };
    }),
    ...(isEmpty(common) ? {} : { common }),
    ...(columns.length === 0 ? {} : { columns }),
    ...(isEmpty(ids) ? {} : { ids }),
    ...(footnotes.all.size === 0 ? {} : { footnotes: footnotes.toJSON() }),
  };
}

const isLine = (line: Line | MetricRow): line is Line => 'cells' in line && line.cells instanceof Map;

/** What is known of a cell and is not what the table says of it, or undefined. */
function differences(placed: ReadonlyMap<string, Placed>, cell: Cell, attributes: Attributes): Attributes | undefined {
  const note: [string, unknown][] = [];
  for (const [name, at] of placed) {
    const own = ownOf(attributes, name);
    if (!same(valueAt(at, cell), own)) note.push([name, own ?? null]);
  }
  return note.length === 0 ? undefined : Object.fromEntries(note);
}

function itemOf(
  line: Line,
  metrics: readonly string[],
  placed: ReadonlyMap<string, Placed>,
  marks: ReadonlyMap<Cell, number>,
  measures: readonly string[],
): MetricLine {
  const own = [...placed].map(
    ([name, { place, values }]) => [name, place === 'line' ? values.get(line) : undefined] as const,
  );
  const cells = metrics.flatMap((metric) => line.cells.get(metric) ?? []);
  const marked = present(cells.map((cell) => [cell.metric, marks.get(cell)]));
  return {
    id: line.id,
    ...(line.name === undefined ? {} : { name: line.name }),
    ...present(own),
    values: present(cells.flatMap((cell) => valuesOf(cell, measures))) as Record<string, MetricValue>,
    ...(isEmpty(marked) ? {} : { marks: marked as Record<string, number> }),
  };
}

function valuesOf({ metric, row }: Cell, measures: readonly string[]): [string, unknown][] {
  const fields = row as unknown as Attributes;
  return [
    [metric, row.value],
    ...measures.map((measure): [string, unknown] => [`${metric}.${measure}`, ownOf(fields, measure)]),
  ];
}

/** Metrics with the same attributes are named together. */
function columnsOf(metrics: readonly string[], placed: ReadonlyMap<string, Placed>): MetricColumns[] {
  const groups = new Map<string, MetricColumns>();
  for (const metric of metrics) {
    const shared = present(
      [...placed].map(([name, at]) => [name, at.place === 'column' ? at.values.get(metric) : undefined]),
    );
    const without = [...placed].flatMap(([name, at]) => (at.without.has(metric) ? [name] : []));
    const of = { ...shared, ...(without.length > 0 ? { without } : {}) };
    const group = groups.get(JSON.stringify(of));
    if (group) group.metrics.push(metric);
    else groups.set(JSON.stringify(of), { metrics: [metric], ...of });
  }
  return [...groups.values()];
}

function idsOf(lines: readonly Line[], placed: ReadonlyMap<string, Placed>): Record<string, Attributes> {
  const ofIds = [...placed].filter(([, { place }]) => place === 'id');
  const names = namesOf(lines);
  const ids = [...new Set(lines.map(({ id }) => id))].map(
    (id) =>
      [
        id,
        present([['name', names.get(id)], ...ofIds.map(([name, { values }]) => [name, values.get(id)] as const)]),
      ] as const,
  );
  return Object.fromEntries(ids.filter(([, attributes]) => !isEmpty(attributes)));
}

/** Names that are said once for the lines of an id: where ids have several, and each the same name in all of them. */
function namesOf(lines: readonly Line[]): Map<string, string | undefined> {
  const names = new Map(lines.map(({ id, name }) => [id, name]));
  const isOne = names.size < lines.length && lines.every(({ id, name }) => names.get(id) === name);
  return isOne ? names : new Map();
}

/** Each thing to say has one number. */
class Footnotes {
  readonly all = new Map<string, number>();

  numberOf(note: Attributes): number {
    const text = JSON.stringify(note);
    const number = this.all.get(text) ?? this.all.size + 1;
    this.all.set(text, number);
    return number;
  }

  toJSON(): Record<string, Attributes> {
    return Object.fromEntries([...this.all].map(([text, number]) => [String(number), JSON.parse(text)]));
  }
}

function present(entries: readonly (readonly [string, unknown])[]): Attributes {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** A vendor may name a field `constructor`. */
const ownOf = (of: Attributes, name: string) => (Object.hasOwn(of, name) ? of[name] : undefined);

const isEmpty = (of: object) => Object.keys(of).length === 0;
