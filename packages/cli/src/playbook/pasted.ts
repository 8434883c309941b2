import { ExpressionError } from './values.ts';

export type PastedRow = Readonly<Record<string, string | number | null>>;

/** As spreadsheets and people write it: `1,234.50`, `$480,000`. Case numbers with zeros in front stay texts. */
const NUMBER = /^-?\$?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?$/;

/**
 * Reads a table as somebody pastes it: CSV, tabs as of a spreadsheet, or a Markdown table. The first line names the columns; what is no
 * letter, digit or `_` in a name becomes `_`. An empty cell is null, a number a number.
 *
 * @throws ExpressionError for a table without rows, and a row with more or fewer cells than columns
 */
export function parsePasted(text: string): PastedRow[] {
  const [heading, ...lines] = linesOf(text);
  if (heading === undefined || lines.length === 0)
    throw new ExpressionError('a pasted table has a line of names, and rows below', 0, 'Add the rows.');
  const names = heading.map(columnName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new ExpressionError(`the column \`${twice}\` is there twice`, 0, 'Rename one of them.');
  return lines.map((cells, index) => {
    if (cells.length === names.length)
      return Object.fromEntries(cells.map((cell, position) => [names[position] ?? '', cellValue(cell)]));
    throw new ExpressionError(
      `row ${index + 1} has ${cells.length} cells for ${names.length} columns`,
      0,
      'Give each column a cell; put one that holds a comma in double quotes.',
    );
  });
}

function linesOf(text: string): string[][] {
  const [first = ''] = text.trimStart().split('\n', 1);
  if (first.trimStart().startsWith('|')) return markdownLines(text);
  return delimitedLines(text.trim(), first.includes('\t') ? '\t' : ',');
}

function markdownLines(text: string): string[][] {
  const rows = text
    .trim()
    .split('\n')
    .filter((line) => !/^\s*\|[\s|:-]+$/.test(line));
  return rows.map((line) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|'),
  );
}

/** Cells in double quotes may hold the delimiter and line ends; a double quote in them is written twice. */
function delimitedLines(text: string, delimiter: string): string[][] {
  const lines: string[][] = [[]];
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^"${delimiter}\\r\\n][^${delimiter}\\r\\n]*|))(${delimiter}|\\r?\\n|$)`,
    'gy',
  );
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    const [, quoted, bare = '', end] = match;
    lines.at(-1)?.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === '') return lines;
    if (end !== delimiter) lines.push([]);
  }
  throw new ExpressionError(
    'a double quote is not closed',
    0,
    'Close it, or write two for one that belongs to the text.',
  );
}

function columnName(heading: string): string {
  const name = heading
    .trim()
    .replace(/\W+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (/^[A-Za-z]/.test(name)) return name;
  throw new ExpressionError(`a column has no name: "${heading.trim()}"`, 0, 'Name it, with a letter first.');
}

function cellValue(cell: string): string | number | null {
  const text = cell.trim();
  if (text === '') return null;
  const number = NUMBER.test(text) ? Number(text.replace(/[$,]/g, '')) : Number.NaN;
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : text;
}
