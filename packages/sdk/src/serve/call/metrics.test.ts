import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { defineTool } from '../../connector/tool.ts';
import { type MetricRow, type MetricTable, metricRows } from '../../metrics/index.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectInMemory, type InMemoryHost } from '../../testing/in-memory.ts';
import { servedFrom } from '../plugin/served-connector.ts';

const connection = defineConnection({ config: {}, open: () => ({}) });
const ROW = z.object({
  id: z.string(),
  name: z.string().optional(),
  metric: z.string().optional(),
  value: z.number().nullable().optional(),
  unit: z.string().optional(),
  currency: z.string().optional(),
  periodEnd: z.string().optional(),
  source: z.string().optional(),
  message: z.string().optional(),
  high: z.number().optional(),
});
type Row = z.output<typeof ROW>;

async function withHost(rows: Row[], use: (host: InMemoryHost) => Promise<void>, resultBytes?: number): Promise<void> {
  const tool = defineTool({
    connection,
    name: 'market_get_values',
    title: 'Get values',
    description: 'Values of metrics.',
    access: 'read',
    projectable: true,
    handles: true,
    metrics: { by: ['periodEnd'], measures: ['high'] },
    input: z.object({}),
    items: ROW,
    handler: async () => ({ items: rows, total: rows.length }),
  });
  const text = { name: 'market', title: 'Market', version: '1.0.0', description: 'Values.' };
  const connector = defineConnector({ ...text, connection, hosts: [], tools: [tool] });
  const home = temporaryFolder();
  const plugin = { ...text, connectors: [servedFrom(connector)] };
  const host = await connectInMemory(plugin, { home, ...(resultBytes ? { resultBytes } : {}) });
  try {
    await use(host);
  } finally {
    await host.close();
  }
}

const value = (id: string, metric: string, amount: number | null, more: Partial<Row> = {}): Row => ({
  ...{ id, name: `${id} Inc.`, metric, value: amount, unit: 'millions' },
  ...{ currency: 'USD', periodEnd: '2026-09-30', source: 'filings' },
  ...more,
});
const tables = (companies: number, metrics: number) =>
  Array.from({ length: companies }, (_, company) =>
    Array.from({ length: metrics }, (__, metric) => value(`C${company + 1}`, `M${metric + 1}`, company * 100 + metric)),
  ).flat();
const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();

describe('a tool that answers values of metrics', () => {
  it('shows a table with what is missing, not meaningful or from elsewhere marked', () => {
    const rows: Row[] = [
      { id: 'Q', message: 'There is no such company.' },
      { id: 'B', name: 'B Inc.', metric: 'DEBT', message: 'No value.' },
      ...['SALES', 'DEBT', 'PE'].map((metric, index) => value('A', metric, index)),
      value('B', 'SALES', 7, { source: 'press | release' }),
      value('B', 'PE', null, { message: 'Earnings are negative.' }),
    ];
    return withHost(rows, async (host) => {
      const { text, structured } = await host.call('market_get_values', {});
      expect(text.split('\n').slice(0, -1)).toEqual([
        'Q: message There is no such company.',
        'All: unit millions; currency USD; periodEnd 2026-09-30; source filings',
        '[1] message No value.',
        '[2] source press ¦ release',
        '[3] message Earnings are negative.',
        'id | name | SALES | PE | DEBT',
        'B | B Inc. | 7[2] | n.m.[3] | –[1]',
        'A | A Inc. | 0 | 2 | 1',
        '[3 of 3 rows; complete]',
      ]);
      expect(sorted(metricRows(structured as unknown as MetricTable))).toEqual(sorted(rows));
    });
  });

  it('gives what its output schema says, also for fewer fields and for none', () =>
    withHost([...tables(2, 2), { id: 'Q', message: 'none' }], async (host) => {
      const tools = await host.listTools();
      const valid = new AjvJsonSchemaValidator().getValidator(tools[0]?.outputSchema as object);
      for (const args of [{}, { fields: ['currency'] }, { keep: true }, { limit: 1 }]) {
        const { structured, text } = await host.call('market_get_values', args);
        expect(valid(structured), text).toMatchObject({ valid: true });
      }
    }));

  it('walks through lines of any page size, and each page says all of its lines', () =>
    withHost(tables(7, 3), async (host) => {
      for (const limit of [1, 3, 7]) {
        const found: MetricRow[] = [];
        let cursor: string | undefined;
        do {
          const { structured } = await host.call('market_get_values', { limit, ...(cursor ? { cursor } : {}) });
          const page = structured.page as { returned: number; total: number; next?: string };
          expect(page.total).toBe(7);
          expect(page.returned).toBeLessThanOrEqual(limit);
          found.push(...metricRows(structured as unknown as MetricTable));
          cursor = page.next;
        } while (cursor);
        expect(sorted(found)).toEqual(sorted(tables(7, 3)));
      }
    }));

  it('keeps 60 metrics of 40 companies within the bytes of a result', () =>
    withHost(
      tables(40, 60),
      async (host) => {
        const { structured } = await host.call('market_get_values', { limit: 200 });
        expect(Buffer.byteLength(JSON.stringify(structured))).toBeLessThan(8000 + 1000);
        expect(structured.page).toMatchObject({ total: 40, truncated: true });
      },
      8000,
    ));

  it('gives just the attributes that are asked for, with the values', () =>
    withHost(tables(2, 1), async (host) => {
      const { structured } = await host.call('market_get_values', { fields: ['currency'] });
      expect(structured).toMatchObject({
        items: [
          { id: 'C1', name: 'C1 Inc.', values: { M1: 0 } },
          { id: 'C2', values: { M1: 100 } },
        ],
        common: { currency: 'USD', periodEnd: '2026-09-30' },
      });
      expect(JSON.stringify(structured)).not.toContain('filings');
      const wrong = await host.call('market_get_values', { fields: ['curency'] });
      expect(wrong.text).toContain('unknown field `curency`; Did you mean `currency`?');
    }));

  it('keeps rows of one value each, which can be filtered and aggregated', () =>
    withHost(tables(5, 3), async (host) => {
      const { structured } = await host.call('market_get_values', { keep: true, limit: 4 });
      const { handle } = structured.kept as { handle: string };
      expect(structured.kept).toMatchObject({ rows: 15, whole: true });
      const read = await host.call('market_read_results', {
        handle,
        where: [{ field: 'metric', op: '=', value: 'M2' }],
        measures: [{ op: 'sum', field: 'value' }],
      });
      expect(read.structured.items).toEqual([{ sum_value: 1005 }]);
    }));
});

it('rows without a metric or a value make no metric table', () => {
  const define = (items: z.ZodType, by: string[]) => () =>
    defineTool({
      ...{ connection, name: 'a_list_b', title: 'b', description: 'b', access: 'read', input: z.object({}) },
      items,
      metrics: { by },
      handler: async () => ({ items: [] }),
    });
  const row = { id: z.string(), metric: z.string(), value: z.number() };
  expect(define(z.object({ id: z.string() }), ['end'])).toThrow('`metrics` needs rows with metric, value, end');
  expect(define(z.object({ ...row, values: z.string() }), [])).toThrow('needs the names values for itself');
});
