import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  removeNodeProtocol: false,
  target: 'node22',
  splitting: true,
  clean: true,
  sourcemap: true,
});
