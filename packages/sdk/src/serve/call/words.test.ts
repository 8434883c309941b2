import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { describeConnector } from '../../connector/describe.ts';
import { connectInMemory } from '../../testing/in-memory.ts';
import type { ToolWords } from '../../words/index.ts';

const connection = defineConnection({ config: {}, open: () => ({}) });
const quarter = connection.item({
  name: 'year_get_start',
  description: 'When the fiscal year starts.',
  words: { fiscalYear: { startMonth: 1, startDay: 1, named: 'start' }, thresholds: { silentDays: 14 } },
  item: z.object({ month: z.number(), isNamedByEnd: z.boolean(), silent: z.number() }),
  handler: async (_, __, { words }) => ({
    month: words.fiscalYear.startMonth,
    isNamedByEnd: words.fiscalYear.named === 'end',
    silent: words.thresholds.silentDays + 1,
  }),
});
const other = connection.item({
  name: 'year_get_words',
  description: 'What a tool gets that declares nothing.',
  item: z.object({ groups: z.array(z.string()) }),
  handler: async (_, __, { words }) => ({ groups: Object.keys(words) }),
});
const connector = defineConnector({
  name: 'year',
  version: '1.0.0',
  description: 'Years.',
  hosts: ['api.example.com'],
  connection,
  tools: [quarter, other],
});

async function call(tool: string, words?: ToolWords): Promise<unknown> {
  const description = describeConnector(connector);
  const host = await connectInMemory({
    name: 'years',
    version: '1.0.0',
    description: 'Years.',
    connectors: [{ description, load: async () => connector }],
    ...(words ? { words } : {}),
  });
  const { structured } = await host.call(tool);
  await host.close();
  return (structured as { item: unknown }).item;
}

test('a tool computes with the words of the plugin, and with its own where the plugin has none', async () => {
  expect(await call('year_get_start')).toEqual({ month: 1, isNamedByEnd: false, silent: 15 });
  const words: ToolWords = { fiscalYear: { startMonth: 2, startDay: 1, named: 'end' }, thresholds: { silentDays: 45 } };
  expect(await call('year_get_start', words)).toEqual({ month: 2, isNamedByEnd: true, silent: 46 });
});

test('a tool gets no word that it does not declare', async () => {
  expect(await call('year_get_words', { thresholds: { silentDays: 45 } })).toEqual({ groups: [] });
});

test('what a tool reads is said beside its definition, and changes no digest', () => {
  const [reading] = describeConnector(connector).tools;
  expect(reading?.words).toEqual({
    fiscalYear: { startMonth: 1, startDay: 1, named: 'start' },
    thresholds: { silentDays: 14 },
  });
  expect(JSON.stringify(reading?.definition)).not.toContain('silentDays');
});
