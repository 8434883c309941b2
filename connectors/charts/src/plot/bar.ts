import { refuse } from '../chart-refusal.ts';
import { numberFormat } from '../numbers.ts';
import { REST, SERIES_COLOURS } from '../palette.ts';
import { textWidth } from '../text.ts';
import { LABEL_SIZE, namesFitBelow, PLOT_WIDTH } from './axes.ts';
import { type BarFrame, barFrame } from './bar-frame.ts';
import { coded } from './encoded-names.ts';
import { totalsOf, valueLabels, valuesOf } from './labels.ts';
import { checkSeries, highlightedX, seriesColour, seriesLegend } from './series.ts';
import type { Channel, Drawing, Layer, Plot } from './types.ts';

const MAX_NAMES = 40;
const MAX_PERIODS = 120;
const MAX_BARS_IN_GROUPS = 80;

/** Bars from zero: one for each place, or one for each place and series side by side. */
export function barPlot(drawing: Drawing): Plot {
  const { input, table } = drawing;
  checkBands(drawing);
  const groups = Math.max(1, table.series.length);
  if (groups > 1 && table.points.length > MAX_BARS_IN_GROUPS) {
    throw refuse(
      `${table.points.length} bars in groups cannot be read; at most ${MAX_BARS_IN_GROUPS}.`,
      'Use type line or stacked_bar, or fewer places.',
    );
  }
  const { values, words } = valuesOf(table, input.unit);
  const frame = frameFor(drawing, values, words, groups);
  const colour = groups > 1 ? seriesColour(drawing) : barColour(drawing);
  const offset = { field: 's', type: 'nominal', scale: { domain: table.series.map(coded), paddingInner: 0.08 } };
  const encoding = frame.encode({
    color: colour,
    ...(groups > 1 ? { [frame.lying ? 'yOffset' : 'xOffset']: offset } : {}),
  });
  const data = { values: table.points.map((point) => ({ ...point, label: words(point.y ?? 0) })) };
  const layers: Layer[] = [{ data, mark: { type: 'bar' }, encoding }];
  const labels = frame.labelled ? valueLabels(data, encoding, frame.lying) : [];
  return { ...frame.plot, layers, labels, legend: groups > 1 ? seriesLegend(drawing, 'square') : [], notes: [] };
}

/** Bars that add up their series, with the sums where they fit. */
export function stackedBarPlot(drawing: Drawing): Plot {
  const { input, table } = drawing;
  checkBands(drawing);
  const signs = new Set(table.points.filter(({ y }) => y !== 0).map(({ y }) => Math.sign(y ?? 0)));
  if (signs.size > 1) {
    throw refuse('A stack of values above and below zero has no readable length.', 'Use type bar or waterfall.');
  }
  const totals = totalsOf(table);
  const values = totals.map((total) => total.y);
  const words = numberFormat(values, input.unit);
  const frame = frameFor(drawing, values, words, 1);
  const order = new Map(table.series.map((name, index) => [name, index]));
  const data = { values: table.points.map((point) => ({ ...point, o: order.get(point.s) ?? 0 })) };
  const encoding = frame.encode({ color: seriesColour(drawing), order: { field: 'o', type: 'quantitative' } });
  const layers: Layer[] = [{ data, mark: { type: 'bar' }, encoding }];
  const sums = { values: totals.map((total) => ({ ...total, label: words(total.y) })) };
  const labels = frame.labelled ? valueLabels(sums, frame.encode({}), frame.lying) : [];
  return { ...frame.plot, layers, labels, legend: seriesLegend(drawing, 'square'), notes: [] };
}

function checkBands(drawing: Drawing): void {
  checkSeries(drawing);
  const { table, input } = drawing;
  const named = table.xKind === 'category';
  const most = named ? MAX_NAMES : MAX_PERIODS;
  if (table.xs.length <= most) return;
  throw refuse(
    `${input.x} has ${table.xs.length} values; bars show at most ${most}.`,
    named
      ? 'Keep the largest and add up the others as "Other" in the query.'
      : 'Group by a longer period in the query, or use type line.',
  );
}

/** Bars lie when their names do not fit below them, and have their values in words where these fit. */
function frameFor(
  { input, table }: Drawing,
  values: readonly number[],
  words: (value: number) => string,
  groups: number,
): BarFrame {
  const events = input.annotations.some(({ x }) => x !== undefined);
  const lying = table.xKind === 'category' && !events && !namesFitBelow(table.xs);
  const room = ((PLOT_WIDTH / table.xs.length) * 0.75) / groups + 8;
  const labelled = lying
    ? groups === 1 || values.length <= 24
    : values.every((value) => textWidth(words(value), LABEL_SIZE) <= room);
  return barFrame(input, table, values, { lying, labelled, groups });
}

function barColour(drawing: Drawing): Channel {
  const { input, table } = drawing;
  if (input.highlight === undefined) return { value: SERIES_COLOURS[0] };
  const [field, wanted] = input.series === undefined ? ['x', highlightedX(drawing)] : ['s', table.series[0]];
  const test = `datum.${field} === ${JSON.stringify(coded(wanted ?? ''))}`;
  return { condition: { test, value: SERIES_COLOURS[0] }, value: REST };
}
