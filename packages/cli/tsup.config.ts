import { defineConfig } from 'tsup';
import { inlinedPackages } from '../../scripts/inlined-packages.mjs';

export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  removeNodeProtocol: false,
  target: 'node22',
  splitting: true,
  clean: true,
  // the registry itself is loaded where it is installed
  external: [/^@rolekit\/registry$/],
  noExternal: ['@rolekit/registry/install-lines'],
  esbuildOptions(options) {
    options.conditions = ['rolekit-source', 'import'];
    options.alias = { yaml: './node_modules/yaml/browser/dist/index.js' };
    options.mainFields = ['module', 'main'];
  },
  esbuildPlugins: inlinedPackages(),
});
