import type { Metafile } from 'esbuild';

/** A chunk, under the bundler's name of it. */
interface Output {
  name: string;
  text: string;
}

const IMPORT = /import(?:[^"';]*?from)?"([^"]*)";?/y;

/**
 * Drops the imports that the bundler leaves for a chunk's effects alone where it has none: chunks of the SDK and of zod, both
 * of which say so. Each one would be read, and what it imports, at every start.
 */
export function withoutBareImports(outputs: readonly Output[], metafile: Metafile): Output[] {
  const pure = new Set(
    Object.entries(metafile.outputs)
      .filter(([, { inputs }]) => Object.keys(inputs).every((input) => !input.startsWith('rolekit-connector:')))
      .map(([path]) => path.split('/').at(-1) ?? path),
  );
  return outputs.map(({ name, text }) => ({ name, text: dropFrom(text, pure) }));
}

/** Imports stand first in a minified chunk. */
function dropFrom(text: string, pure: ReadonlySet<string>): string {
  let at = 0;
  let kept = '';
  for (;;) {
    IMPORT.lastIndex = at;
    const [whole, path = ''] = IMPORT.exec(text) ?? [];
    if (whole === undefined) return kept + text.slice(at);
    at += whole.length;
    const isBare = whole.startsWith('import"');
    if (!(isBare && path.startsWith('./') && pure.has(path.slice(2)))) kept += whole;
  }
}
