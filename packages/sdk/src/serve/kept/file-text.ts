import { isObject } from '../../json-value.ts';
import { NUMERIC } from './columns.ts';

export type Format = 'csv' | 'json' | 'jsonl';

/** Rows as the text of a file. */
export function fileText(rows: readonly unknown[], format: Format): string {
  if (format === 'json') return `${JSON.stringify(rows, null, 1)}\n`;
  if (format === 'jsonl') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const columns = new Set<string>();
  for (const row of rows) for (const name of Object.keys(recordOf(row))) columns.add(name);
  const lines = rows.map((row) => [...columns].map((name) => cellText(recordOf(row)[name])));
  // RFC 4180
  return [[...columns].map(cellText), ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** What a spreadsheet would run as a formula becomes text: an apostrophe before it, as spreadsheets themselves write it. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = /^[=+\-@＝＋－＠\t\r\n]/.test(text) && !NUMERIC.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function recordOf(row: unknown): Record<string, unknown> {
  return isObject(row) ? row : { value: row };
}
