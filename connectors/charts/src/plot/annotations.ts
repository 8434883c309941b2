import { refuse } from '../chart-refusal.ts';
import { EVENT, RANGE } from '../palette.ts';
import { textWidth } from '../text.ts';
import { locate, type Marked } from './annotation-places.ts';
import { PLOT_WIDTH } from './axes.ts';
import { fixed } from './encoded-names.ts';
import { drawThreshold } from './threshold.ts';
import type { Drawing, Layer, Plot, XAxis } from './types.ts';

const SIZE = 11.5;
const ROW = 16;

interface Flag extends Marked {
  /** 0 is nearest to the plot. */
  row: number;
  leansLeft: boolean;
  /** Of its label, in pixels from the left of the plot. */
  span: [left: number, right: number];
}

/** Adds events, ranges and thresholds to a plot. @throws RK_INVALID_REQUEST for a place that is not on its axis */
export function annotate(plot: Plot, { input, table }: Drawing): Plot {
  const [ranges, rest]: [Layer[], Layer[]] = [[], []];
  const marked: Marked[] = [];
  for (const annotation of input.annotations) {
    const { x, xTo, y, label } = annotation;
    if (y !== undefined && x === undefined && xTo === undefined) rest.push(...drawThreshold(plot, y, label));
    else if (plot.axis) marked.push(locate(annotation, plot.axis, table.xKind));
    else throw refuse(`A ${input.type} of these rows has no place for "${label}".`, 'Say it in the subtitle.');
  }
  const flags = stagger(marked.map(flagOf));
  for (const flag of flags) {
    if (flag.x2 !== undefined) ranges.push(shade(flag, plot.axis));
    rest.push(...raise(flag, plot.axis));
  }
  const rows = flags.length === 0 ? 0 : Math.max(...flags.map(({ row }) => row)) + 1;
  return { ...plot, layers: [...ranges, ...plot.layers, ...rest, ...plot.labels], above: plot.above + rows * ROW };
}

function flagOf(marked: Marked): Flag {
  const at = marked.at * PLOT_WIDTH;
  const width = textWidth(marked.label, SIZE, true) + 10;
  // near the right edge there is room on the left only
  const leansLeft = at + width > PLOT_WIDTH + 20;
  return { ...marked, row: 0, leansLeft, span: leansLeft ? [at - width, at] : [at, at + width] };
}

/** Puts flags into rows so that no label touches another one, nor the pole of another flag. */
function stagger(flags: Flag[]): Flag[] {
  const crosses = (a: Flag, b: Flag) => {
    const pole = b.at * PLOT_WIDTH;
    return pole > a.span[0] && pole < a.span[1] && b.row >= a.row;
  };
  for (let round = 0; round < flags.length; round++) {
    for (const flag of flags) {
      for (const other of flags) if (flag !== other && crosses(flag, other)) flag.row = other.row + 1;
    }
  }
  // two events of one day share a pole
  const taken = new Set<string>();
  for (const flag of flags) {
    while (taken.has(`${flag.at} ${flag.row}`)) flag.row++;
    taken.add(`${flag.at} ${flag.row}`);
  }
  return flags;
}

function shade({ x, x2 }: Flag, axis: XAxis | undefined): Layer {
  const bands = axis?.kind === 'bands';
  return {
    data: { values: [{ x, x2 }] },
    mark: { type: 'rect', color: RANGE, opacity: 0.6 },
    encoding: {
      x: { ...axis?.definition, ...(bands ? { bandPosition: 0 } : {}) },
      x2: { field: 'x2', ...(bands ? { bandPosition: 1 } : {}) },
      y: { value: 0 },
      y2: { value: 'height' },
    },
  };
}

function raise({ x: at, row, label, leansLeft }: Flag, axis: XAxis | undefined): Layer[] {
  const data = { values: [{ x: at }] };
  const top = -(8 + ROW * row);
  const x = { ...axis?.definition, ...(axis?.kind === 'bands' ? { bandPosition: 0 } : {}) };
  const pole = { type: 'rule', color: EVENT, strokeWidth: 1, strokeDash: [3, 3] };
  const words = {
    type: 'text',
    text: fixed(label),
    align: leansLeft ? 'right' : 'left',
    baseline: 'middle',
    dx: leansLeft ? -5 : 5,
    color: EVENT,
    fontSize: SIZE,
    fontWeight: 'bold',
  };
  return [
    { data, mark: pole, encoding: { x, y: { value: top - 7 }, y2: { value: 'height' } } },
    { data, mark: words, encoding: { x, y: { value: top } } },
  ];
}
