import { definePlugin } from '@rolekit/sdk/plugin';
import { defineSkill } from '@rolekit/sdk/skill';
import { z } from 'zod';
import weather from '../weather-connector/src/index.ts';

// #region skill
export const planSailing = defineSkill({
  name: 'plan-sailing',
  description: 'Says whether the wind allows sailing at a place. Use when somebody plans a trip on the water.',
  tools: {
    stations: weather.tools.weather_list_stations,
    observations: weather.tools.weather_list_observations,
  },
  args: z.object({
    place: z.string().describe('Where the trip starts'),
    limitMs: z.string().optional().describe('Strongest wind in m/s'),
  }),
  body: ({ stations, observations }) => `# Plan a trip

1. Find the nearest station on the coast with ${stations}.
2. Read its last 24 hours with ${observations}; follow \`page.next\` until it is gone.
3. Say the strongest wind and when it was. Above the limit (12 m/s unless given), advise against the trip.`,
});
// #endregion

// #region plugin
export const sailing = definePlugin({
  name: 'sailing',
  version: '0.1.0',
  description: 'Plans trips on the water by the weather.',
  namespace: 'acme',
  role: 'sailing',
  connectors: { weather: { plugin: 'acme/weather', range: '^0.1.0', tools: [...planSailing.tools] } },
  policy: { writes: 'deny' },
  skills: [planSailing],
});

export default sailing;
// #endregion
