import { defineConfig } from 'vitest/config';

// Whole-system tests: real hosts, a real browser, a real clone. Files run one after the other, because each starts
// several large programs.
const conditions = ['rolekit-source', 'node', 'default'];

export default defineConfig({
  root: import.meta.dirname,
  ssr: { resolve: { conditions } },
  resolve: { conditions },
  test: {
    include: ['**/*.test.ts'],
    globalSetup: ['./prepare.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 300_000,
    server: { deps: { inline: [/@rolekit\//, /^rolekit$/] } },
  },
});
