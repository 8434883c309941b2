/** Date and time as the vendor writes them: always UTC, so that they sort as text. */
export function toDateTime(date: Date): string {
  return date.toISOString().replace('Z', '+0000');
}

/** A date and time with any offset, in the vendor's form; null when it is none. */
export function parseDateTime(text: string): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(\.\d{1,3})?(Z|[+-]\d{2}:?\d{2})$/.exec(text);
  if (!match) return null;
  const [, date = '', time = '', fraction = '', zone = ''] = match;
  const offset = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const parsed = new Date(`${date}T${time}${fraction}${offset}`);
  return parseDate(date) === null || Number.isNaN(parsed.getTime()) ? null : toDateTime(parsed);
}

/** A calendar date that exists; null for 2026-02-30. */
export function parseDate(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text) ? text : null;
}
