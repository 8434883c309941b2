import { beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectInMemory } from '../../testing/in-memory.ts';
import { servedFrom } from '../plugin/served-connector.ts';

let home: string;
let rows: { id: number }[];
beforeEach(async () => {
  home = temporaryFolder();
  rows = Array.from({ length: 30 }, (_, index) => ({ id: index + 1 }));
});

const connection = defineConnection({ config: {}, open: () => ({}) });
/** Gives all of its rows at once, in two pages: the server returns a part of each. */
const list = connection.list({
  name: 'shop_list_orders',
  title: 'List orders',
  description: 'Orders.',
  items: z.object({ id: z.number() }),
  handles: true,
  async handler(_, _connection, { cursor }) {
    if (cursor === undefined) return { items: rows.slice(0, 20), next: '20' };
    return { items: rows.slice(20), notes: ['The vendor says that it changed.'] };
  },
});
const shop = defineConnector({
  name: 'shop',
  title: 'Shop',
  version: '1.0.0',
  description: 'A shop.',
  connection,
  hosts: [],
  tools: [list],
});
const plugin = { name: 'shop', version: '1.0.0', description: 'A shop.', connectors: [servedFrom(shop)] };
/** Each call in a server of its own: none has the page of the call before. */
async function call(args: Record<string, unknown>) {
  const host = await connectInMemory(plugin, { home });
  const answer = await host.call('shop_list_orders', args).finally(() => host.close());
  expect(answer.isError, answer.text).toBe(false);
  return answer.structured as { items: { id: number }[]; page: { next: string }; notes?: string[] };
}

it('the rest of a page that another server cut is the same page', async () => {
  const { page } = await call({ limit: 5 });
  const rest = await call({ limit: 5, cursor: page.next });
  expect(rest.items.map(({ id }) => id)).toEqual([6, 7, 8, 9, 10]);
  expect(rest.notes).toBeUndefined();
});

it('a page that is another one when its rest is fetched is said to be', async () => {
  const { page } = await call({ limit: 5 });
  rows.unshift({ id: 99 });
  const rest = await call({ limit: 5, cursor: page.next });
  expect(rest.items.map(({ id }) => id)).toEqual([5, 6, 7, 8, 9]);
  expect(rest.notes).toEqual([
    'The list changed while it was read: the page was fetched again for its rest, and its rows are others. Rows may be missing or come twice; read it again without a cursor for one state of it.',
  ]);
});

it('what is said of a later page is said of kept rows', async () => {
  const { notes } = await call({ limit: 5, keep: true });
  expect(notes).toEqual(['The vendor says that it changed.', expect.stringContaining('30 rows are kept until')]);
});
