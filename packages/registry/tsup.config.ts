import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/install-lines.ts'],
  format: 'esm',
  target: 'node22',
  clean: true,
  // Without the protocol, `node:sqlite` would be an npm package of that name.
  removeNodeProtocol: false,
});
