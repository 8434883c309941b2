import { parseDate as dayAt, parseDateTime as timeAt } from '@rolekit/sdk';

/** Date and time as the vendor writes them: always UTC, so that they sort as text. */
export function toDateTime(date: Date): string {
  return date.toISOString().replace('Z', '+0000');
}

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:?\d{2})$/;

/** A date and time with any offset, in the vendor's form; null when it is none. */
export function parseDateTime(text: string): string | null {
  const time = DATE_TIME.test(text) ? timeAt(text) : undefined;
  return time === undefined ? null : toDateTime(new Date(time));
}

/** A calendar date that exists; null for 2026-02-30. */
export function parseDate(text: string): string | null {
  return dayAt(text) === undefined ? null : text;
}
