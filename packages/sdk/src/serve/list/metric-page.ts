import type { AnyListTool } from '../../connector/tool.ts';
import type { ListPage } from '../../http/list/page.ts';
import { type MetricRow, type MetricTable, metricTable } from '../../metrics/index.ts';
import { project } from './projection.ts';

const NEEDED = ['id', 'name', 'metric', 'value'];

/** The table of a page's rows; undefined where the tool's rows are no values of metrics. */
export function metricPage(
  { output, metrics }: Pick<AnyListTool, 'output' | 'metrics'>,
  { items }: ListPage<unknown>,
  fields: readonly string[] | undefined,
  isRest: boolean,
): MetricTable | undefined {
  if (!metrics) return undefined;
  const needed = [...NEEDED, ...metrics.by];
  const rows = fields ? project({ output }, items, fields, isRest, needed) : items;
  return metricTable(rows as MetricRow[], metrics);
}

/** Bytes of what a table says beside its lines. */
export function bytesBeside(table: MetricTable | undefined): number {
  if (!table) return 0;
  const { items: _, ...rest } = table;
  return Buffer.byteLength(JSON.stringify(rest));
}
