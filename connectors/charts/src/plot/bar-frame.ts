import type { ChartInput } from '../input.ts';
import type { Table } from '../table.ts';
import { bandX, names, valueAxis } from './axes.ts';
import type { Channel, Plot } from './types.ts';

const HEIGHT = 330;

/** The two axes of bars, standing or lying. */
export interface BarFrame {
  lying: boolean;
  labelled: boolean;
  encode(more: Channel): Channel;
  plot: Omit<Plot, 'layers' | 'labels' | 'legend' | 'notes'>;
}

export function barFrame(
  input: ChartInput,
  table: Table,
  values: readonly number[],
  how: { lying: boolean; labelled: boolean; groups: number },
): BarFrame {
  const { lying, labelled, groups } = how;
  // values in words at every bar say more than an axis
  const value = valueAxis(values, input, { zero: true, visible: !(lying && labelled) });
  if (!lying) {
    const axis = bandX(table);
    return {
      lying,
      labelled,
      encode: (more) => ({ x: axis.definition, y: value, ...more }),
      plot: { height: HEIGHT, above: 0, axis, values: { channel: 'y', definition: value } },
    };
  }
  const bands = names(table.xs);
  const perBar = groups > 1 ? groups * 14 + 8 : 27;
  return {
    lying,
    labelled,
    encode: (more) => ({ y: bands, x: value, ...more }),
    plot: {
      height: Math.min(1200, table.xs.length * perBar),
      above: 0,
      values: { channel: 'x', definition: value },
    },
  };
}
