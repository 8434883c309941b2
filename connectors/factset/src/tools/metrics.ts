import { z } from 'zod';
import { factset } from '../connection.ts';

export const metricsTool = factset.list({
  name: 'factset_list_metrics',
  title: 'List FactSet metrics',
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
  async handler({ dataset, text = '' }, client) {
    const { items } = dataset === 'estimates' ? await client.estimateItems() : await client.fundamentalItems();
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const scored = [...items.values()].flatMap((item) => {
      const said = `${item.metric} ${item.name} ${item.category ?? ''}`.toLowerCase();
      if (!words.every((word) => said.includes(word))) return [];
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
