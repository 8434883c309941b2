import { basename } from 'node:path';
import { answer } from '@rolekit/sdk';
import { z } from 'zod';
import { connection, FOLDER_SETTING } from '../connection.ts';
import { chartInput } from '../input.ts';

export const drawChart = connection.item({
  name: 'charts_draw_chart',
  title: 'Draw a chart',
  description:
    'Draws rows as an SVG with title, legend and a caption of unit, source and query. Dates and periods are sorted; categories stay as given; bars start at zero; lines break where periods are missing. Refuses what would mislead: repeated places, unreadable many, waterfalls that do not add up. A new file in the Rolekit folder; nothing is overwritten.',
  input: chartInput,
  files: true,
  item: z.object({
    path: z.string(),
    sha256: z.string(),
    bytes: z.int(),
    width: z.int(),
    height: z.int(),
    alt: z.string().describe('The chart in words; give it with the picture.'),
    drawn: z.int().describe('Rows drawn.'),
    dropped: z.int().describe('Rows left out; the notes say why.'),
  }),
  examples: [
    {
      title: 'Users by week, with an event',
      input: {
        type: 'line',
        title: 'Weekly active users fell by 22% in the week of 12 October',
        rows: [
          { week: '2026-09-28', users: 998 },
          { week: '2026-10-05', users: 1006 },
          { week: '2026-10-12', users: 787 },
          { week: '2026-10-19', users: 982 },
        ],
        x: 'week',
        y: 'users',
        unit: 'users per week',
        source: { connector: 'snowflake' },
        query: 'SELECT week, users FROM weekly_users ORDER BY week',
        annotations: [{ x: '2026-10-12', label: 'iOS 8.14.0' }],
      },
    },
    {
      title: 'Users by week and plan, stacked',
      input: {
        type: 'stacked_bar',
        title: 'Most users are on the free plan',
        rows: [
          { week: '2026-10-05', plan: 'free', users: 806 },
          { week: '2026-10-05', plan: 'paid', users: 200 },
          { week: '2026-10-12', plan: 'free', users: 602 },
          { week: '2026-10-12', plan: 'paid', users: 185 },
        ],
        x: 'week',
        y: 'users',
        series: 'plan',
        unit: 'users per week',
        source: { connector: 'snowflake' },
        query: 'SELECT week, plan, users FROM weekly_users_by_plan ORDER BY week, plan',
      },
    },
    {
      title: 'How revenue changed, and why',
      input: {
        type: 'waterfall',
        title: 'Volume took more than price gave',
        rows: [
          { step: 'Q1 2026', revenue: 174990 },
          { step: 'Volume and mix', revenue: -88783 },
          { step: 'Price', revenue: 10031 },
          { step: 'Q2 2026', revenue: 96238 },
        ],
        x: 'step',
        y: 'revenue',
        unit: 'US dollars',
        source: { connector: 'snowflake' },
        query: 'SELECT step, revenue FROM revenue_bridge ORDER BY position',
      },
    },
    {
      title: 'How long sessions are',
      input: {
        type: 'histogram',
        title: 'Most sessions end within ten minutes',
        rows: [3, 4, 4, 6, 7, 9, 9, 12, 25, 41].map((minutes) => ({ minutes })),
        x: 'minutes',
        unit: 'minutes',
        source: { connector: 'snowflake' },
        query: 'SELECT minutes FROM session_lengths',
      },
    },
  ],
  async handler(input, { files, folder }) {
    // the drawing library is large, and no start should wait for it
    const { draw } = await import('../draw-chart.ts');
    const { svg, width, height, alt, drawn, dropped, notes, wholeQueryShown } = await draw(input);
    const file = await files.writeNew({
      folder,
      title: input.title,
      extension: 'svg',
      content: svg,
      setting: FOLDER_SETTING,
    });
    return answer(
      { ...file, width, height, alt, drawn, dropped },
      {
        files: [{ name: basename(file.path), mimeType: 'image/svg+xml', content: new TextEncoder().encode(svg) }],
        // a picture is of the day of its rows
        asOf: input.source.asOf,
        notes: wholeQueryShown
          ? notes
          : [...notes, 'The caption shows the beginning of the query; the file holds it all.'],
      },
    );
  },
});
