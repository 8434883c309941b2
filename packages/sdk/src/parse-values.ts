/**
 * Dates, times and numbers as people, hosts and vendors write them, each in one strict form. `Date.parse` takes 30 February
 * for 2 March and a time without a zone for the machine's own; `Number` takes a blank for 0 and `0x10` for 16.
 */

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/;
const ZONE = /^(?:[zZ]|([+-])(\d{2}):?(\d{2}))$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[tT ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)([zZ]|[+-]\d{2}:?\d{2})$/;
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

const WHOLE = /^(?:0|-?[1-9]\d*)$/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

const MINUTE = 60_000;
/** Larger exponents are beyond every number that a vendor keeps. */
const MAX_EXPONENT = 400;

/**
 * A calendar day, `2026-11-20`, as milliseconds since 1970 of its midnight in UTC; undefined for what is no such day.
 *
 * @example
 * ```ts
 * parseDate('2026-02-28'); // 1772236800000
 * parseDate('2026-02-30'); // undefined
 * ```
 */
export function parseDate(text: string): number | undefined {
  const [, year, month, day] = DAY.exec(text) ?? [];
  if (year === undefined) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.toISOString().startsWith(text) ? date.getTime() : undefined;
}

/**
 * A moment with its zone, `2026-11-20T09:00:00Z` or `…+01:00` (RFC 3339; seconds and the zone's colon may be left out), as
 * milliseconds since 1970, digits below them cut off; undefined without a zone, and for what is no such moment.
 *
 * @example
 * ```ts
 * parseDateTime('2026-11-20T09:00:00+01:00'); // 1795161600000
 * parseDateTime('2026-11-20T09:00:00'); // undefined: nobody says where it is nine
 * ```
 */
