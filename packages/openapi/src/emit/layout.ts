const OPENS = new Set(['{', '[', '(']);
const CLOSES = new Set(['}', ']', ')']);

/**
 * Indents source text by its brackets, two spaces a level, and what an arrow leads to below it; brackets in strings and comments do
 * not count.
 */
export function laidOut(source: string): string {
  const lines: string[] = [];
  let level = 0;
  /** Level of the line with the arrow whose expression this is. */
  let arrow: number | undefined;
  for (const raw of source.split('\n')) {
    const line = raw.trim();
    const leading = /^[}\])]+/.exec(line)?.[0].length ?? 0;
    const { change } = bracketsOf(line);
    // brackets that open and close together on a line are one level
    const at = Math.max(0, level - (leading > 0 ? 1 : 0)) + (arrow === undefined ? 0 : 1);
    lines.push(line === '' ? '' : line.startsWith('*') ? `${'  '.repeat(at)} ${line}` : '  '.repeat(at) + line);
    level = Math.max(0, level + Math.sign(change));
    if (line.endsWith('=>')) arrow = level;
    else if (arrow !== undefined && level <= arrow && /[,;]$/.test(line)) arrow = undefined;
  }
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

function bracketsOf(line: string): { change: number } {
  let change = 0;
  let quote = '';
  if (/^(?:\/\/|\/?\*)/.test(line)) return { change };
  for (let index = 0; index < line.length; index++) {
    const letter = line[index] ?? '';
    if (quote !== '') {
      if (letter === '\\') index++;
      else if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'" || letter === '`') quote = letter;
    else if (OPENS.has(letter)) change++;
    else if (CLOSES.has(letter)) change--;
  }
  return { change };
}
