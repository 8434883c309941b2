import { errors } from '../errors.ts';

/** Parts of dates and times by all their names, as the page "Date & time functions" lists them. */
const PARTS: Readonly<Record<string, string>> = {
  year: 'year y yy yyy yyyy yr years yrs',
  month: 'month mm mon mons months',
  day: 'day d dd days dayofmonth',
  dayofweek: 'dayofweek weekday dow dw',
  dayofweekiso: 'dayofweek_iso dayofweekiso weekday_iso dow_iso dw_iso',
  dayofyear: 'dayofyear yearday doy dy',
  week: 'week w wk weekofyear woy wy',
  weekiso: 'week_iso weekiso weekofyeariso weekofyear_iso',
  quarter: 'quarter q qtr qtrs quarters',
  yearofweek: 'yearofweek',
  yearofweekiso: 'yearofweekiso',
  hour: 'hour h hh hr hours hrs',
  minute: 'minute m mi min minutes mins',
  second: 'second s sec seconds secs',
  millisecond: 'millisecond ms msec milliseconds',
  microsecond: 'microsecond us usec microseconds',
  nanosecond: 'nanosecond ns nsec nanosec nsecond nanoseconds nanosecs nseconds',
  epoch_second: 'epoch_second epoch epoch_seconds',
  epoch_millisecond: 'epoch_millisecond epoch_milliseconds',
  epoch_microsecond: 'epoch_microsecond epoch_microseconds',
};

const NAMES = new Map(
  Object.entries(PARTS).flatMap(([part, names]) => names.split(' ').map((name) => [name, part] as const)),
);

/** The part that a name stands for. @throws VendorError 001013 */
export function partOf(name: string): string {
  const part = NAMES.get(name.toLowerCase());
  if (part === undefined) throw errors.notAPart(name);
  if (part === 'nanosecond') throw errors.unsupported('NANOSECOND');
  return part;
}

/** `1 month, 1 day` as amounts of parts, in order; a number alone counts seconds. */
export function intervalOf(text: string): [amount: string, part: string][] {
  return text.split(',').map((part) => {
    const [, amount = '', name = 'second'] = /^\s*([+-]?\d+)\s*([a-z_]+)?\s*$/i.exec(part) ?? [];
    if (amount === '') throw errors.unsupported(`INTERVAL '${text}'`);
    return [amount, partOf(name)];
  });
}

const ELEMENTS: Readonly<Record<string, string>> = {
  YYYY: '%Y',
  YY: '%y',
  MMMM: '%B',
  MON: '%b',
  MM: '%m',
  DD: '%d',
  DY: '%a',
  HH24: '%H',
  HH12: '%I',
  HH: '%H',
  AM: '%p',
  PM: '%p',
  MI: '%M',
  SS: '%S',
  FF0: '',
  FF3: '%g',
  FF6: '%f',
};
const ELEMENT =
  /"([^"]*)"|YYYY|UUUU|YY|MMMM|MON|MM|MO|DD|DY|HH24|HH12|H24|H12|HH|AM|PM|MI|ME|SS|FF\d?|TZH:?TZM|TZH|[\s\S]/gi;

/** A format of Snowflake as strftime writes it. @throws VendorError for elements that the sandbox has not, and formats of numbers */
export function formatOf(format: string): string {
  if (/^[\s$,.09SXGDMI-]*$/i.test(format) && /[09X]/i.test(format)) throw errors.unsupported(`format '${format}'`);
  return format.replace(ELEMENT, (part: string, quoted: string | undefined) => {
    const known = ELEMENTS[part.toUpperCase()];
    if (known !== undefined) return known;
    if (quoted === undefined && part.length > 1) throw errors.unsupported(`format element '${part}'`);
    return (quoted ?? part).replaceAll('%', '%%');
  });
}
