import { findGaps } from '../line-gaps.ts';
import { INK } from '../palette.ts';
import type { Point } from '../table.ts';
import { continuousX, LABEL_SIZE, startsAtZero, valueAxis } from './axes.ts';
import { endLabels } from './end-labels.ts';
import { valuesOf } from './labels.ts';
import { checkSeries, seriesColour, seriesLegend } from './series.ts';
import type { Channel, Drawing, Layer, Plot } from './types.ts';

const HEIGHT = 330;
/** More dots than these on a line hide it. */
const MAX_DOTS = 40;

/** A line for each series, broken where there is no value. */
export function linePlot(drawing: Drawing): Plot {
  const { input, table } = drawing;
  checkSeries(drawing);
  const gaps = findGaps(table);
  const { values } = valuesOf(table, input.unit);
  const zero = startsAtZero(values);
  const axis = continuousX(table, input.x);
  const y = valueAxis(values, input, { zero });
  const named = table.series.length > 0 && input.highlight !== undefined;
  const encoding = { x: axis.definition, y, color: seriesColour(drawing) };
  const layers: Layer[] = [
    {
      data: { values: inDrawingOrder([...table.points, ...gaps.breaks], drawing) },
      mark: { type: 'line', strokeWidth: 2.5, strokeJoin: 'round', invalid: 'break-paths-filter-domains' },
      encoding,
    },
  ];
  if (gaps.breaks.length > 0 || table.points.length / Math.max(1, table.series.length) <= MAX_DOTS) {
    const data = { values: inDrawingOrder(table.points, drawing) };
    layers.push({ data, mark: { type: 'circle', size: 34, opacity: 1 }, encoding });
  }
  return {
    layers,
    labels: named ? endLabels(drawing, HEIGHT, encoding) : lastValue(drawing, encoding),
    labelledAtEnds: true,
    height: HEIGHT,
    above: 0,
    legend: named ? [] : seriesLegend(drawing, 'line'),
    notes: [...gaps.notes, ...(zero ? [] : ['The axis does not start at zero.'])],
    axis,
    values: { channel: 'y', definition: y },
  };
}

/** By x, and the highlighted series last, so that it lies above the others. */
function inDrawingOrder(points: readonly Point[], { input, table }: Drawing): Point[] {
  const place = new Map(table.xs.map((x, index) => [x, index]));
  const at = ({ x }: Point): number => (typeof x === 'number' ? x : (place.get(x) ?? 0));
  const above = ({ s }: Point): number => Number(s !== '' && s === input.highlight);
  return [...points].sort((a, b) => above(a) - above(b) || at(a) - at(b));
}

function lastValue({ input, table }: Drawing, encoding: Channel): Layer[] {
  const last = table.points.at(-1);
  if (table.series.length > 0 || !last) return [];
  const label = valuesOf(table, input.unit).words(last.y ?? 0);
  return [
    {
      data: { values: [{ ...last, label }] },
      mark: { type: 'text', align: 'left', baseline: 'middle', dx: 8, fontSize: LABEL_SIZE, fontWeight: 'bold' },
      encoding: { ...encoding, color: { value: INK }, text: { field: 'label' } },
    },
  ];
}
