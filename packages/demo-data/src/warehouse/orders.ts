import { type Random, seededRandom } from '../random.ts';
import { accountIds, type BuyingAccount, buyingAccounts, WAREHOUSE_FROM, WAREHOUSE_TO } from './customers.ts';
import { DUPLICATED_LOAD_STORY } from './stories.ts';
import { dayDate, dayNumber, type WarehouseTable } from './table.ts';

interface Order {
  readonly id: number;
  readonly account: number;
  readonly at: number;
  readonly product: number;
  readonly quantity: number;
  readonly discount: number;
  readonly channel: number;
  readonly status: number;
}

/** Products with their list price in dollars. */
const PRODUCTS: readonly (readonly [name: string, price: number])[] = [
  ['Planning credits', 40],
  ['Storage pack', 90],
  ['Data connector', 150],
  ['Training day', 1200],
  ['Consulting day', 1850],
];
const CHANNELS = ['self-service', 'sales', 'partner'];
const STATUSES = ['completed', 'refunded', 'cancelled'];
const PER_WEEKDAY = 49;
const PER_WEEKEND_DAY = 13;

const isWeekend = (day: number): boolean => (day + 4) % 7 === 0 || (day + 4) % 7 === 6;

function weightedPick(random: Random, buyers: readonly BuyingAccount[]): BuyingAccount | undefined {
  let left = random.next() * buyers.reduce((sum, { size }) => sum + size, 0);
  return buyers.find(({ size }) => {
    left -= size;
    return left < 0;
  });
}

function ordersOfDay(random: Random, day: number, buyers: readonly BuyingAccount[], nextId: number): Order[] {
  const share = 0.55 + 0.9 * ((day - dayNumber(WAREHOUSE_FROM)) / 1085);
  const count = Math.round((isWeekend(day) ? PER_WEEKEND_DAY : PER_WEEKDAY) * share * (0.85 + random.next() * 0.3));
  return Array.from({ length: count }, (_, offset) => {
    const buyer = weightedPick(random, buyers);
    const product = Number(random.weighted({ 0: 46, 1: 26, 2: 16, 3: 8, 4: 4 }));
    return {
      id: nextId + offset,
      account: buyer?.index ?? 0,
      at: day * 86_400 + random.int(6 * 3600, 20 * 3600),
      product,
      quantity: product < 2 ? random.int(1, 40) : random.int(1, 4),
      discount: Number(random.weighted({ 0: 70, 5: 12, 10: 12, 15: 6 })),
      channel: Number(random.weighted({ 0: 6, 1: 3, 2: 1 })),
      status: Number(random.weighted({ 0: 955, 1: 25, 2: 20 })),
    };
  });
}

/** About 40,000 orders, one row each; the orders of one day are there twice (see the story of the duplicated load). */
export function buildOrders(): WarehouseTable {
  const random = seededRandom('warehouse-orders');
  const all = buyingAccounts();
  const orders: Order[] = [];
  for (let day = dayNumber(WAREHOUSE_FROM); day <= dayNumber(WAREHOUSE_TO); day++) {
    const buyers = all.filter(({ from, until }) => from <= day && day < until);
    orders.push(...ordersOfDay(random, day, buyers, orders.length + 1));
  }
  const again = dayNumber(DUPLICATED_LOAD_STORY.date);
  const twice = orders.filter(({ at }) => Math.floor(at / 86_400) === again);
  return toTable([...orders, ...twice], orders.length);
}

/** Rows from `firstAgain` on come from the second load of their day. */
function toTable(orders: readonly Order[], firstAgain: number): WarehouseTable {
  const dayOf = (order: Order): number => Math.floor(order.at / 86_400);
  const column = (value: (order: Order, row: number) => number): Int32Array => Int32Array.from(orders, value);
  const unitPrice = (order: Order): number => (PRODUCTS[order.product]?.[1] ?? 0) * (100 - order.discount);
  const firstDay = dayNumber(WAREHOUSE_FROM);
  const loads = Array.from({ length: dayNumber(WAREHOUSE_TO) - firstDay + 1 }, (_, offset) =>
    loadId(firstDay + offset),
  );
  return {
    name: 'orders',
    description: 'One row for each order of a customer, loaded every night from the shop.',
    rows: orders.length,
    columns: [
      {
        name: 'order_id',
        kind: 'id',
        prefix: 'ord-',
        digits: 6,
        description: 'Order number; unique for each order.',
        values: column((order) => order.id),
      },
      {
        name: 'account_id',
        kind: 'word',
        words: accountIds(),
        description: 'The customer; see accounts.',
        values: column((order) => order.account),
      },
      { name: 'order_date', kind: 'date', description: 'Day of the order, UTC.', values: column(dayOf) },
      {
        name: 'ordered_at',
        kind: 'timestamp',
        description: 'Time of the order, UTC.',
        values: column((order) => order.at),
      },
      {
        name: 'product',
        kind: 'word',
        words: PRODUCTS.map(([name]) => name),
        description: 'What was ordered.',
        values: column((order) => order.product),
      },
      { name: 'quantity', kind: 'integer', description: 'Units.', values: column((order) => order.quantity) },
      {
        name: 'unit_price',
        kind: 'money',
        description: 'US dollars a unit, discount taken off.',
        values: column(unitPrice),
      },
      {
        name: 'amount',
        kind: 'money',
        description: 'US dollars: quantity times unit price.',
        values: column((order) => order.quantity * unitPrice(order)),
      },
      {
        name: 'channel',
        kind: 'word',
        words: CHANNELS,
        description: 'How it was ordered.',
        values: column((order) => order.channel),
      },
      {
        name: 'status',
        kind: 'word',
        words: STATUSES,
        description: 'Only completed orders are revenue.',
        values: column((order) => order.status),
      },
      {
        name: 'load_id',
        kind: 'word',
        words: [...loads, DUPLICATED_LOAD_STORY.loads[1]],
        description: 'The nightly load that brought the row.',
        values: column((order, row) => (row < firstAgain ? dayOf(order) - firstDay : loads.length)),
      },
      {
        name: 'loaded_at',
        kind: 'timestamp',
        description: 'When it was loaded, UTC.',
        values: column((order, row) => (dayOf(order) + 1) * 86_400 + (row < firstAgain ? 2 * 3600 : 9 * 3600 + 720)),
      },
    ],
  };
}

function loadId(day: number): string {
  return `load-${dayDate(day).replaceAll('-', '')}-1`;
}
