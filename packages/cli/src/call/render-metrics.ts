import type { MetricTable } from '@rolekit/sdk';
import { metricParts } from '@rolekit/sdk/internal';
import { wrapped } from '../help-rows.ts';
import { type Out, widthOf } from '../terminal.ts';
import { type Column, cellText, fitColumns } from './fitted-table.ts';
import { printTable } from './print-table.ts';

/** Prints values of metrics: a line for each id, then what holds for many of them, and the footnotes. */
export function renderMetrics(table: MetricTable, room: number, out: Out): void {
  const { apart, about, columns } = metricParts(table, (value) => cellText(value));
  const aligned = columns.map(({ name, isMetric, cells }): Column => {
    // digits stay below each other, whether a mark follows or not
    const marks = Math.max(0, ...cells.map(({ mark }) => mark.length));
    const texts = cells.map(({ text, mark }) => `${text}${mark.padEnd(marks)}`);
    const head = cellText(name);
    return { name: head, cells: texts, numeric: isMetric, width: Math.max(...[head, ...texts].map(widthOf)) };
  });
  printTable(fitColumns(aligned, room), room, out);
  for (const line of [...apart, ...about].flatMap((line) => wrapped(line, room))) out.line(out.paint.dim(line));
}
