import { isPeriod } from '../cells.ts';
import type { ChartInput } from '../input.ts';
import { axisNumbers } from '../numbers.ts';
import type { Table, X } from '../table.ts';
import { textWidth, wrap } from '../text.ts';
import { coded, fixed } from './encoded-names.ts';
import { type Tick, timeBandTicks, timeTicks } from './time-labels.ts';
import type { Channel, XAxis } from './types.ts';

/** Size of the words at the axes. */
export const LABEL_SIZE = 12;
/** About as wide as a plot is, once its axis has its room. */
export const PLOT_WIDTH = 770;

const UPRIGHT = { grid: false, title: null, labelAngle: 0, labelPadding: 6, labelFlush: false };

/** The x axis of lines, areas and points. */
export function continuousX(table: Table, title: string | null): XAxis {
  const { xs, xKind } = table;
  if (xKind === 'category') {
    const definition = {
      field: 'x',
      type: 'ordinal',
      scale: { type: 'point', domain: xs.map(coded), padding: 0.3 },
      axis: { ...UPRIGHT, ...lookup(thinned(xs)) },
    };
    return { definition, kind: 'bands', xs };
  }
  const numbers = xs.map(Number);
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
  const margin = first === last ? (xKind === 'time' ? 86_400_000 : 1) : 0;
  const domain = [first - margin, last + margin];
  if (xKind === 'time') {
    // ticks and labels are ours, so milliseconds are numbers like others; the interpreter misreads Vega-Lite's dates
    const definition = {
      field: 'x',
      type: 'quantitative',
      scale: { domain, nice: false, zero: false },
      axis: { ...UPRIGHT, ...lookup(timeTicks(numbers)) },
    };
    return { definition, kind: 'continuous', xs };
  }
  const definition = {
    field: 'x',
    type: 'quantitative',
    scale: { domain, nice: true, zero: false },
    axis: { ...UPRIGHT, title: title && fixed(title), tickCount: 8, labelExpr: axisNumbers(largestOf(numbers), '') },
  };
  return { definition, kind: 'continuous', xs };
}

/** The axis of bars: one band for each place. */
export function bandX(table: Table, padding = 0.3): XAxis {
  const { xs, xKind } = table;
  const ticks = xKind === 'time' ? timeBandTicks(xs.map(Number)) : thinned(xs);
  const definition = {
    field: 'x',
    type: 'ordinal',
    scale: { type: 'band', domain: xs.map(coded), paddingInner: padding, paddingOuter: padding / 2 },
    axis: { ...UPRIGHT, ...lookup(ticks) },
  };
  return { definition, kind: 'bands', xs };
}

/** Bars lie when the names of their categories do not fit below them. */
export function namesFitBelow(xs: readonly X[]): boolean {
  if (xs.every(isPeriod)) return true;
  const room = bandWidth(xs.length);
  return xs.length <= 16 && xs.every((x) => linesOf(String(x), room).length <= 2);
}

/** The axis of numbers, with its domain: from zero where a length stands for the value. */
export function valueAxis(
  values: readonly number[],
  input: ChartInput,
  options: { zero: boolean; field?: string; visible?: boolean },
): Channel {
  const thresholds = input.annotations.flatMap(({ y }) => (y === undefined ? [] : [y]));
  const all = [...values, ...thresholds, ...(options.zero ? [0] : [])];
  let [low, high] = [Math.min(...all), Math.max(...all)];
  if (low === high) [low, high] = low === 0 ? [0, 1] : [low - Math.abs(low) * 0.1, high + Math.abs(high) * 0.1];
  const axis = {
    title: null,
    grid: true,
    domain: false,
    ticks: false,
    tickCount: 5,
    labelPadding: 8,
    labelExpr: axisNumbers(Math.max(Math.abs(low), Math.abs(high)), input.unit),
  };
  return {
    field: options.field ?? 'y',
    type: 'quantitative',
    scale: { domain: [low, high], nice: 5, zero: options.zero },
    axis: options.visible === false ? null : axis,
  };
}

/** A line may leave zero out when its changes would be invisible otherwise; the caption says so. */
export function startsAtZero(values: readonly number[]): boolean {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low >= 0 ? low <= high * 0.6 : high <= 0 ? high >= low * 0.6 : true;
}

/** The axis of bars that lie: every name on one line. */
export function names(xs: readonly X[]): Channel {
  return {
    field: 'x',
    type: 'ordinal',
    scale: { type: 'band', domain: xs.map(coded), paddingInner: 0.3, paddingOuter: 0.15 },
    axis: {
      title: null,
      domain: false,
      ticks: false,
      labelPadding: 8,
      labelLimit: 260,
      ...lookup(xs.map((value) => ({ value, lines: [String(value)] }))),
    },
  };
}

/** Labels by tick, because Vega's own speak American and name no year. */
function lookup(ticks: readonly (Omit<Tick, 'value'> & { value: X })[]): Channel {
  const values = ticks.map(({ value }) => coded(value));
  const texts = JSON.stringify(ticks.map(({ lines }) => coded(lines.join('\n'))));
  return { values, labelExpr: `split(slice(${texts}[indexof(${JSON.stringify(values)}, datum.value)], 1), '\\n')` };
}

function thinned(xs: readonly X[]): { value: X; lines: string[] }[] {
  const room = bandWidth(xs.length);
  const widest = Math.max(...xs.map((x) => textWidth(linesOf(String(x), room)[0] ?? '', LABEL_SIZE)));
  const step = Math.max(1, Math.ceil((widest + 6) / (PLOT_WIDTH / xs.length)));
  return xs
    .filter((_, index) => index % step === 0)
    .map((value) => ({ value, lines: linesOf(String(value), room * step) }));
}

function bandWidth(bands: number): number {
  return PLOT_WIDTH / bands - 6;
}

function linesOf(text: string, room: number): string[] {
  return wrap(text, (line) => textWidth(line, LABEL_SIZE) <= room);
}

function largestOf(values: readonly number[]): number {
  return Math.max(...values.map(Math.abs));
}
