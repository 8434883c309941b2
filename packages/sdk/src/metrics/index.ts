/** Values of metrics as a table that says each thing once, and back. */

export { metricTable } from './metric-table.ts';
export { tableOf } from './table-page.ts';
export { metricRows } from './table-rows.ts';
export type {
  Attributes,
  MetricColumns,
  MetricLayout,
  MetricLine,
  MetricRow,
  MetricTable,
  MetricValue,
} from './table-types.ts';
