import type { MetricTable } from '@rolekit/sdk';
import { metricParts } from '@rolekit/sdk/internal';
import { wrapped } from '../help-rows.ts';
import { type Out, widthOf } from '../terminal.ts';
import { type Column, cellText, type FittedTable, fitColumns } from './fitted-table.ts';
import { printTable } from './print-table.ts';

interface MetricColumn extends Column {
  /** What describes a line beyond its id, name and first attribute, mostly its period: left out before a value is. */
  isDetail: boolean;
}

/** Prints values of metrics: a line for each id, then what holds for many of them, and the footnotes. */
export function renderMetrics(table: MetricTable, room: number, out: Out): void {
  const { apart, about, columns } = metricParts(table, (value) => cellText(value));
  const attributesFrom = columns.some(({ name }) => name === 'name') ? 2 : 1;
  const aligned = columns.map(({ name, isMetric, cells }, index): MetricColumn => {
    // digits stay below each other, whether a mark follows or not
    const marks = Math.max(0, ...cells.map(({ mark }) => mark.length));
    const texts = cells.map(({ text, mark }) => `${text}${mark.padEnd(marks)}`);
    const head = cellText(name);
    const width = Math.max(...[head, ...texts].map(widthOf));
    return { name: head, cells: texts, numeric: isMetric, width, isDetail: !isMetric && index > attributesFrom };
  });
  printTable(fitMetrics(aligned, room), room, out, { what: 'metrics ' });
  for (const line of [...apart, ...about].flatMap((line) => wrapped(line, room))) out.line(out.paint.dim(line));
}

function fitMetrics(columns: readonly MetricColumn[], room: number): FittedTable {
  const fitted = fitColumns(columns, room);
  const last = columns.findLastIndex(({ isDetail }) => isDetail);
  const detail = columns[last];
  if (fitted.hidden.length === 0 || detail === undefined) return fitted;
  const without = fitMetrics(columns.toSpliced(last, 1), room);
  return { ...without, hidden: [detail.name, ...without.hidden] };
}
