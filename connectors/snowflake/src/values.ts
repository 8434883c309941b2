import type { WireColumn, WireRows } from './wire.ts';

/** What a model sees of a value: JSON, times in ISO form, and a text where a number would lose digits. */
export type Value = string | number | boolean | null | object;

/** Names of the columns, made unique: a second `ID` becomes `ID_2`. */
export function columnNames(columns: readonly WireColumn[]): string[] {
  const seen = new Map<string, number>();
  return columns.map(({ name }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  });
}

/** Rows as objects. */
export function toRecords(columns: readonly WireColumn[], rows: WireRows): Record<string, Value>[] {
  const names = columnNames(columns);
  const readers = columns.map(reader);
  return rows.map((row) =>
    Object.fromEntries(
      names.map((name, index) => {
        const raw = row[index];
        return [name, raw === null || raw === undefined ? null : (readers[index]?.(raw) ?? raw)];
      }),
    ),
  );
}

function reader({ type, scale }: WireColumn): (raw: string) => Value {
  switch (type.toUpperCase()) {
    case 'FIXED':
      return scale ? decimal : integer;
    case 'REAL':
      return (raw) => (Number.isFinite(Number(raw)) ? Number(raw) : raw);
    case 'BOOLEAN':
      return (raw) => raw === 'true' || raw === '1';
    case 'DATE':
      return (raw) => new Date(Number(raw) * 86_400_000).toISOString().slice(0, 10);
    case 'TIME':
      return (raw) => instant(raw).slice(11, -1);
    case 'TIMESTAMP_NTZ':
      return (raw) => instant(raw).slice(0, -1);
    case 'TIMESTAMP_LTZ':
      return instant;
    case 'TIMESTAMP_TZ':
      return withOffset;
    case 'VARIANT':
    case 'OBJECT':
    case 'ARRAY':
      return document;
    default:
      return (raw) => raw;
  }
}

function integer(raw: string): Value {
  return Number.isSafeInteger(Number(raw)) ? Number(raw) : raw;
}

/** Up to 15 digits a double gives back exactly what was sent. */
function decimal(raw: string): Value {
  return raw.replace(/[-.]/g, '').replace(/^0+/, '').length <= 15 ? Number(raw) : raw;
}

/** Seconds with a fraction, as ISO time without zeros that say nothing. */
function instant(raw: string): string {
  const [seconds = '0', fraction = ''] = raw.split('.');
  const negative = raw.startsWith('-') && /[1-9]/.test(fraction);
  // before 1970 the fraction counts down from the second above
  const whole = Number(seconds) - (negative ? 1 : 0);
  const nanos = negative ? String(1_000_000_000 - Number(fraction.padEnd(9, '0'))).padStart(9, '0') : fraction;
  const digits = nanos.replace(/0+$/, '');
  const date = new Date(whole * 1000);
  if (Number.isNaN(date.getTime())) return raw;
  return `${date.toISOString().slice(0, 19)}${digits ? `.${digits}` : ''}Z`;
}

/** `1700000000.000000000 1500`: seconds, and minutes east of UTC plus 1440. */
function withOffset(raw: string): string {
  const [time = '0', zone] = raw.split(' ');
  const minutes = zone === undefined ? 0 : Number(zone) - 1440;
  const local = instant(
    String(Number(time.split('.')[0]) + minutes * 60) + (time.includes('.') ? `.${time.split('.')[1]}` : ''),
  );
  const sign = minutes < 0 ? '-' : '+';
  const clock = `${String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0')}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`;
  return `${local.slice(0, -1)}${sign}${clock}`;
}

function document(raw: string): Value {
  try {
    return JSON.parse(raw) as Value;
  } catch {
    // VARIANT may hold undefined and NaN, which JSON has not
    return raw;
  }
}
