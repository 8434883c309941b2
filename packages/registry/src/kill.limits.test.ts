import { expect, test } from 'vitest';
import { killRounds } from '../test/kill-rounds.ts';
import { tempDir } from '../test/start-registry.ts';

test('a registry that is killed a dozen times while it is published to loses nothing and keeps nothing half', async () => {
  const outcome = await killRounds({ dataDir: await tempDir(), kills: 12 });
  expect(outcome).toMatchObject({ kills: 12, lost: [], half: [], problems: [] });
  expect(outcome.acknowledged).toBeGreaterThan(0);
  expect(outcome.stored).toBeGreaterThanOrEqual(outcome.acknowledged);
}, 300_000);
