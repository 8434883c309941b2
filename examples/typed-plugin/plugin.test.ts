import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlugin } from '@rolekit/sdk/plugin';
import { expect, test } from 'vitest';
import sailing, { planSailing } from './plugin.ts';

test('a plugin in TypeScript stands for a source folder without findings', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'rolekit-typed-'));
  const { manifest, skills, findings } = await readPlugin(dir, { generated: sailing.toFiles() });
  await rm(dir, { recursive: true });
  expect(findings).toEqual([]);
  expect(manifest?.extensions['dev.rolekit'].connectors).toEqual({
    weather: {
      plugin: 'acme/weather',
      range: '^0.1.0',
      tools: ['weather_list_stations', 'weather_list_observations'],
    },
  });
  expect(skills.map(({ name, tools }) => [name, tools])).toEqual([
    ['plan-sailing', ['weather_list_stations', 'weather_list_observations']],
  ]);
});

test('typed arguments become a prompt', () => {
  expect(planSailing.render({ place: 'Gorse Bay' })).toContain('- **place**: Gorse Bay');
});
