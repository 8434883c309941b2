import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['rolekit-source', 'node', 'default'] } },
  resolve: { conditions: ['rolekit-source', 'node', 'default'] },
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'connectors/*/{src,sandbox,test}/**/*.test.ts',
      'examples/**/*.test.ts',
      'scripts/**/*.test.ts',
      'docs/**/*.test.ts',
    ],
    globalSetup: ['scripts/one-temporary-folder.ts'],
    // vitest leaves a core alone; of two, that is half of the machine
    maxWorkers: '100%',
    // ends what hangs; a machine with two busy cores takes several times what a quiet one does
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    server: { deps: { inline: [/@rolekit\//, /^rolekit$/] } },
  },
});
