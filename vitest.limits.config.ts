import { defineConfig } from 'vitest/config';
import unit, { LIMITS } from './vitest.config.ts';

export default defineConfig({
  ...unit,
  test: { ...unit.test, include: [LIMITS], exclude: ['**/node_modules/**'], maxWorkers: '100%' },
});
