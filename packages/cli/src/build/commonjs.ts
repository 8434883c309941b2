import type { Metafile } from 'esbuild';

/** An ES module has other words for these. */
export const COMMONJS_NAMES = { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' };

// Nothing global in it: bundled code may declare a `URL` of its own. On the code's first line: a source map stays right.
const REQUIRE =
  "import { createRequire as __rolekitRequire } from 'node:module'; const require = __rolekitRequire(import.meta.url); ";

/** Gives bundled code the `require` that CommonJS code in it expects. */
export function withRequire(code: string, { inputs }: Metafile): string {
  const isExpected = Object.values(inputs).some(
    ({ format, imports }) => format === 'cjs' || imports.some(({ kind }) => kind === 'require-call'),
  );
  return isExpected ? REQUIRE + code : code;
}
