import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/install-lines.ts'],
  format: 'esm',
  // `node:sqlite` has no name without the prefix.
  removeNodeProtocol: false,
  target: 'node22',
  clean: true,
  sourcemap: true,
  // Without the protocol, `node:sqlite` would be an npm package of that name.
  removeNodeProtocol: false,
});
