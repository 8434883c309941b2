import { refuse } from '../chart-refusal.ts';
import { SERIES_COLOURS } from '../palette.ts';
import { continuousX, valueAxis } from './axes.ts';
import { histogramBins } from './bins.ts';
import { checkSeries, seriesColour, seriesLegend } from './series.ts';
import type { Drawing, Plot } from './types.ts';

const HEIGHT = 360;

/** A point for each row. */
export function scatterPlot(drawing: Drawing): Plot {
  const { input, table } = drawing;
  checkSeries(drawing);
  const axis = continuousX(table, input.x);
  const y = valueAxis(
    table.points.map((point) => point.y ?? 0),
    input,
    { zero: false },
  );
  return {
    layers: [
      {
        data: { values: table.points },
        mark: { type: 'circle', size: table.points.length > 400 ? 22 : 46, opacity: 0.65 },
        encoding: { x: axis.definition, y, color: seriesColour(drawing) },
      },
    ],
    labels: [],
    height: HEIGHT,
    above: 0,
    legend: seriesLegend(drawing, 'circle'),
    notes: [],
    axis,
    values: { channel: 'y', definition: y },
  };
}

/** How many rows lie in each of equal ranges of x. */
export function histogramPlot({ input, table }: Drawing): Plot {
  const values = table.points.map((point) => Number(point.x));
  if (new Set(values).size < 2) {
    throw refuse(
      `All ${values.length} values of ${input.x} are ${values[0]}.`,
      'A histogram needs values that differ.',
    );
  }
  const { bins, step } = histogramBins(values);
  const axis = continuousX({ ...table, xs: [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1] }, input.unit);
  const y = valueAxis(
    bins.map(({ count }) => count),
    { ...input, unit: 'rows' },
    { zero: true, field: 'count' },
  );
  return {
    layers: [
      {
        data: { values: bins.map(({ from, to, count }) => ({ x: from, to, count, zero: 0 })) },
        mark: { type: 'rect', stroke: '#ffffff', strokeWidth: 1 },
        encoding: {
          x: axis.definition,
          x2: { field: 'to' },
          y,
          y2: { field: 'zero' },
          color: { value: SERIES_COLOURS[0] },
        },
      },
    ],
    labels: [],
    height: HEIGHT,
    above: 0,
    legend: [],
    notes: [`Ranges of ${step}, each from its lower end up to, not including, the next; the last includes its end.`],
    axis,
    values: { channel: 'y', definition: y },
  };
}
