import type { ChartType } from '../input.ts';
import { annotate } from './annotations.ts';
import { areaPlot } from './area.ts';
import { barPlot, stackedBarPlot } from './bar.ts';
import { linePlot } from './line.ts';
import { histogramPlot, scatterPlot } from './scatter.ts';
import type { Drawing, Plot } from './types.ts';
import { waterfallPlot } from './waterfall.ts';

export type { Drawing, LegendEntry, Plot } from './types.ts';

const PLOTS: Record<ChartType, (drawing: Drawing) => Plot> = {
  line: linePlot,
  area: areaPlot,
  bar: barPlot,
  stacked_bar: stackedBarPlot,
  scatter: scatterPlot,
  histogram: histogramPlot,
  waterfall: waterfallPlot,
};

/** What to draw for a chart. @throws RK_INVALID_REQUEST when the data do not fit its type */
export function plotOf(drawing: Drawing): Plot {
  return annotate(PLOTS[drawing.input.type](drawing), drawing);
}
