import { type MetricLayout, type MetricRow, OWN_FIELDS } from './table-types.ts';

/** One value, or the lack of one, in its place. */
export interface Cell {
  row: MetricRow;
  metric: string;
  line: Line;
}

/** The cells that make one line. */
export interface Line {
  id: string;
  name: string | undefined;
  cells: Map<string, Cell>;
}

type Fields = Record<string, unknown>;

/**
 * Puts rows into lines: one for each id, or one for each of its periods where a metric of it has several values.
 *
 * @returns the lines in the order of the rows, and in between the rows that have no metric
 */
export function linesOf(rows: readonly MetricRow[], { by }: MetricLayout): (Line | MetricRow)[] {
  const lines: (Line | MetricRow)[] = [];
  const byKey = new Map<string, Line[]>();
  const several = idsWithSeveral(rows);
  for (const row of rows) {
    if (row.metric === undefined) {
      lines.push(row);
      continue;
    }
    const entity = keyOf(row);
    const isApart = several.has(entity);
    const key = isApart
      ? `${entity} ${JSON.stringify(by.map((field) => (row as unknown as Fields)[field] ?? null))}`
      : entity;
    const known = byKey.get(key) ?? [];
    let line = known.find(({ cells }) => !cells.has(row.metric as string));
    if (!line) {
      line = { id: row.id, name: row.name, cells: new Map() };
      byKey.set(key, [...known, line]);
      lines.push(line);
    }
    line.cells.set(row.metric, { row, metric: row.metric, line });
  }
  return lines;
}

/** Ids of which a metric has more than one value. */
function idsWithSeveral(rows: readonly MetricRow[]): Set<string> {
  const seen = new Set<string>();
  const several = new Set<string>();
  for (const row of rows) {
    if (row.metric === undefined || row.value === undefined) continue;
    const entity = keyOf(row);
    const key = `${entity} ${row.metric}`;
    if (seen.has(key)) several.add(entity);
    seen.add(key);
  }
  return several;
}

const keyOf = ({ id, name }: MetricRow) => JSON.stringify([id, name ?? null]);

/** What is known of a cell beside its value; null and absent are the same. */
export function attributesOf(row: MetricRow, measures: ReadonlySet<string>): Fields {
  return Object.fromEntries(
    Object.entries(row).filter(
      ([name, value]) => !OWN_FIELDS.has(name) && !measures.has(name) && value !== undefined && value !== null,
    ),
  );
}
