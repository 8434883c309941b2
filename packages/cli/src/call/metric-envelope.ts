import { didYouMean, type MetricTable } from '@rolekit/sdk';
import { isObject, tableOf } from '@rolekit/sdk/internal';
import { usageError } from '../errors.ts';

type Envelope = Record<string, unknown>;
type Line = MetricTable['items'][number];

/** The values of metrics that an envelope holds; undefined for one of rows or one thing. */
export function metricTableIn(envelope: Envelope): MetricTable | undefined {
  const { items, columns } = envelope;
  const isMetrics = Array.isArray(items) && items.every(isLine) && Array.isArray(columns) && columns.every(isColumn);
  return isMetrics ? (envelope as unknown as MetricTable) : undefined;
}

function isLine(line: unknown): boolean {
  return isObject(line) && [line.values, line.marks].every((of) => of === undefined || isObject(of));
}

function isColumn(column: unknown): boolean {
  return isObject(column) && Array.isArray(column.metrics);
}

/**
 * A table with only these metrics, each with its measures; what names and describes a line stays.
 *
 * @throws RK_USAGE for a metric that no line has
 */
export function withMetrics(table: MetricTable, metrics: readonly string[]): MetricTable {
  const { columns = [], items } = table;
  const known = columns.flatMap((column) => column.metrics);
  const unknown = items.length === 0 ? undefined : metrics.find((metric) => !known.includes(metric));
  if (unknown !== undefined)
    throw usageError(
      `The result has no metric \`${unknown}\`.`,
      didYouMean(unknown, known) || `Its metrics are ${known.join(', ')}.`,
    );
  const isChosen = (key: string) => metrics.some((metric) => key === metric || key.startsWith(`${metric}.`));
  const lines = items.map(({ values, marks, ...line }): Line => {
    const kept = chosen(marks, isChosen);
    return {
      ...line,
      ...(values ? { values: chosen(values, isChosen) } : {}),
      ...(Object.keys(kept).length > 0 ? { marks: kept } : {}),
    };
  });
  const groups = columns.map((column) => ({ ...column, metrics: column.metrics.filter(isChosen) }));
  return tableOf({ ...table, columns: groups.filter((group) => group.metrics.length > 0) }, lines);
}

function chosen<T>(of: Readonly<Record<string, T>> = {}, isChosen: (key: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(of).filter(([key]) => isChosen(key)));
}
