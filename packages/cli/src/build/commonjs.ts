const USED = /(?<![.\w$])(?:require|__filename|__dirname)(?![\w$])/;

// Nothing global in it: bundled code may declare a `URL` of its own. On the code's first line: a source map stays right.
const SHIM = [
  "import { createRequire as __rolekitRequire } from 'node:module';",
  "import { dirname as __rolekitDirname } from 'node:path';",
  "import { fileURLToPath as __rolekitPath } from 'node:url';",
  'const require = __rolekitRequire(import.meta.url);',
  'const __filename = __rolekitPath(import.meta.url), __dirname = __rolekitDirname(__filename);',
  '',
].join(' ');

/** Gives an ES module the names that bundled CommonJS code expects, when it uses them. */
export function withCommonJsNames(code: string): string {
  return USED.test(code) ? SHIM + code : code;
}
