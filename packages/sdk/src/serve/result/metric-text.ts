import type { Attributes, MetricLine, MetricTable } from '../../metrics/index.ts';
import { cell } from './text-table.ts';

const MAX_VALUE_LENGTH = 2000;
/** Of a line that have a place of their own. */
const OWN = new Set(['id', 'name', 'values', 'marks']);
const NOT_MEANINGFUL = 'n.m.';
const MISSING = '–';

/** A metric table for people and for hosts that read text only: what holds for many first, then a line for each id. */
export function renderMetricTable({ items, common, columns = [], ids = {}, footnotes = {} }: MetricTable): string {
  const lines = items.filter(({ values }) => values !== undefined);
  return [
    ...items.filter(({ values }) => values === undefined).map(({ id, ...rest }) => `${id}: ${attributesText(rest)}`),
    ...(common ? [`All: ${attributesText(common)}`] : []),
    ...columns.map(({ metrics, without, ...of }) => {
      const not = without ? [`without ${without.join(', ')}`] : [];
      const words = [...(Object.keys(of).length > 0 ? [attributesText(of)] : []), ...not];
      return words.length === 0 ? '' : `${metrics.join(', ')}: ${words.join('; ')}`;
    }),
    ...Object.entries(ids).map(([id, of]) => `${id}: ${attributesText(of)}`),
    ...Object.entries(footnotes).map(([number, of]) => `[${number}] ${attributesText(of) || 'no value'}`),
    ...(lines.length === 0
      ? []
      : grid(
          lines,
          columns.flatMap(({ metrics }) => metrics),
        )),
  ]
    .filter(Boolean)
    .join('\n');
}

function grid(lines: readonly MetricLine[], metrics: readonly string[]): string[] {
  const attributes = [...new Set(lines.flatMap((line) => Object.keys(line)))].filter((name) => !OWN.has(name));
  const names = lines.some(({ name }) => name !== undefined) ? ['name'] : [];
  const shown = columnKeys(lines, metrics);
  return [
    ['id', ...names, ...attributes, ...shown].join(' | '),
    ...lines.map((line) =>
      [
        cell(line.id),
        ...[...names, ...attributes].map((name) => cell(line[name])),
        ...shown.map((metric) => valueCell(line, metric)),
      ].join(' | '),
    ),
  ];
}

/** In the order in which they were given; a metric of which no line has a value comes last. */
function columnKeys(lines: readonly MetricLine[], metrics: readonly string[]): string[] {
  const valued = new Set(lines.flatMap(({ values = {} }) => Object.keys(values)));
  const marked = new Set(lines.flatMap(({ marks = {} }) => Object.keys(marks)));
  return [...valued, ...metrics.filter((metric) => marked.has(metric) && !valued.has(metric))];
}

function valueCell({ values = {}, marks = {} }: MetricLine, metric: string): string {
  const mark = Object.hasOwn(marks, metric) ? `[${marks[metric]}]` : '';
  if (!Object.hasOwn(values, metric)) return mark && `${MISSING}${mark}`;
  const value = values[metric];
  return `${value === null ? NOT_MEANINGFUL : cell(value)}${mark}`;
}

function attributesText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === null ? `no ${name}` : `${name} ${cell(value, MAX_VALUE_LENGTH)}`))
    .join('; ');
}
