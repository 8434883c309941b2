import { describe, expect, it } from 'vitest';
import { demoCompany } from '../company/company.ts';
import {
  DUPLICATED_LOAD_STORY,
  dayDate,
  dayNumber,
  PRICE_CHANGE_STORY,
  TRACKING_OUTAGE_STORY,
  valueAt,
  type WarehouseTable,
  warehouseEvents,
  warehouseOrders,
  warehouseSubscriptions,
} from './index.ts';

const orders = warehouseOrders();
const subscriptions = warehouseSubscriptions();
const events = warehouseEvents();

function rowsOf(table: WarehouseTable, names: string[]): Record<string, string | number | null>[] {
  const columns = table.columns.filter(({ name }) => names.includes(name));
  return Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(columns.map((column) => [column.name, valueAt(column, row)])),
  );
}

const sum = (values: unknown[]): number => values.reduce<number>((total, value) => total + Number(value), 0);

describe('the warehouse of the demo company', () => {
  it('has three years of orders, subscriptions and events', () => {
    expect([orders.rows, subscriptions.rows, events.rows]).toEqual([42_064, 3000, 440_955]);
    const days = rowsOf(orders, ['order_date']).map(({ order_date }) => String(order_date));
    expect([days[0], days.at(-62)]).toEqual(['2023-12-01', '2026-11-19']);
  });

  it('is the same each time', () => {
    expect(warehouseOrders()).toEqual(orders);
    expect(warehouseEvents().columns[5]).toEqual(events.columns[5]);
  });

  it('has every column as long as its table', () => {
    for (const table of [orders, subscriptions, events])
      expect(table.columns.map(({ values }) => values.length)).toEqual(table.columns.map(() => table.rows));
  });

  it('lets only customers and former customers buy, and none before the account exists', () => {
    const accounts = new Map(demoCompany().accounts.map((account) => [account.id, account]));
    const wrong = rowsOf(orders, ['account_id', 'order_date']).filter(({ account_id, order_date }) => {
      const account = accounts.get(String(account_id));
      return !account || account.type === 'Prospect' || String(order_date) < account.createdAt.slice(0, 10);
    });
    expect(wrong).toEqual([]);
  });
});

describe('the story of the tracking outage', () => {
  const story = TRACKING_OUTAGE_STORY;
  const rows = rowsOf(events, ['user_id', 'platform', 'occurred_at', 'app_version']).filter(
    ({ occurred_at }) => String(occurred_at) >= '2026-10-05' && String(occurred_at) < '2026-10-26',
  );

  it('has the stated weekly active users', () => {
    const found: Record<string, Record<string, Set<unknown>>> = {};
    for (const { user_id, platform, occurred_at } of rows) {
      const day = dayNumber(String(occurred_at).slice(0, 10));
      const week = dayDate(day - ((day + 3) % 7));
      for (const group of ['all', String(platform)]) {
        found[week] ??= {};
        found[week][group] ??= new Set();
        found[week][group].add(user_id);
      }
    }
    const counts = Object.entries(found).map(([week, groups]) => [
      week,
      Object.fromEntries(Object.entries(groups).map(([group, users]) => [group, users.size])),
    ]);
    expect(Object.fromEntries(counts)).toEqual(story.weeklyActiveUsers);
    expect(story.change).toBe(787 - 1006);
  });

  it('has no iOS event on the five days, and none of the broken version at all', () => {
    const ios = rows.filter(({ platform }) => platform === 'ios');
    const days = new Set(ios.map(({ occurred_at }) => String(occurred_at).slice(0, 10)));
    expect([...days].filter((day) => day >= story.from && day <= story.to)).toEqual([]);
    expect(days.has('2026-10-11') && days.has('2026-10-17')).toBe(true);
    expect(ios.some(({ app_version }) => app_version === '8.14.0')).toBe(false);
    expect(rows.some(({ platform, app_version }) => platform === 'android' && app_version === '8.14.0')).toBe(true);
  });
});

describe('the story of the price change', () => {
  const rows = rowsOf(subscriptions, ['plan', 'seats', 'price_list', 'price_per_seat', 'mrr', 'started_on']);
  const between = (from: string, to: string) =>
    rows.filter(({ started_on }) => String(started_on) >= from && String(started_on) <= to);

  it.each([
    ['2026-Q1', '2026-01-01', '2026-03-31'],
    ['2026-Q2', '2026-04-01', '2026-06-30'],
  ] as const)('has the stated new subscriptions of %s', (quarter, from, to) => {
    const started = between(from, to);
    const newMrr = sum(started.map(({ mrr }) => mrr));
    const plans: Record<string, number> = {};
    for (const { plan } of started) plans[String(plan)] = (plans[String(plan)] ?? 0) + 1;
    expect({
      subscriptions: started.length,
      seats: sum(started.map(({ seats }) => seats)),
      newMrr,
      perSubscription: Math.round((newMrr / started.length) * 100) / 100,
      plans,
    }).toEqual(PRICE_CHANGE_STORY.quarters[quarter]);
  });

  it('raises what a seat of Team and Business costs from the first day on, and nothing else', () => {
    const wrong = rows.filter(({ plan, price_list, price_per_seat, started_on }) => {
      const list = String(started_on) < '2026-04-01' ? '2024' : '2026';
      return (
        price_list !== list || price_per_seat !== PRICE_CHANGE_STORY.pricePerSeat[list][plan as 'Starter' | 'Team']
      );
    });
    expect(wrong).toEqual([]);
  });

  it('adds by price what the story says', () => {
    const old = PRICE_CHANGE_STORY.pricePerSeat['2024'];
    const atOldPrices = sum(
      between('2026-04-01', '2026-06-30').map(({ plan, seats }) => Number(seats) * old[plan as 'Starter' | 'Team']),
    );
    expect(atOldPrices).toBe(86_207);
    expect(96_238 - atOldPrices).toBe(PRICE_CHANGE_STORY.priceEffect);
  });
});

describe('the story of the duplicated load', () => {
  const rows = rowsOf(orders, ['order_id', 'order_date', 'amount', 'status', 'load_id']);
  const month = rows.filter(({ order_date }) => String(order_date).startsWith('2026-09'));
  const day = rows.filter(({ order_date }) => order_date === '2026-09-15');

  it('has each order of the day twice, once for each load', () => {
    expect(day.length).toBe(122);
    expect(new Set(day.map(({ order_id }) => order_id)).size).toBe(61);
    expect([...new Set(day.map(({ load_id }) => load_id))]).toEqual(DUPLICATED_LOAD_STORY.loads);
  });

  it('has no other order twice', () => {
    const ids = rows.filter(({ order_date }) => order_date !== '2026-09-15').map(({ order_id }) => order_id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("overstates September's revenue by the stated amount", () => {
    const completed = month.filter(({ status }) => status === 'completed');
    const once = new Map(completed.map((order) => [order.order_id, order]));
    const counted = sum(completed.map(({ amount }) => amount));
    const right = sum([...once.values()].map(({ amount }) => amount));
    expect({ rows: month.length, orders: new Set(month.map(({ order_id }) => order_id)).size }).toEqual({
      rows: 1719,
      orders: 1658,
    });
    expect([counted, right, counted - right]).toEqual([2_230_995, 2_155_237.5, 75_757.5]);
    expect(day.filter(({ status }) => status === 'completed').length / 2).toBe(60);
  });
});
