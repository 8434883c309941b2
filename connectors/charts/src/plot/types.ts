import type { ChartInput } from '../input.ts';
import type { Table, X } from '../table.ts';

/** A layer of a Vega-Lite view. Built here only, from typed input, never taken from a caller. */
export type Layer = Record<string, unknown>;
/** What Vega-Lite is told about one channel. */
export type Channel = Record<string, unknown>;

export interface LegendEntry {
  label: string;
  colour: string;
  mark: 'line' | 'square' | 'circle';
}

/** What the chart's own part of the picture is made from; the frame around it comes later. */
export interface Plot {
  layers: Layer[];
  /** Values in words, drawn over everything else. */
  labels: Layer[];
  /** Words stand to the right of the plot already, so that thresholds have theirs inside. */
  labelledAtEnds?: boolean;
  height: number;
  /** Pixels above the plot for labels of events. */
  above: number;
  legend: LegendEntry[];
  /** Said in the caption and in the result. */
  notes: string[];
  /** Where marks stand along x, for annotations; none when bars lie. */
  axis?: XAxis | undefined;
  /** The channel of values, `y` unless bars lie. */
  values: { channel: 'x' | 'y'; definition: Channel };
}

export interface XAxis {
  definition: Channel;
  kind: 'continuous' | 'bands';
  xs: readonly X[];
}

export interface Drawing {
  input: ChartInput;
  table: Table;
}
