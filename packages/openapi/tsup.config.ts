import { defineConfig } from 'tsup';
import { inlinedPackages } from '../../scripts/inlined-packages.mjs';

export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node22',
  splitting: true,
  clean: true,
  removeNodeProtocol: false,
  esbuildPlugins: [prettierOfTypes(), ...inlinedPackages()],
});

/** json-schema-to-typescript formats what it writes, and needs a tenth of prettier for it. */
function prettierOfTypes(): ReturnType<typeof inlinedPackages>[number] {
  return {
    name: 'rolekit-prettier-of-types',
    setup(build) {
      build.onResolve({ filter: /^prettier$/ }, () => ({ path: 'prettier', namespace: 'rolekit-prettier' }));
      build.onLoad({ filter: /.*/, namespace: 'rolekit-prettier' }, () => ({
        contents: `import * as estree from 'prettier/plugins/estree';
          import * as typescript from 'prettier/plugins/typescript';
          import { format as formatWith } from 'prettier/standalone';
          export const format = (code, options) => formatWith(code, { ...options, plugins: [typescript, estree] });`,
        resolveDir: import.meta.dirname,
      }));
    },
  };
}
