import { isObject } from '../../json-value.ts';

const CELL = 120;
/** What a cell cannot hold as it is; looking is cheaper than replacing. */
const UNTIDY = /[^\S ]| {2}|\|/;

/** Rows as a compact table for people and for hosts that read text only. */
export function renderRows(rows: readonly unknown[]): string {
  const columns = columnsOf(rows);
  if (columns.length === 0) return '';
  let text = columns.join(' | ');
  for (const row of rows) {
    const of = isObject(row) ? row : { value: row };
    let line = '\n';
    for (let index = 0; index < columns.length; index++) {
      if (index > 0) line += ' | ';
      line += cell(of[columns[index] as string]);
    }
    text += line;
  }
  return text;
}

/** All names, in the order in which they first appear; most rows add none. */
function columnsOf(rows: readonly unknown[]): string[] {
  const columns = new Set<string>();
  for (const row of rows) {
    if (!isObject(row)) columns.add('value');
    else for (const name of Object.keys(row)) columns.add(name);
  }
  return [...columns];
}

/** One thing as `name: value` lines. */
export function renderItem(item: unknown): string {
  if (!isObject(item)) return cell(item);
  return Object.entries(item)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) =>
      Array.isArray(value) && value.some(isObject)
        ? `${name}:\n${indent(renderRows(value))}`
        : `${name}: ${cell(value, 2000)}`,
    )
    .join('\n');
}

/** A value on one line, cut where it is longer. */
export function cell(value: unknown, longest = CELL): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return JSON.stringify(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = UNTIDY.test(text) ? text.replaceAll(/\s+/g, ' ').replaceAll('|', '¦') : text;
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
