/**
 * What a right answer must contain for the analytics jobs on demo data. The README tells each story; a test recomputes
 * every number from the tables.
 */

/** "Why did weekly active users fall?": the iOS app sent no events for five days. */
export const TRACKING_OUTAGE_STORY = {
  metric: 'distinct users with any event in a week, Monday to Sunday, UTC',
  platform: 'ios',
  from: '2026-10-12',
  to: '2026-10-16',
  days: 5,
  /** Released on the first day of the outage; no iOS event ever carries it. */
  brokenVersion: '8.14.0',
  fixedVersion: '8.14.1',
  /** Weeks by their Monday. A user of two platforms counts once in `all` and once in each. */
  weeklyActiveUsers: {
    '2026-10-05': { all: 1006, web: 554, ios: 283, android: 137, desktop: 108 },
    '2026-10-12': { all: 787, web: 543, ios: 40, android: 150, desktop: 100 },
    '2026-10-19': { all: 982, web: 539, ios: 278, android: 148, desktop: 88 },
  },
  change: -219,
} as const;

/** "Why did new MRR change in the second quarter of 2026?": a new price list, and buyers who moved to the cheapest plan. */
export const PRICE_CHANGE_STORY = {
  metric: 'sum of mrr of the subscriptions that started in a quarter, US dollars',
  changedOn: '2026-04-01',
  /** US dollars a seat and month. */
  pricePerSeat: {
    '2024': { Starter: 12, Team: 24, Business: 39, Enterprise: 65 },
    '2026': { Starter: 12, Team: 29, Business: 46, Enterprise: 65 },
  },
  quarters: {
    '2026-Q1': {
      subscriptions: 265,
      seats: 4852,
      newMrr: 174_990,
      perSubscription: 660.34,
      plans: { Starter: 72, Team: 129, Business: 50, Enterprise: 14 },
    },
    '2026-Q2': {
      subscriptions: 228,
      seats: 2935,
      newMrr: 96_238,
      perSubscription: 422.1,
      plans: { Starter: 118, Team: 76, Business: 29, Enterprise: 5 },
    },
  },
  change: -78_752,
  /** What the seats of the second quarter would have brought at the old prices, and so what the price alone added. */
  secondQuarterAtOldPrices: 86_207,
  priceEffect: 10_031,
} as const;

/** "Is September's revenue right?": the orders of one day were loaded twice. */
export const DUPLICATED_LOAD_STORY = {
  metric: 'sum of amount of completed orders in September 2026, US dollars',
  date: '2026-09-15',
  loads: ['load-20260915-1', 'load-20260915-2'],
  /** All orders of that day, whatever their status. */
  rows: 122,
  orders: 61,
  completedOrders: 60,
  month: { rows: 1719, orders: 1658, revenueCounted: 2_230_995, revenueTrue: 2_155_237.5 },
  overstatement: 75_757.5,
} as const;
