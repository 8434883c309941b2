import type { OrgSettings } from '../store/settings.ts';

/** Date literals of the query language, each a span of days. */

/** From the first day up to, not including, the last. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** Today, and where the org's weeks and years begin. */
interface Calendar {
  readonly today: Date;
  readonly firstDayOfWeek: 0 | 1;
  /** 0 is January; for calendar units too. */
  readonly firstMonth: number;
}

const FIXED: Readonly<Record<string, { readonly unit: Unit; readonly offset: number }>> = {
  YESTERDAY: { unit: 'DAY', offset: -1 },
  TODAY: { unit: 'DAY', offset: 0 },
  TOMORROW: { unit: 'DAY', offset: 1 },
};
const RELATIVE = /^(LAST|THIS|NEXT)_(?:FISCAL_(?=QUARTER|YEAR))?(WEEK|MONTH|QUARTER|YEAR)$/;
const COUNTED = /^(LAST|NEXT)_N_(?:FISCAL_(?=QUARTER|YEAR))?(DAY|WEEK|MONTH|QUARTER|YEAR)S$/;
const AGO = /^N_(?:FISCAL_(?=QUARTER|YEAR))?(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO$/;
const NINETY_DAYS = /^(LAST|NEXT)_90_DAYS$/;

/** True for a word that is a date literal with (or without) a `:n` behind it. */
export function isPeriodName(name: string, hasCount: boolean): boolean {
  if (hasCount) return COUNTED.test(name) || AGO.test(name);
  return name in FIXED || RELATIVE.test(name) || NINETY_DAYS.test(name);
}

const DAY = 86_400_000;
const isoDay = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The first day of the unit `offset` units away from the one that holds `today`. */
function startOf(unit: Unit, { today, firstDayOfWeek, firstMonth }: Calendar, offset: number): string {
  const [year, month, day] = [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()];
  switch (unit) {
    case 'DAY':
      return isoDay(Date.UTC(year, month, day) + offset * DAY);
    case 'WEEK':
      return isoDay(Date.UTC(year, month, day - ((today.getUTCDay() - firstDayOfWeek + 7) % 7)) + offset * 7 * DAY);
    case 'MONTH':
      return isoDay(Date.UTC(year, month + offset, 1));
    case 'QUARTER':
      return isoDay(Date.UTC(year, month - ((month - firstMonth + 12) % 3) + offset * 3, 1));
    case 'YEAR':
      return isoDay(Date.UTC(year + offset, month - ((month - firstMonth + 12) % 12), 1));
  }
}

function span(unit: Unit, calendar: Calendar, first: number, end: number): Period {
  return { from: startOf(unit, calendar, first), to: startOf(unit, calendar, end) };
}

function counted(direction: string, unit: Unit, count: number, calendar: Calendar): Period {
  if (direction === 'NEXT') return span(unit, calendar, 1, 1 + count);
  // Days, unlike longer units, include the running one.
  return span(unit, calendar, -count, unit === 'DAY' ? 1 : 0);
}

export type PeriodSettings = Pick<OrgSettings, 'firstDayOfWeek' | 'fiscalYearStartMonth'>;

/** The days that a date literal stands for. Call only with a name for which {@link isPeriodName} holds. */
export function periodOf(name: string, count: number | null, today: Date, settings: PeriodSettings): Period {
  const { firstDayOfWeek, fiscalYearStartMonth } = settings;
  const firstMonth = name.includes('FISCAL') ? fiscalYearStartMonth - 1 : 0;
  const calendar: Calendar = { today, firstDayOfWeek, firstMonth };
  const fixed = FIXED[name];
  if (fixed) return span(fixed.unit, calendar, fixed.offset, fixed.offset + 1);
  const ninety = NINETY_DAYS.exec(name);
  if (ninety) return counted(ninety[1] ?? '', 'DAY', 90, calendar);
  const relative = RELATIVE.exec(name);
  if (relative) {
    const offset = { LAST: -1, THIS: 0, NEXT: 1 }[relative[1] as 'LAST' | 'THIS' | 'NEXT'];
    return span(relative[2] as Unit, calendar, offset, offset + 1);
  }
  const several = COUNTED.exec(name);
  if (several) return counted(several[1] ?? '', several[2] as Unit, count ?? 0, calendar);
  const unit = (AGO.exec(name)?.[1] ?? 'DAY') as Unit;
  return span(unit, calendar, -(count ?? 0), 1 - (count ?? 0));
}
