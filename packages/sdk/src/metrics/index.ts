/** Values of metrics as a table that says each thing once, and back. */
export { tableOf } from './page.ts';
export { metricTable } from './pivot.ts';
export { metricRows } from './rows.ts';
export {
  type Attributes,
  type MetricColumns,
  type MetricLayout,
  type MetricLine,
  type MetricRow,
  type MetricTable,
  type MetricValue,
  RESERVED,
} from './table.ts';
