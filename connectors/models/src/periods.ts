import { parseDate } from '@rolekit/sdk';

const DAY = 86_400_000;

/** Days from one ISO date to another. */
export function daysBetween(from: string, to: string): number {
  return (midnight(to) - midnight(from)) / DAY;
}

function midnight(date: string): number {
  return parseDate(date) ?? Number.NaN;
}

/**
 * The month with whose end a period ends, counted from year 0. A year of 52 or 53 weeks ends on a weekday near the end of a
 * month, up to a week into the next: one to 2027-01-02 is the year to December 2026.
 */
export function monthEnded(date: string): number {
  const month = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
  return Number(date.slice(8, 10)) <= 7 ? month - 1 : month;
}

/** Years between two dates: whole ones where the ends are within a week of an anniversary, else by days. */
export function yearsBetween(from: string, to: string): number {
  const days = daysBetween(from, to);
  const whole = Math.round(days / 365.25);
  return Math.abs(days - whole * 365.25) <= 8 ? whole : days / 365.25;
}

/** Whether a period of these days is a year of 53 weeks. */
export function has53Weeks(days: number): boolean {
  return days >= 369 && days <= 373;
}
