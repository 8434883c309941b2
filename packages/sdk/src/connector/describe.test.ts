import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toolDigest } from '../digest/digest.ts';
import { parseTools } from '../plugin/tools.ts';
import { defineConnection } from './connector.ts';
import { describeTool } from './describe.ts';

const shop = defineConnection({ config: {}, open: () => ({}) });

function described(examples: { title: string; input: { text?: string | undefined } }[]) {
  const tool = shop.list({
    name: 'shop_list_orders',
    description: 'Orders.',
    input: { text: z.string().optional() },
    items: z.object({ id: z.string() }),
    examples,
    handler: async () => [],
  });
  return describeTool(tool as never);
}

describe('the examples of a tool', () => {
  it('are beside its definition, so they change neither digest nor tokens', () => {
    const entry = described([{ title: 'Late', input: { text: 'late' } }]);
    expect(entry.examples).toEqual([{ title: 'Late', input: { text: 'late' } }]);
    expect(entry.definition).not.toHaveProperty('examples');
    expect(entry.digest).toBe(described([]).digest);
    expect(entry.digest).toBe(toolDigest(entry.definition));
  });

  it('are absent where none says anything', () => {
    expect(described([{ title: 'All', input: {} }])).not.toHaveProperty('examples');
    expect(described([{ title: 'All', input: { text: undefined } }])).not.toHaveProperty('examples');
    expect(described([{ title: 'Long', input: { text: 'x'.repeat(3000) } }])).not.toHaveProperty('examples');
  });

  it('are few, with short titles, as `tools.json` takes them', () => {
    const many = Array.from({ length: 9 }, (_, n) => ({ title: `${n}`.repeat(300), input: { text: `${n}` } }));
    const entry = described(many);
    expect(entry.examples?.map(({ title }) => title.length)).toEqual([200, 200, 200]);
    const file = (tool: object) =>
      JSON.stringify({
        format: 1,
        protocol: '2026-07-28',
        connectors: [
          { name: 'shop', title: 'Shop', version: '1.0.0', description: '', config: [], hosts: [], tools: [tool] },
        ],
        toolsetDigest: entry.digest,
        tokens: 1,
      });
    expect(parseTools(file(entry)).findings).toEqual([]);
    expect(parseTools(file({ ...entry, examples: [{ title: 'No', input: 'text' }] })).findings).toMatchObject([
      { code: expect.stringContaining('tools/'), severity: 'error' },
    ]);
  });
});
