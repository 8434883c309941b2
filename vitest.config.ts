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
    testTimeout: 20_000,
    server: { deps: { inline: [/@rolekit\//, /^rolekit$/] } },
  },
});
