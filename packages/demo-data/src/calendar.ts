import { DemoDataError } from './errors.ts';

/**
 * The instant at which the demo company stands still: noon of a Friday in UTC, which is the same day in every zone from Hawaii to
 * Sydney. Nothing in the data is relative to the real clock.
 */
export const DEMO_NOW = '2026-11-20T12:00:00Z';

/** The day of it (ISO date). */
export const DEMO_TODAY = DEMO_NOW.slice(0, 10);

/** The demo company's tomorrow: a Saturday. */
export const DEMO_TOMORROW = '2026-11-21';

const DAY = 86_400_000;

function toUtc(date: string): number {
  const time = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time)) throw new DemoDataError('DEMO_BAD_DATE', `Not an ISO date: ${date}`);
  return time;
}

/** The ISO date `days` after (or before, if negative) an ISO date. */
export function addDays(date: string, days: number): string {
  return new Date(toUtc(date) + days * DAY).toISOString().slice(0, 10);
}

/** The same day `months` later; the 29th to 31st become the last day of a shorter month. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, lastDay))).toISOString().slice(0, 10);
}

/** Whole days from one ISO date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((toUtc(to) - toUtc(from)) / DAY);
}

/** An ISO date and time, to the second, in UTC. */
export function at(date: string, hour: number, minute = 0): string {
  return `${date}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00Z`;
}
