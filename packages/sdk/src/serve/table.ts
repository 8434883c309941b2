const CELL = 120;

/** Rows as a compact table for people and for hosts that read text only. */
export function renderRows(rows: readonly unknown[]): string {
  const flat = rows.map((row) => (isObject(row) ? row : { value: row }));
  const columns = [...new Set(flat.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return '';
  return [columns.join(' | '), ...flat.map((row) => columns.map((column) => cell(row[column])).join(' | '))].join('\n');
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

function cell(value: unknown, longest = CELL): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('|', '¦');
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