export function parseDateTime(text: string): number | undefined {
  const [, day = '', time = '', zone = ''] = DATE_TIME.exec(text) ?? [];
  const midnight = parseDate(day);
  const [, hour, minute, second = '0', fraction = ''] = TIME.exec(time) ?? [];
  const offset = offsetOf(zone);
  if (midnight === undefined || offset === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    return undefined;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return midnight + (Number(hour) * 60 + Number(minute) - offset) * MINUTE + Number(second) * 1000 + milliseconds;
}

const CLOCK = '(?<time>\\d{2}:\\d{2}:\\d{2})';
/** The one that servers write, and the two that they wrote before. */
const HTTP_DATES = [
  `^[A-Z][a-z]{2}, (?<day>\\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) ${CLOCK} GMT$`,
  `^[A-Z][a-z]{5,8}, (?<day>\\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\\d{2}) ${CLOCK} GMT$`,
  `^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \\d]\\d) ${CLOCK} (?<year>\\d{4})$`,
].map((form) => new RegExp(form));
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The date of an HTTP header, `Fri, 20 Nov 2026 12:00:00 GMT` or one of the two older forms that everybody has to read (RFC
 * 9110, 5.6.7), as milliseconds since 1970; undefined for what is no such date.
 */
export function parseHttpDate(text: string, now = Date.now()): number | undefined {
  for (const form of HTTP_DATES) {
    const { day = '', month = '', year = '', time = '' } = form.exec(text)?.groups ?? {};
    if (year === '') continue;
    const number = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
    return parseDateTime(
      `${year.length === 2 ? fullYear(year, now) : year}-${number}-${day.replace(' ', '0')}T${time}Z`,
    );
  }
  return undefined;
}

/** Its weekday may be left out, as the seconds may; the older names of zones say no time that everybody agrees on. */
const MAIL_DATE =
  /^(?:[A-Z][a-z]{2}, )?(?<day>\d{1,2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d{2}:\d{2}(?::\d{2})?) (?<zone>[+-]\d{4}|GMT|UT|UTC|Z)$/;

/**
 * A moment as mails and some APIs write it, `Fri, 20 Nov 2026 12:00:00 +0100` (RFC 2822, 3.3), as milliseconds since 1970; undefined for
 * what is no such moment.
 *
 * @example
 * ```ts
 * parseRfc2822Date('Fri, 20 Nov 2026 09:00:00 +0100'); // 1795161600000
 * parseRfc2822Date('20 Nov 2026'); // undefined
 * ```
 */
export function parseRfc2822Date(text: string): number | undefined {
  const { day = '', month = '', year = '', time = '', zone = '' } = MAIL_DATE.exec(text)?.groups ?? {};
  const number = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
  return parseDateTime(`${year}-${number}-${day.padStart(2, '0')}T${time}${/^[+-]/.test(zone) ? zone : 'Z'}`);
}

/** Two digits are of the past when they would be more than fifty years ahead. */
function fullYear(digits: string, now: number): string {
  const current = new Date(now).getUTCFullYear();
  const near = current - (current % 100) + Number(digits);
  return String(near > current + 50 ? near - 100 : near);
}

/** Minutes that a zone is ahead of UTC. */
function offsetOf(zone: string): number | undefined {
  const parts = ZONE.exec(zone);
  if (parts === null) return undefined;
  const [, sign, hours = '0', minutes = '0'] = parts;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/**
 * A decimal number in its one plain form, with all its digits: no exponent, no leading or trailing zeros, no `-0`;
 * undefined for what is no decimal number. Two texts stand for the same number exactly when this gives the same text.
 *
 * @example
 * ```ts
 * plainDecimal('+012345678901234567890.50'); // '12345678901234567890.5'
 * plainDecimal('0x10'); // undefined
 * ```
 */
export function plainDecimal(text: string): string | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '' || Math.abs(Number(exponent)) > MAX_EXPONENT) return undefined;
  const shift = whole.length + Number(exponent);
  const digits = (whole + fraction).padStart((whole + fraction).length - Math.min(0, shift), '0');
  const point = Math.max(0, shift);
  const before = digits.padEnd(point, '0').slice(0, point).replace(/^0+/, '');
  const after = digits.slice(point).replace(/0+$/, '');
  if (before + after === '') return '0';
  return `${sign === '-' ? '-' : ''}${before === '' ? '0' : before}${after === '' ? '' : `.${after}`}`;
}

/**
 * Orders decimal numbers, as texts or numbers, by their value, however many digits they have: negative where the first is less.
 *
 * @example
 * ```ts
 * compareDecimals('9007199254740992', '9007199254740993'); // -1, which are one number as doubles
 * ```
 */
export function compareDecimals(first: number | string, second: number | string): number {
  const difference = Number(first) - Number(second);
  // doubles keep the order, and make some of it equal
  if (difference !== 0) return difference;
  const [a, b] = [plainDecimal(String(first)), plainDecimal(String(second))];
  if (a === undefined || b === undefined || a === b) return 0;
  const [[aWhole = '', aPart = ''], [bWhole = '', bPart = '']] = [a.split('.'), b.split('.')];
  const order =
    aWhole.length - bWhole.length || (aWhole === bWhole ? (aPart < bPart ? -1 : 1) : aWhole < bWhole ? -1 : 1);
  return a.startsWith('-') ? -order : order;
}

/**
 * A whole number as JSON writes it, in digits alone; undefined for other texts, and beyond 2^53, where digits are lost.
 *
 * @example
 * ```ts
 * parseInteger('-12'); // -12
 * parseInteger('05'); // undefined, as for ' 5', '5.0', '0x10', '1e3' and ''
 * ```
 */
export function parseInteger(text: string): number | undefined {
  return WHOLE.test(text) ? parseNumber(text) : undefined;
}

/**
 * A number as JSON writes it, without an exponent; undefined for other texts, and where a double would lose a digit.
 *
 * @example
 * ```ts
 * parseNumber('0.10'); // 0.1
 * parseNumber('9007199254740993'); // undefined
 * ```
 */
export function parseNumber(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const number = Number(text);
  const isKept = !Object.is(number, -0) && plainDecimal(text) === plainDecimal(String(number));
  return isKept && (Number.isSafeInteger(number) || !Number.isInteger(number)) ? number : undefined;
}
