import { expect, test } from 'vitest';
import { staleReports } from './api.mjs';

test('each package exports what its API report says', () => {
  const advice = 'Run node scripts/api.mjs, read what it changes, and write in docs/upgrade.md what moved or left.';
  expect(staleReports(), advice).toEqual([]);
}, 300_000);
