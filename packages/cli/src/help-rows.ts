/** A name and what it is. */
export type HelpRow = readonly [name: string, text: string];

const MIN_COLUMNS = 24;

/** A table of two columns; long texts wrap in theirs. */
export function helpRows(rows: readonly HelpRow[], width = Number.POSITIVE_INFINITY): string[] {
  const names = Math.max(...rows.map(([name]) => name.length));
  const room = Math.max(width - names - 4, MIN_COLUMNS);
  return rows.flatMap(([name, text]) =>
    wrapped(text, room).map((line, index) => `  ${(index === 0 ? name : '').padEnd(names)}  ${line}`.trimEnd()),
  );
}

/** The words of a text on lines of at most so many columns. */
export function wrapped(text: string, room: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
