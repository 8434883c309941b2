import { altText } from './alt-text.ts';
import type { ChartInput } from './input.ts';
import { checkPercent } from './percent.ts';
import { plotOf } from './plot/index.ts';
import { renderPlot } from './render-plot.ts';
import { type Framed, frame, INNER_WIDTH } from './svg-frame.ts';
import { readTable } from './table.ts';

export interface Drawn extends Framed {
  alt: string;
  drawn: number;
  dropped: number;
  notes: string[];
}

/**
 * Draws a chart from rows. The same input gives the same bytes.
 *
 * @throws RK_INVALID_REQUEST that says what is wrong with the data and what to send instead
 */
export async function draw(input: ChartInput): Promise<Drawn> {
  const table = readTable(input);
  checkPercent(input, table);
  const plot = plotOf({ input, table });
  const notes = [...table.notes, ...plot.notes];
  const alt = altText(input, table);
  const framed = frame(input, plot, await renderPlot(plot, INNER_WIDTH), notes, alt);
  return { ...framed, alt, drawn: table.points.length, dropped: table.dropped, notes };
}
