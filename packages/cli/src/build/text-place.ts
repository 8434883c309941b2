import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodePlace } from './stack-place.ts';

/** Where a text stands in quotes in one of the sources; the first place of several. */
export async function findText(text: string, sources: readonly string[], dir: string): Promise<CodePlace | undefined> {
  const quoted = ["'", '"', '`'].map((quote) => `${quote}${text}${quote}`);
  for (const file of sources) {
    const lines = (await readFile(join(dir, file), 'utf8')).split('\n');
    for (const [index, line] of lines.entries()) {
      const column = quoted.map((literal) => line.indexOf(literal)).find((at) => at >= 0);
      if (column !== undefined) return { file, line: index + 1, column: column + 1 };
    }
  }
  return undefined;
}
