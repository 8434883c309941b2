import { isObject } from '@rolekit/sdk/internal';
import { cutTo, widthOf } from '../terminal.ts';

export interface Column {
  name: string;
  cells: string[];
  /** Numbers end at the right, and are never cut: a part of one is another one. */
  numeric: boolean;
  width: number;
}

export interface FittedTable {
  columns: Column[];
  /** Names of the columns for which there was no room. */
  hidden: string[];
}

const GAP = 2;
const MIN_WIDTH = 10;
const MAX_NESTED = 40;

/** Rows as columns that fit into a width: long texts are cut with …, and columns that do not fit even so are left out, from the right. */
export function fitTable(rows: readonly unknown[], room: number): FittedTable {
  return fitColumns(columnsOf(rows, room), room);
}

/** The same of columns. */
export function fitColumns(all: readonly Column[], room: number): FittedTable {
  const most = Math.floor((room + GAP) / (1 + GAP));
  for (let count = Math.min(all.length, most); count > 1; count--) {
    const columns = fitted(all.slice(0, count), room);
    if (columns !== undefined) return { columns, hidden: all.slice(count).map(({ name }) => name) };
  }
  const [first] = all;
  const columns = first === undefined ? [] : [{ ...first, width: Math.max(Math.min(first.width, room), 1) }];
  return { columns, hidden: all.slice(1).map(({ name }) => name) };
}

/** The cells of one row, or the names, each as wide as its column. */
export function padded(columns: readonly Column[], cellOf: (column: Column) => string): string {
  const cells = columns.map((column) => {
    const text = cutTo(cellOf(column), column.width);
    const space = ' '.repeat(column.width - widthOf(text));
    return column.numeric ? `${space}${text}` : `${text}${space}`;
  });
  return cells.join(' '.repeat(GAP)).trimEnd();
}

/** A value on one line, a nested one in at most so many columns. */
export function cellText(value: unknown, nested = Number.POSITIVE_INFINITY): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return oneLine(value);
  if (typeof value !== 'object') return String(value);
  return cutTo(nestedText(value), nested);
}

function nestedText(value: object): string {
  if (Array.isArray(value)) {
    if (value.some(isObject)) return `${value.length} ${value.length === 1 ? 'row' : 'rows'}`;
    return value.map((item) => (item === null ? 'null' : cellText(item))).join(', ');
  }
  const parts = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return parts.map(([name, inner]) => `${oneLine(name)}: ${cellText(inner)}`).join(', ');
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '');
}

function columnsOf(rows: readonly unknown[], room: number): Column[] {
  const nested = Number.isFinite(room) ? MAX_NESTED : room;
  const objects = rows.map((row) => (isObject(row) ? row : { value: row }));
  const names = [...new Set(objects.flatMap((row) => Object.keys(row)))];
  return names.map((name) => {
    const values = objects.map((row) =>
      Object.hasOwn(row, name) ? (row as Record<string, unknown>)[name] : undefined,
    );
    const cells = values.map((value) => cellText(value, nested));
    const given = values.filter((value) => value !== null && value !== undefined);
    const width = Math.max(...[oneLine(name), ...cells].map(widthOf));
    return { name: oneLine(name), cells, numeric: given.length > 0 && given.every(isNumeric), width };
  });
}

/** Exact decimals come as texts; a number with a leading zero is the name of something. */
function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value));
}

/** The widest texts give room until all fit; undefined when they would be too narrow to read. */
function fitted(columns: readonly Column[], room: number): Column[] | undefined {
  const gaps = GAP * (columns.length - 1);
  const least = (column: Column) => (column.numeric ? cellsWidth(column) : Math.min(column.width, MIN_WIDTH));
  const widths = columns.map(({ width }) => Math.min(width, room));
  let over = widths.reduce((sum, width) => sum + width, gaps) - room;
  while (over > 0) {
    const spare = widths.map((width, index) => (width > least(columns[index] as Column) ? width : 0));
    const widest = Math.max(...spare);
    if (widest === 0) return undefined;
    const index = spare.indexOf(widest);
    widths[index] = widest - 1;
    over -= 1;
  }
  return columns.map((column, index) => ({ ...column, width: widths[index] as number }));
}

function cellsWidth({ cells }: Column): number {
  return Math.max(1, ...cells.map(widthOf));
}
