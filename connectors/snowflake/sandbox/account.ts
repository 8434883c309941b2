/** The demo account: who may sign in, as what, and on which warehouse. */
export const ACCOUNT = 'BRINDLEMARK-DEMO';
export const USER = 'ROLEKIT_DEMO';
export const DATABASE = 'BRINDLEMARK';
export const READ_ROLE = 'ANALYST_READ';
export const WRITE_ROLE = 'ANALYST';
export const WAREHOUSE = 'ANALYST_WH';

export interface Role {
  readonly name: string;
  readonly comment: string;
  readonly mayWrite: boolean;
}

/** All are granted to the demo user; the first is its default role, and may write. */
export const ROLES: readonly Role[] = [
  { name: WRITE_ROLE, comment: 'May change the data of BRINDLEMARK.', mayWrite: true },
  { name: READ_ROLE, comment: 'May only read BRINDLEMARK.', mayWrite: false },
];

export interface Warehouse {
  readonly name: string;
  readonly size: string;
  readonly comment: string;
  /** Suspended at the start; with `autoResume` the first statement wakes it. */
  readonly suspended: boolean;
  readonly autoResume: boolean;
  /** Roles with the USAGE privilege. */
  readonly usableBy: readonly string[];
}

export const WAREHOUSES: readonly Warehouse[] = [
  {
    name: WAREHOUSE,
    size: 'X-Small',
    comment: 'For analysts.',
    suspended: false,
    autoResume: true,
    usableBy: [READ_ROLE, WRITE_ROLE],
  },
  {
    name: 'SLEEPY_WH',
    size: 'Small',
    comment: 'Suspended; wakes when it is used.',
    suspended: true,
    autoResume: true,
    usableBy: [READ_ROLE, WRITE_ROLE],
  },
  {
    name: 'PARKED_WH',
    size: 'Small',
    comment: 'Suspended; someone must resume it.',
    suspended: true,
    autoResume: false,
    usableBy: [READ_ROLE, WRITE_ROLE],
  },
  {
    name: 'FINANCE_WH',
    size: 'Medium',
    comment: 'For the finance team only.',
    suspended: false,
    autoResume: true,
    usableBy: [],
  },
];

/** What a statement runs in. Names are as given, resolved case-sensitively like the SQL API does. */
export interface SessionContext {
  role: string;
  warehouse: string | undefined;
  database: string | undefined;
  schema: string | undefined;
  /** WEEK_START: 0 as Snowflake always did, 1 (Monday) to 7 (Sunday). @default 0 */
  weekStart?: number;
  /** WEEK_OF_YEAR_POLICY: 0 weeks of at least four days, 1 the week of January 1 is the first. @default 0 */
  weekOfYearPolicy?: number;
}
