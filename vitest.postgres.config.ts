import { defineConfig } from 'vitest/config';
import unit, { LIMITS } from './vitest.config.ts';

/** The registry's tests once more on PostgreSQL, and those that need it: `npm run postgres`, and `.ci/run`. */
export default defineConfig({
  ...unit,
  test: {
    ...unit.test,
    include: ['packages/registry/src/**/*.test.ts'],
    exclude: ['**/node_modules/**', LIMITS],
    globalSetup: [...[unit.test?.globalSetup ?? []].flat(), 'packages/registry/test/postgres-setup.ts'],
    maxWorkers: '100%',
  },
});
