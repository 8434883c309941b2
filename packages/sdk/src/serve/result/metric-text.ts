import type { Attributes, MetricLine, MetricTable } from '../../metrics/index.ts';
import { cell } from './text-table.ts';

const MAX_VALUE_LENGTH = 2000;
/** Of a line that have a place of their own. */
const OWN = new Set(['id', 'name', 'values', 'marks']);
const NOT_MEANINGFUL = 'n.m.';
const MISSING = '–';

/** A metric table as what is said of it and columns of texts. */
export interface MetricParts {
  /** What became of ids that have no values. */
  apart: string[];
  /** What holds for many, and footnotes. */
  about: string[];
  columns: MetricTextColumn[];
}

export interface MetricTextColumn {
  name: string;
  /** Its cells are values; else they name or describe a line. */
  isMetric: boolean;
  /** A mark is the number of a footnote: `[2]`. */
  cells: { text: string; mark: string }[];
}

/** @param write a value on one line, in at most so many characters; @default without what separates columns */
export function metricParts(
  { items, common, columns = [], ids = {}, footnotes = {} }: MetricTable,
  write: (value: unknown, longest?: number) => string = cell,
): MetricParts {
  const said = (attributes: Attributes) => attributesText(attributes, write);
  const lines = items.filter(({ values }) => values !== undefined);
  const metrics = columns.flatMap((column) => column.metrics);
  return {
    apart: items.filter(({ values }) => values === undefined).map(({ id, ...rest }) => `${id}: ${said(rest)}`),
    about: [
      ...(common ? [`All: ${said(common)}`] : []),
      ...columns.flatMap(({ metrics, without, ...of }) => {
        const not = without ? [`without ${without.join(', ')}`] : [];
        const words = [...(Object.keys(of).length > 0 ? [said(of)] : []), ...not];
        return words.length === 0 ? [] : [`${metrics.join(', ')}: ${words.join('; ')}`];
      }),
      ...Object.entries(ids).map(([id, of]) => `${id}: ${said(of)}`),
      ...Object.entries(footnotes).map(([number, of]) => `[${number}] ${said(of) || 'no value'}`),
    ],
    columns: lines.length === 0 ? [] : columnsOf(lines, metrics, write),
  };
}

/** A metric table for people and for hosts that read text only: what holds for many first, then a line for each id. */
export function renderMetricTable(table: MetricTable): string {
  const { apart, about, columns } = metricParts(table);
  const rows = columns[0]?.cells.map((_, row) =>
    columns.map(({ cells }) => `${cells[row]?.text}${cells[row]?.mark}`).join(' | '),
  );
  return [...apart, ...about, ...(rows ? [columns.map(({ name }) => name).join(' | '), ...rows] : [])].join('\n');
}

function columnsOf(
  lines: readonly MetricLine[],
  metrics: readonly string[],
  write: (value: unknown) => string,
): MetricTextColumn[] {
  const attributes = [...new Set(lines.flatMap((line) => Object.keys(line)))].filter((name) => !OWN.has(name));
  const names = lines.some(({ name }) => name !== undefined) ? ['name'] : [];
  return [
    ...['id', ...names, ...attributes].map((name) => ({
      name,
      isMetric: false,
      cells: lines.map((line) => ({ text: write(line[name]), mark: '' })),
    })),
    ...columnKeys(lines, metrics).map((name) => ({
      name,
      isMetric: true,
      cells: lines.map((line) => valueCell(line, name, write)),
    })),
  ];
}

/** In the order in which they were given; a metric of which no line has a value comes last. */
function columnKeys(lines: readonly MetricLine[], metrics: readonly string[]): string[] {
  const valued = new Set(lines.flatMap(({ values = {} }) => Object.keys(values)));
  const marked = new Set(lines.flatMap(({ marks = {} }) => Object.keys(marks)));
  return [...valued, ...metrics.filter((metric) => marked.has(metric) && !valued.has(metric))];
}

function valueCell(
  { values = {}, marks = {} }: MetricLine,
  metric: string,
  write: (value: unknown) => string,
): MetricTextColumn['cells'][number] {
  const mark = Object.hasOwn(marks, metric) ? `[${marks[metric]}]` : '';
  if (!Object.hasOwn(values, metric)) return { text: mark && MISSING, mark };
  const value = values[metric];
  return { text: value === null ? NOT_MEANINGFUL : write(value), mark };
}

function attributesText(attributes: Attributes, write: (value: unknown, longest?: number) => string): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === null ? `no ${name}` : `${name} ${write(value, MAX_VALUE_LENGTH)}`))
    .join('; ');
}
