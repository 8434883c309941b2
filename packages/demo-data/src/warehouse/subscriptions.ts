import { seededRandom } from '../random.ts';
import { accountIds, buyingAccounts, WAREHOUSE_TO } from './customers.ts';
import { PRICE_CHANGE_STORY } from './stories.ts';
import { columnsOf, dayNumber, NO_DATE, type WarehouseTable } from './table.ts';

interface Subscription {
  readonly account: number;
  readonly plan: number;
  readonly seats: number;
  readonly price: number;
  readonly list: number;
  readonly startedOn: number;
  readonly endedOn: number;
}

const PLANS = ['Starter', 'Team', 'Business', 'Enterprise'] as const;
const SEATS: readonly (readonly [number, number])[] = [
  [3, 10],
  [5, 25],
  [10, 40],
  [30, 120],
];
const LISTS = ['2024', '2026'] as const;
const MIX_BEFORE = { 0: 30, 1: 45, 2: 20, 3: 5 };
const MIX_AFTER = { 0: 52, 1: 30, 2: 13, 3: 5 };
const TOTAL = 3000;
const MONTHLY_CHURN = 0.011;

/** 3,000 subscriptions of workspaces; what a new one costs depends on the price list of its first day. */
export function buildSubscriptions(): WarehouseTable {
  const random = seededRandom('warehouse-subscriptions');
  const changedOn = dayNumber(PRICE_CHANGE_STORY.changedOn);
  const buyers = buyingAccounts();
  const places = buyers.flatMap((buyer) => Array.from({ length: buyer.size }, () => buyer));
  const last = dayNumber(WAREHOUSE_TO);
  const subscriptions: Subscription[] = [];
  while (subscriptions.length < TOTAL) {
    const { index, from, until } = random.pick(places);
    const startedOn = random.int(from, until - 1);
    const after = startedOn >= changedOn;
    // fewer sign up at the new prices
    if (random.next() < (after ? 0.24 : 0)) continue;
    const plan = Number(random.weighted(after ? MIX_AFTER : MIX_BEFORE));
    const list = after ? 1 : 0;
    const months = Math.ceil(Math.log(1 - random.next()) / Math.log(1 - MONTHLY_CHURN));
    const ends = Math.min(startedOn + months * 30, until);
    subscriptions.push({
      account: index,
      plan,
      seats: random.int(...(SEATS[plan] as readonly [number, number])),
      price: PRICE_CHANGE_STORY.pricePerSeat[LISTS[list] ?? '2024'][PLANS[plan] ?? 'Starter'],
      list,
      startedOn,
      endedOn: ends > last ? NO_DATE : ends,
    });
  }
  subscriptions.sort((a, b) => a.startedOn - b.startedOn);
  return toTable(subscriptions);
}

function toTable(subscriptions: readonly Subscription[]): WarehouseTable {
  const { column, words, ids } = columnsOf(subscriptions);
  return {
    name: 'subscriptions',
    description: 'One row for each subscription of a workspace, with its monthly price.',
    rows: subscriptions.length,
    columns: [
      ids('subscription_id', 'sub-', 5, 'Unique.', (_, at) => at + 1),
      words('account_id', accountIds(), 'The customer; see accounts.', (row) => row.account),
      words('plan', PLANS, 'Starter, Team, Business or Enterprise.', (row) => row.plan),
      words('price_list', LISTS, 'The price list that applied on the first day.', (row) => row.list),
      column('seats', 'integer', 'Paid seats.', (row) => row.seats),
      column('price_per_seat', 'money', 'US dollars a seat and month.', (row) => row.price * 100),
      column(
        'mrr',
        'money',
        'Monthly recurring revenue in US dollars: seats times price.',
        (row) => row.seats * row.price * 100,
      ),
      column('started_on', 'date', 'First day.', (row) => row.startedOn),
      column('ended_on', 'date', 'Day of the end; null while it runs.', (row) => row.endedOn),
    ],
  };
}
