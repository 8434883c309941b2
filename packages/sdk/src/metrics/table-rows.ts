import type { Attributes, MetricRow, MetricTable } from './table-types.ts';

/**
 * The rows of a metric table: one value each, with all that is known of it, as the tool's handler gave them. For programs;
 * lines of a page that stand for no values stay as they are.
 */
export function metricRows({ items, common = {}, columns = [], ids = {}, footnotes = {} }: MetricTable): MetricRow[] {
  const metrics = columns.flatMap((column) => column.metrics);
  const columnOf = new Map(columns.flatMap((column) => column.metrics.map((metric) => [metric, column] as const)));
  return items.flatMap((item): MetricRow[] => {
    const { id, name, values, marks = {}, ...own } = item;
    if (values === undefined) return [item as MetricRow];
    const ofId = Object.hasOwn(ids, id) ? (ids[id] ?? {}) : {};
    const known = name ?? ofId.name;
    const base = { id, ...(known === undefined ? {} : { name: known as string }) };
    const measured = measuresIn(Object.keys(values), metrics);
    const present = metrics.filter(
      (metric) => Object.hasOwn(values, metric) || Object.hasOwn(marks, metric) || measured.has(metric),
    );
    return present
      .map((metric) => {
        const note = Object.hasOwn(marks, metric) ? footnotes[String(marks[metric])] : {};
        const measures = Object.fromEntries(
          (measured.get(metric) ?? []).map(([measure, key]) => [measure, values[key]]),
        );
        if (!Object.hasOwn(values, metric)) return { ...base, metric, ...measures, ...note };
        const { metrics: _, without = [], ...shared } = columnOf.get(metric) ?? { metrics: [] };
        const attributes = leftOut({ ...common, ...ofId, ...own, ...shared }, without);
        return { ...base, metric, value: values[metric], ...attributes, ...measures, ...note } as MetricRow;
      })
      .map(withoutNull);
  });
}

/** Which keys are `<metric>.<measure>`. */
function measuresIn(keys: readonly string[], metrics: readonly string[]): Map<string, [string, string][]> {
  const known = new Set(metrics);
  const found = new Map<string, [string, string][]>();
  for (const key of keys) {
    const dot = key.lastIndexOf('.');
    const metric = key.slice(0, dot);
    if (known.has(key) || dot < 0 || !known.has(metric)) continue;
    found.set(metric, [...(found.get(metric) ?? []), [key.slice(dot + 1), key]]);
  }
  return found;
}

function leftOut(attributes: Attributes, names: readonly string[]): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)));
}

/** A footnote's null takes an attribute away; a value's null is a value. */
function withoutNull(row: MetricRow): MetricRow {
  return Object.fromEntries(
    Object.entries(row).filter(([name, value]) => value !== null || name === 'value'),
  ) as unknown as MetricRow;
}
