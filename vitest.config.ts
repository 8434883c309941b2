import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** What proves limits: it repeats, kills, fills or waits for long. `npm run limits` runs it, and so does `.ci/run`. */
export const LIMITS = '**/*.limits.test.ts';

/** What needs PostgreSQL: see `vitest.postgres.config.ts`. */
const POSTGRES = '**/*.postgres.test.ts';

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
      'deploy/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', LIMITS, POSTGRES],
    setupFiles: ['scripts/one-home-each-file.ts'],
    globalSetup: ['scripts/one-temporary-folder.ts'],
    // two more than there are cores: tests of processes and of the wire wait
    maxWorkers: availableParallelism() + 2,
    // a worker loads the packages once: a test puts back what it changes of its process
    isolate: false,
    // the parser of the Snowflake sandbox would be optimized for five seconds in each worker
    execArgv: ['--liftoff-only'],
    // ends what hangs; a machine with two busy cores takes several times what a quiet one does
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    server: { deps: { inline: [/@rolekit\//, /^rolekit$/] } },
  },
});
