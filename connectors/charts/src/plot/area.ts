import { refuse } from '../chart-refusal.ts';
import { findGaps } from '../line-gaps.ts';
import { continuousX, valueAxis } from './axes.ts';
import { totalsOf } from './labels.ts';
import { checkSeries, seriesColour, seriesLegend } from './series.ts';
import type { Drawing, Plot } from './types.ts';

const HEIGHT = 330;

/** An area; with series, areas that add up. */
export function areaPlot(drawing: Drawing): Plot {
  const { input, table } = drawing;
  checkSeries(drawing);
  if (table.points.some(({ y }) => (y ?? 0) < 0))
    throw refuse('An area cannot show values below zero.', 'Use type line.');
  const stacked = table.series.length > 0;
  const missing = stacked ? table.xs.length * table.series.length - table.points.length : 0;
  if (missing > 0) {
    throw refuse(
      `Areas that add up need a value of every ${input.series} at every ${input.x}; ${missing} are missing.`,
      'Send 0 where nothing happened, or use type line.',
    );
  }
  const gaps = findGaps(table);
  const axis = continuousX(table, input.x);
  const y = {
    ...valueAxis(
      totalsOf(table).map((total) => total.y),
      input,
      { zero: true },
    ),
    stack: 'zero',
  };
  const order = new Map(table.series.map((name, index) => [name, index]));
  const points = stacked ? table.points : [...table.points, ...gaps.breaks].sort((a, b) => Number(a.x) - Number(b.x));
  return {
    layers: [
      {
        data: { values: points.map((point) => ({ ...point, o: order.get(point.s) ?? 0 })) },
        mark: { type: 'area', opacity: stacked ? 0.92 : 0.8, invalid: 'break-paths-filter-domains' },
        encoding: {
          x: axis.definition,
          y,
          color: seriesColour(drawing),
          // an order would undo the sorting by x of a single area
          ...(stacked ? { order: { field: 'o', type: 'quantitative' } } : {}),
        },
      },
    ],
    labels: [],
    height: HEIGHT,
    above: 0,
    legend: seriesLegend(drawing, 'square'),
    notes: stacked ? [] : gaps.notes,
    axis,
    values: { channel: 'y', definition: y },
  };
}
