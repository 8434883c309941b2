/** Values of metrics as a table that says each thing once, and back. */
export { tableOf } from './page.ts';
export { metricTable } from './pivot.ts';
export { metricRows } from './rows.ts';
export type {
  Attributes,
  MetricColumns,
  MetricLayout,
  MetricLine,
  MetricRow,
  MetricTable,
  MetricValue,
} from './table.ts';
