import { seededRandom } from '../random.ts';
import { accountIds, buyingAccounts, WAREHOUSE_FROM, WAREHOUSE_TO } from './customers.ts';
import { TRACKING_OUTAGE_STORY } from './stories.ts';
import { dayNumber, type WarehouseTable } from './table.ts';

/** A person who uses the product. */
interface ProductUser {
  readonly account: number;
  readonly platform: number;
  readonly from: number;
  readonly until: number;
}

const PLATFORMS = ['web', 'ios', 'android', 'desktop'] as const;
const IOS = 1;
const NAMES = ['session_started', 'plan_opened', 'scenario_saved', 'report_exported', 'comment_added'];
const ROOM = 700_000;
const WEEKDAY_CHANCE = 0.26;
const WEEKEND_CHANCE = 0.06;

function buildUsers(): ProductUser[] {
  const random = seededRandom('warehouse-users');
  return buyingAccounts().flatMap(({ index, from, until, size }) =>
    Array.from({ length: 7 + size * 3 + random.int(0, 12) }, () => ({
      account: index,
      platform: Number(random.weighted({ 0: 44, 1: 30, 2: 16, 3: 10 })),
      from: random.int(from, Math.max(from, until - 30)),
      until,
    })),
  );
}

/** Versions go up every four weeks; the two of the outage are the story's. */
function versionOf(day: number, platform: number, versions: Map<string, number>): number {
  const { from, to, platform: silent, brokenVersion, fixedVersion } = TRACKING_OUTAGE_STORY;
  const first = dayNumber(WAREHOUSE_FROM);
  const outage = dayNumber(from);
  let version = `8.${13 - Math.ceil((outage - day) / 28) + 1}.0`;
  if (outage - day > 13 * 28) version = `7.${Math.floor((day - first) / 28)}.0`;
  if (day >= outage) version = PLATFORMS[platform] === silent && day > dayNumber(to) ? fixedVersion : brokenVersion;
  const known = versions.get(version);
  if (known !== undefined) return known;
  versions.set(version, versions.size);
  return versions.size - 1;
}

/**
 * About half a million product events, in the order of their time of day within each day. Made anew on each call, as
 * columns: keep the result if it is needed twice.
 */
export function buildEvents(): WarehouseTable {
  const random = seededRandom('warehouse-events');
  const users = buildUsers();
  const versions = new Map<string, number>();
  const [user, name, platform, version, at, duration] = Array.from({ length: 6 }, () => new Int32Array(ROOM)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const outageFrom = dayNumber(TRACKING_OUTAGE_STORY.from);
  const outageTo = dayNumber(TRACKING_OUTAGE_STORY.to);
  let rows = 0;
  for (let day = dayNumber(WAREHOUSE_FROM); day <= dayNumber(WAREHOUSE_TO); day++) {
    const weekday = (day + 4) % 7;
    const chance = weekday === 0 || weekday === 6 ? WEEKEND_CHANCE : WEEKDAY_CHANCE;
    for (const [index, person] of users.entries()) {
      if (day < person.from || day >= person.until || random.next() >= chance) continue;
      // one day in ten is spent on the web, whatever the usual platform
      const where = random.next() < 0.1 ? 0 : person.platform;
      const silent = where === IOS && day >= outageFrom && day <= outageTo;
      const built = silent ? 0 : versionOf(day, where, versions);
      let second = day * 86_400 + random.int(6 * 3600, 17 * 3600);
      const count = random.int(1, 6);
      for (let step = 0; step < count; step++) {
        const kind = step === 0 ? 0 : random.int(1, 4);
        const milliseconds = random.int(80, 2400);
        second += random.int(5, 900);
        // the users were there all the same: only what they did was not recorded
        if (silent) continue;
        user[rows] = index + 1;
        name[rows] = kind;
        platform[rows] = where;
        version[rows] = built;
        at[rows] = second;
        duration[rows] = milliseconds;
        rows++;
      }
    }
  }
  const accounts = Int32Array.from({ length: rows }, (_, row) => users[(user[row] ?? 1) - 1]?.account ?? 0);
  return {
    name: 'events',
    description: 'One row for each action of a user in the product, sent by the tracking library of each platform.',
    rows,
    columns: [
      {
        name: 'event_id',
        kind: 'id',
        prefix: 'evt-',
        digits: 7,
        description: 'Unique.',
        values: Int32Array.from({ length: rows }, (_, row) => row + 1),
      },
      {
        name: 'user_id',
        kind: 'id',
        prefix: 'usr-p',
        digits: 4,
        description: 'The person; an active user is one with any event.',
        values: user.subarray(0, rows),
      },
      {
        name: 'account_id',
        kind: 'word',
        words: accountIds(),
        description: 'The customer of the person; see accounts.',
        values: accounts,
      },
      { name: 'event_name', kind: 'word', words: NAMES, description: 'What was done.', values: name.subarray(0, rows) },
      {
        name: 'platform',
        kind: 'word',
        words: PLATFORMS,
        description: 'web, ios, android or desktop.',
        values: platform.subarray(0, rows),
      },
      {
        name: 'app_version',
        kind: 'word',
        words: [...versions.keys()],
        description: 'Version of the app that sent it.',
        values: version.subarray(0, rows),
      },
      { name: 'occurred_at', kind: 'timestamp', description: 'When, UTC.', values: at.subarray(0, rows) },
      {
        name: 'duration_ms',
        kind: 'integer',
        description: 'How long it took, milliseconds.',
        values: duration.subarray(0, rows),
      },
    ],
  };
}
