import { type Random, seededRandom } from '../random.ts';
import { accountIds, type BuyingAccount, buyingAccounts, WAREHOUSE_FROM, WAREHOUSE_TO } from './customers.ts';
import { DUPLICATED_LOAD_STORY } from './stories.ts';
import { columnsOf, dayDate, dayNumber, type WarehouseTable } from './table.ts';

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
  const { column, words, ids } = columnsOf(orders);
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
      ids('order_id', 'ord-', 6, 'Order number; unique for each order.', (row) => row.id),
      words('account_id', accountIds(), 'The customer; see accounts.', (row) => row.account),
      column('order_date', 'date', 'Day of the order, UTC.', dayOf),
      column('ordered_at', 'timestamp', 'Time of the order, UTC.', (row) => row.at),
      words(
        'product',
        PRODUCTS.map(([name]) => name),
        'What was ordered.',
        (row) => row.product,
      ),
      column('quantity', 'integer', 'Units.', (row) => row.quantity),
      column('unit_price', 'money', 'US dollars a unit, discount taken off.', unitPrice),
      column('amount', 'money', 'US dollars: quantity times unit price.', (row) => row.quantity * unitPrice(row)),
      words('channel', CHANNELS, 'How it was ordered.', (row) => row.channel),
      words('status', STATUSES, 'Only completed orders are revenue.', (row) => row.status),
      words(
        'load_id',
        [...loads, DUPLICATED_LOAD_STORY.loads[1]],
        'The nightly load that brought the row.',
        (row, at) => (at < firstAgain ? dayOf(row) - firstDay : loads.length),
      ),
      column(
        'loaded_at',
        'timestamp',
        'When it was loaded, UTC.',
        (row, at) => (dayOf(row) + 1) * 86_400 + (at < firstAgain ? 2 * 3600 : 9 * 3600 + 720),
      ),
    ],
  };
}

function loadId(day: number): string {
  return `load-${dayDate(day).replaceAll('-', '')}-1`;
}
