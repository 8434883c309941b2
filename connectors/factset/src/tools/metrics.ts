import { defineTool } from '@rolekit/sdk';
import { z } from 'zod';
import { connection } from '../connection.ts';

export const metricsTool = defineTool({
  connection,
  name: 'factset_list_metrics',
  title: 'List FactSet metrics',
  access: 'read',
  description: 'Metrics with unit and scale.',
  input: z.object({
    dataset: z.enum(['fundamentals', 'estimates']).optional().describe('Default fundamentals.'),
    text: z.string().max(100).optional().describe('Words, e.g. net debt.'),
  }),
  items: z.object({
    metric: z.string(),
    name: z.string(),
    category: z.string().optional(),
    unit: z.string(),
    scale: z.number(),
  }),
  defaultLimit: 40,
  examples: [{ title: 'What there is of net debt', input: { text: 'net debt' } }],
  async handler({ input, connection: client, signal }) {
    const { items } =
      input.dataset === 'estimates' ? await client.estimateItems(signal) : await client.fundamentalItems(signal);
    const words = (input.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    const scored = [...items.values()].flatMap((item) => {
      const text = `${item.metric} ${item.name} ${item.category ?? ''}`.toLowerCase();
      if (!words.every((word) => text.includes(word))) return [];
      return [{ item, score: words.filter((word) => item.name.toLowerCase().includes(word)).length }];
    });
    scored.sort((a, b) => b.score - a.score);
    return {
      items: scored.map(({ item: { metric, name, category, unit, scale } }) => ({
        metric,
        name,
        ...(category === undefined ? {} : { category }),
        unit,
        scale,
      })),
      total: scored.length,
    };
  },
});
