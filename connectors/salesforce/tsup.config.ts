import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { 'src/index': 'src/index.ts', 'sandbox/index': 'sandbox/index.ts' },
  format: 'esm',
  target: 'node20',
  clean: true,
});
