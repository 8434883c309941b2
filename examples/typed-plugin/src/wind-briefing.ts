import { defineSkill } from '@rolekit/sdk/skill';
import { z } from 'zod';
import weather from '../../weather-connector/src/index.ts';

const { weather_list_stations: stations, weather_list_observations: observations } = weather.tools;

export const windBriefing = defineSkill({
  name: 'wind-briefing',
  description: 'Writes a wind briefing for a region. Use before a ship enters or leaves, or when asked about wind.',
  tools: { stations, observations },
  args: z.object({
    region: z.enum(['north', 'south', 'coast']).describe('The region of the harbour.'),
    limit: z.string().default('15').describe('Wind speed in m/s above which ships stay.'),
  }),
  body: (t) => `# Wind briefing

1. Read the stations of the region with ${t.stations}.
2. For each, read the newest observations with ${t.observations}.
3. Write one line per station: name, wind now, highest wind of the last six hours, and the time of each.
4. Say "hold" when one of them is above the limit, and which; else "clear". Never round a wind speed down.
`,
});
