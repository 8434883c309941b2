import { didYouMean } from '@rolekit/sdk';
import { isMissing, numberOf, timeOf } from './cells.ts';
import { refuse } from './chart-refusal.ts';
import type { Cell, ChartInput } from './input.ts';

export type XKind = 'time' | 'number' | 'category';

/** Names of all columns of the rows. */
export function columnsOf(rows: ChartInput['rows']): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** @throws RK_INVALID_REQUEST when a column is asked for that no row has, or is needed and not given */
export function checkColumns(input: ChartInput): void {
  const columns = columnsOf(input.rows);
  for (const role of ['x', 'y', 'series'] as const) {
    const name = input[role];
    if (name === undefined || columns.includes(name)) continue;
    const near = didYouMean(name, columns);
    throw refuse(
      `No row has the column \`${name}\` that \`${role}\` names.${near && ` ${near}`}`,
      `The rows have: ${columns.join(', ')}.`,
    );
  }
  if (input.type === 'histogram') {
    if (input.y === undefined && input.series === undefined) return;
    throw refuse('A histogram counts the rows by `x` alone.', 'Leave out `y` and `series`, or use type bar.');
  }
  if (input.y === undefined)
    throw refuse(`A chart of type ${input.type} needs \`y\`.`, 'Name the column of its numbers.');
  if (input.type === 'stacked_bar' && input.series === undefined)
    throw refuse('A stacked bar needs `series`.', 'Name the column that splits each bar, or use type bar.');
  if (input.type === 'waterfall' && input.series !== undefined)
    throw refuse('A waterfall has no `series`.', 'Leave it out.');
}

/** What the values of a column are. @throws RK_INVALID_REQUEST when most are dates and some are not */
export function kindOf(column: string, rows: ChartInput['rows']): XKind {
  const cells = rows.map((row) => row[column]).filter((cell): cell is Cell => !isMissing(cell));
  if (cells.length === 0) return 'category';
  if (cells.every((cell) => typeof cell === 'number')) return 'number';
  const strange = cells.filter((cell) => timeOf(cell) === undefined);
  if (strange.length === 0) return 'time';
  if (strange.length * 2 < cells.length) {
    throw refuse(
      `\`${column}\` holds dates and ${strange.length} values that are none, such as ${JSON.stringify(strange[0])}.`,
      'Send dates as 2026-10-12 or 2026-10-12T09:30:00Z.',
    );
  }
  return 'category';
}

/** The number of a cell; null when there is none. @throws RK_INVALID_REQUEST when it holds something else */
export function readNumber(cell: Cell | undefined, column: string, row: number): number | null {
  if (isMissing(cell)) return null;
  const number = numberOf(cell);
  if (number !== undefined) return number;
  throw refuse(
    `\`${column}\` of row ${row + 1} is ${JSON.stringify(cell)}, which is not a finite number.`,
    'Send numbers without unit or grouping, and null where there is none.',
  );
}
