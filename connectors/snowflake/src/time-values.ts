/** Days since 1970 as an ISO date. */
export function dateOf(raw: string): string {
  return /^-?\d+$/.test(raw) ? (isoOf(Number(raw) * 86_400, 0)?.date ?? raw) : raw;
}

/** Seconds of a day with a fraction, as ISO time. */
export function timeOf(raw: string): string {
  return clockOf(raw)?.time ?? raw;
}

/** Seconds since 1970 with a fraction, as ISO time without a zone, or with `zone` behind it. */
export function timestampOf(raw: string, zone = ''): string {
  const clock = clockOf(raw);
  return clock ? `${clock.date}T${clock.time}${zone}` : raw;
}

/** `1700000000.000000000 1500`: seconds since 1970, and minutes east of UTC plus 1440. */
export function timestampWithOffset(raw: string): string {
  const [, time = '', zone = '1440'] = /^(\S+)(?: (\d+))?$/.exec(raw) ?? [];
  const minutes = Number(zone) - 1440;
  const clock = clockOf(time, minutes * 60);
  if (!clock) return raw;
  const offset = Math.abs(minutes);
  const two = (count: number): string => String(count).padStart(2, '0');
  return `${clock.date}T${clock.time}${minutes < 0 ? '-' : '+'}${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
}

function clockOf(raw: string, shift = 0): { date: string; time: string } | undefined {
  const [, sign, whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(raw) ?? [];
  if (whole === '') return undefined;
  const nanos = Number(fraction.padEnd(9, '0'));
  // the sign belongs to the fraction too: before 1970 it counts down from the second above
  const borrowed = sign === '-' && nanos > 0;
  const seconds = (sign === '-' ? -Number(whole) : Number(whole)) - (borrowed ? 1 : 0);
  return isoOf(seconds + shift, borrowed ? 1_000_000_000 - nanos : nanos);
}

/** Undefined where the calendar of JavaScript ends: the year 275760. Years beyond 9999 have a sign and six digits, as ISO 8601 says. */
function isoOf(seconds: number, nanos: number): { date: string; time: string } | undefined {
  const day = new Date(seconds * 1000);
  if (Number.isNaN(day.getTime())) return undefined;
  const [date = '', clock = ''] = day.toISOString().split('T');
  const digits = String(nanos).padStart(9, '0').replace(/0+$/, '');
  return { date, time: clock.slice(0, 8) + (digits === '' ? '' : `.${digits}`) };
}
