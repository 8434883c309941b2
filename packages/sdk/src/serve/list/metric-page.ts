import type { AnyTool } from '../../connector/tool.ts';
import type { ListPage } from '../../http/list/page.ts';
import { type MetricRow, type MetricTable, metricTable } from '../../metrics/index.ts';
import { project } from './projection.ts';

const NEEDED = ['id', 'name', 'metric', 'value'];

/** The table of a page's rows; undefined where the tool's rows are no values of metrics. */
export function metricPage(
  tool: AnyTool,
  { items }: ListPage<unknown>,
  fields: readonly string[] | undefined,
  isRest: boolean,
): MetricTable | undefined {
  if (!tool.metrics) return undefined;
  const needed = [...NEEDED, ...tool.metrics.by];
  const rows = fields ? project(tool, items, fields, isRest, needed) : items;
  return metricTable(rows as MetricRow[], tool.metrics);
}

/** Bytes of what a table says beside its lines. */
export function bytesBeside(table: MetricTable | undefined): number {
  if (!table) return 0;
  const { items: _, ...rest } = table;
  return Buffer.byteLength(JSON.stringify(rest));
}
