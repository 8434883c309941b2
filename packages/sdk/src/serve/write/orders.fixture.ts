// A connector with one wide list whose rows can be kept, for tests of projection, kept rows and limits.
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { field } from '../../connector/field.ts';
import { RolekitError } from '../../errors.ts';
import { servedFrom } from '../plugin/served-connector.ts';
import type { ServedPlugin } from '../plugin/types.ts';

const PAGE = 40;

export interface Orders {
  plugin: ServedPlugin;
  /** Pages that were fetched from the app. */
  pages: number;
  /** Called before each page; may throw. */
  onPage(from: number): void;
  /** Awaited before each page but the first. */
  onNext(): Promise<unknown>;
}

/** Orders `o1`, `o2`, …: region by turns, amount of 0.1 times the number as text, as warehouses give decimals. */
export function orders(size = 120, firstNote = '=HYPERLINK("http://evil.example","x")'): Orders {
  const rows = Array.from({ length: size }, (_, index) => ({
    id: `o${index + 1}`,
    region: ['north', 'south', 'east'][index % 3] ?? '',
    amount: ((index + 1) / 10).toFixed(1),
    units: index + 1,
    paid: index % 2 === 0,
    customer: { name: `Customer ${index + 1}`, address: { city: index % 2 ? 'Oslo' : 'Bergen' } },
    note: index === 0 ? firstNote : null,
  }));
  const made: Orders = { pages: 0, onPage: () => {}, onNext: async () => {}, plugin: undefined as never };
  const connection = defineConnection({
    config: {
      shop: field(z.string().optional(), { title: 'Shop', description: 'Any.', env: 'ORDERS_SHOP' }),
    },
    open: () => ({}),
  });
  const list = connection.list({
    name: 'orders_list_orders',
    title: 'List orders',
    description: 'Orders.',
    projectable: true,
    handles: true,
    input: { region: z.string().optional() },
    items: z.object({
      id: z.string(),
      region: z.string(),
      amount: z.string(),
      units: z.int(),
      paid: z.boolean(),
      customer: z.object({ name: z.string(), address: z.object({ city: z.string() }) }),
      note: z.string().nullable(),
      discount: z.number().optional(),
    }),
    async handler({ region }, _, { cursor }) {
      const from = Number(cursor ?? 0);
      made.pages++;
      made.onPage(from);
      if (from > 0) await made.onNext();
      const all = rows.filter((row) => region === undefined || row.region === region);
      const next = from + PAGE < all.length ? String(from + PAGE) : undefined;
      return { items: all.slice(from, from + PAGE), next, total: all.length };
    },
  });
  const get = connection.item({
    name: 'orders_get_order',
    title: 'Get an order',
    description: 'One order.',
    projectable: true,
    input: { id: z.string() },
    item: z.object({ id: z.string(), history: z.array(z.object({ at: z.string(), text: z.string() })) }),
    async handler({ id }) {
      if (id === 'none') throw new RolekitError('RK_NOT_FOUND', { what: 'none', hint: '' });
      return { id, history: Array.from({ length: 30 }, (_, at) => ({ at: `${at}`, text: 'x'.repeat(50) })) };
    },
  });
  made.plugin = {
    name: 'orders',
    version: '1.0.0',
    description: 'Orders.',
    connectors: [
      servedFrom(
        defineConnector({
          name: 'orders',
          title: 'Orders',
          version: '1.0.0',
          description: 'Orders.',
          connection,
          hosts: [],
          tools: [list, get],
        }),
      ),
    ],
  };
  return made;
}
