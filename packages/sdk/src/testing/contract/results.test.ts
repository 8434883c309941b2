import { describe, expect, it } from 'vitest';
import type { AnyListTool } from '../../connector/tool.ts';
import type { ServedPlugin } from '../../serve/plugin/types.ts';
import { orders } from '../../serve/write/orders.fixture.ts';
import { contract } from './run.ts';

const ONLY = ['projection', 'kept-rows', 'result-files'];

/** The orders, their list tool changed. */
async function changed(change: (list: AnyListTool) => Partial<AnyListTool>): Promise<ServedPlugin> {
  const { plugin } = orders(90);
  const [served] = plugin.connectors;
  if (!served) throw new TypeError('no connector');
  const connector = await served.load();
  const list = connector.tools.orders_list_orders as AnyListTool;
  const given = { ...list, examples: [{ title: 'All', input: {} }] };
  const tools = { ...connector.tools, orders_list_orders: { ...given, ...change(given) } };
  return { ...plugin, connectors: [{ ...served, load: async () => ({ ...connector, tools }) }] };
}

const problems = async (plugin: ServedPlugin) =>
  (await contract(plugin, { only: ONLY })).results
    .filter(({ status }) => status === 'failed')
    .map(({ check, of, problem }) => `${check} ${of}: ${problem}`);

describe('the contract of results', () => {
  it('finds nothing in a good connector', async () => {
    expect(await problems(await changed(() => ({})))).toEqual([]);
  });

  it('finds a list whose first page changes with its size', async () => {
    const plugin = await changed((list) => ({
      list: async (call) => {
        const page = await list.list(call);
        const items = call.limit === list.maxLimit ? page.items.toReversed() : page.items;
        return { ...page, items };
      },
    }));
    expect(await problems(plugin)).toEqual([
      'kept-rows orders_list_orders: with {} row 1 of those that were kept is not the one of its pages',
    ]);
  });

  it('finds a list that fails when it is asked for all of it', async () => {
    const plugin = await changed((list) => ({
      list: async (call) => {
        if (call.cursor === '40' && call.limit === list.maxLimit) throw new TypeError('broken');
        return list.list(call);
      },
    }));
    expect(await problems(plugin)).toEqual([
      expect.stringContaining('kept-rows orders_list_orders: with {"keep":true} it answered upstream_unavailable'),
    ]);
  });
});
