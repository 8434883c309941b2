// What a published package is built with: the packages that it is written with are part of its own files, so that an installation
// is small and nobody else's release changes it. Left out is what `dependencies` names. Used by every `tsup.config.ts`.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

/** Names every package whose code is in `dist`, with its licence, as most licences ask. */
const NOTICES = 'THIRD-PARTY-NOTICES.txt';

const BUILTIN = new RegExp(`^(?:node:)?(?:${builtinModules.map((name) => name.replaceAll('/', '\\/')).join('|')})$`);
const AS_MODULE = 'rolekit-builtin:';

/** esbuild's plugins that make inlined packages work in an ES module, and name them. */
export function inlinedPackages() {
  return [builtinsByImport(), notices()];
}

/** CommonJS code requires Node's modules, and an ES module has no `require`. */
function builtinsByImport() {
  return {
    name: 'rolekit-builtins-by-import',
    setup(build) {
      build.onResolve({ filter: BUILTIN }, ({ path, kind }) =>
        kind === 'require-call' ? { path: path.replace(/^node:/, ''), namespace: 'rolekit-required' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'rolekit-required' }, ({ path }) => ({
        contents: `module.exports = require('${AS_MODULE}${path}').default;`,
      }));
      build.onResolve({ filter: new RegExp(`^${AS_MODULE}`) }, ({ path }) => ({
        path: path.slice(AS_MODULE.length),
        namespace: 'rolekit-builtin',
      }));
      build.onLoad({ filter: /.*/, namespace: 'rolekit-builtin' }, ({ path }) => ({
        contents: `export { default } from 'node:${path}';`,
      }));
    },
  };
}

function notices() {
  return {
    name: 'rolekit-notices',
    setup(build) {
      build.initialOptions.metafile = true;
      build.onEnd(({ metafile }) => {
        if (metafile === undefined) return;
        const { absWorkingDir = process.cwd(), outdir = 'dist' } = build.initialOptions;
        const used = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
        const folders = new Set(used.flatMap((input) => packageFolder(join(absWorkingDir, input)) ?? []));
        if (folders.size === 0) return;
        mkdirSync(join(absWorkingDir, outdir), { recursive: true });
        writeFileSync(join(absWorkingDir, outdir, NOTICES), noticesOf([...folders]));
      });
    },
  };
}

function packageFolder(file) {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file.replaceAll('\\', '/'))?.[0];
}

function noticesOf(folders) {
  const parts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}`.trim();
  });
  const rule = `\n\n${'-'.repeat(80)}\n\n`;
  return `The files of this folder hold code of these packages.${rule}${[...new Set(parts)].toSorted().join(rule)}\n`;
}
