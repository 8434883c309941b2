import { expect, test } from 'vitest';
import { exportedNames } from './api.mjs';

// api.limits.test.ts compares their types too, which takes a build of all declarations
test.each(exportedNames())('$subpath exports the names that its API report says', ({ exported, reported }) => {
  expect(reported).not.toEqual([]);
  expect(exported, 'Run node scripts/api.mjs and read what it changes.').toEqual(reported);
});
