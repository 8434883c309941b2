import type { ChartInput, ChartType } from './input.ts';
import { withSign } from './numbers.ts';
import { valuesOf } from './plot/labels.ts';
import { timeWords } from './plot/time-labels.ts';
import type { Point, Table } from './table.ts';

const NAMES: Record<ChartType, string> = {
  line: 'Line chart',
  area: 'Area chart',
  bar: 'Bar chart',
  stacked_bar: 'Stacked bar chart',
  scatter: 'Scatter chart',
  histogram: 'Histogram',
  waterfall: 'Waterfall chart',
};

const MAX_SPOKEN_ROWS = 12;

/** The chart in words, for readers who do not see it. */
export function altText(input: ChartInput, table: Table): string {
  const place = (x: string | number) => (table.xKind === 'time' ? timeWords(Number(x)) : String(x));
  const [first, last] = [table.xs[0] ?? '', table.xs.at(-1) ?? ''];
  const span = `${input.x} from ${place(first)} to ${place(last)}`;
  const { words } = valuesOf(table, input.unit);
  const isChange = (point: Point) => input.type === 'waterfall' && point.x !== first && point.x !== last;
  const value = (point: Point) => {
    const number = words(point.y ?? 0);
    return `${place(point.x)} ${isChange(point) ? withSign(point.y ?? 0, number) : number}`;
  };
  const sentences = [`${NAMES[input.type]}: ${input.title}`.replace(/[.!?]?$/, '.')];
  if (input.type === 'histogram') {
    const range = [Math.min(...table.xs.map(Number)), Math.max(...table.xs.map(Number))];
    sentences.push(`${table.points.length} values of ${input.x} in ${input.unit}, from ${range[0]} to ${range[1]}.`);
  } else if (table.series.length === 0 && table.points.length <= MAX_SPOKEN_ROWS) {
    sentences.push(`${input.unit} by ${input.x}: ${table.points.map(value).join(', ')}.`);
  } else {
    sentences.push(
      `${input.unit} by ${table.xKind === 'category' ? `${table.xs.length} values of ${input.x}` : span}.`,
    );
    for (const name of table.series.length > 0 ? table.series : ['']) sentences.push(extremes(table, name, value));
  }
  const events = input.annotations.map(
    ({ label, x, xTo, y }) => `${label} (${xTo === undefined ? (x ?? y) : `${x} to ${xTo}`})`,
  );
  if (events.length > 0) sentences.push(`Marked: ${events.join(', ')}.`);
  if (input.source.environment === 'sandbox') sentences.push('Demo data of a sandbox.');
  return sentences.join(' ');
}

function extremes(table: Table, name: string, value: (point: Point) => string): string {
  const points = table.points.filter((point) => point.s === name);
  const by = [...points].sort((a, b) => (a.y ?? 0) - (b.y ?? 0));
  const [lowest, highest] = [by[0], by.at(-1)];
  const words = lowest && highest ? `lowest ${value(lowest)}, highest ${value(highest)}` : 'no values';
  return name === '' ? `${words.charAt(0).toUpperCase()}${words.slice(1)}.` : `${name}: ${words}.`;
}
