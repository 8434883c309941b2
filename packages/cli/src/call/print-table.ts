import { wrapped } from '../help-rows.ts';
import type { Out } from '../terminal.ts';
import { type FittedTable, padded } from './fitted-table.ts';

/** Prints a table that was fitted into `room`, and names what there was no room for; `what` is chosen to have it. */
export function printTable(
  { columns, hidden }: FittedTable,
  room: number,
  out: Out,
  { indent = '', what = '' } = {},
): void {
  const [first] = columns;
  if (first === undefined) return;
  out.line(`${indent}${out.paint.bold(padded(columns, ({ name }) => name))}`);
  for (const index of first.cells.keys()) out.line(`${indent}${padded(columns, ({ cells }) => cells[index] ?? '')}`);
  if (hidden.length === 0) return;
  const more = `${hidden.length} more ${hidden.length === 1 ? 'column' : 'columns'}: ${hidden.join(', ')}; choose ${what}with --fields`;
  for (const line of wrapped(more, room)) out.line(`${indent}${out.paint.dim(line)}`);
}
