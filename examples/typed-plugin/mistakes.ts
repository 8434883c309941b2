// What the compiler finds: `tsc` fails when one of these lines stops being an error.
import { defineSkill } from '@rolekit/sdk/skill';
import { z } from 'zod';
import weather from '../weather-connector/src/index.ts';

const base = { name: 'mistake', description: 'Shows what does not compile.' };

// #region mistakes
export const mistakes = [
  // @ts-expect-error the connector has no such tool
  () => defineSkill({ ...base, tools: { read: weather.tools.weather_read_station }, body: 'Read.' }),
  () =>
    defineSkill({
      ...base,
      tools: { get: weather.tools.weather_get_station },
      // @ts-expect-error the skill names no tool `list`
      body: (t) => `Read ${t.get}, then ${t.list}.`,
    }),
  () =>
    defineSkill({ ...base, args: z.object({ region: z.enum(['north', 'south']) }), body: 'Look.' }).render({
      // @ts-expect-error the region is north or south
      region: 'west',
    }),
];
// #endregion
