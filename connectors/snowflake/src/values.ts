import { exactDocument, exactNumber, realNumber } from './exact-numbers.ts';
import { dateOf, timeOf, timestampOf, timestampWithOffset } from './time-values.ts';
import type { WireColumn, WireRows } from './wire.ts';

/** What a model sees of a value: JSON, times in ISO form, and a text where a number would lose digits. */
export type Value = string | number | boolean | null | object;

/** Names of the columns, made unique: a second `ID` becomes `ID_2`, or the next that no column has. */
export function columnNames(columns: readonly WireColumn[]): string[] {
  const own = new Set(columns.map(({ name }) => name));
  const used = new Set<string>();
  return columns.map(({ name }) => {
    let unique = name;
    for (let count = 2; used.has(unique) || (unique !== name && own.has(unique)); count++) unique = `${name}_${count}`;
    used.add(unique);
    return unique;
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
        return [name, raw === null || raw === undefined ? null : (readers[index] as (raw: string) => Value)(raw)];
      }),
    ),
  );
}

function reader({ type }: WireColumn): (raw: string) => Value {
  switch (type.toUpperCase()) {
    case 'FIXED':
    case 'DECFLOAT':
      return exactNumber;
    case 'REAL':
      return realNumber;
    case 'BOOLEAN':
      return (raw) => (/^(?:true|1)$/.test(raw) ? true : /^(?:false|0)$/.test(raw) ? false : raw);
    case 'DATE':
      return dateOf;
    case 'TIME':
      return timeOf;
    case 'TIMESTAMP_NTZ':
      return (raw) => timestampOf(raw);
    case 'TIMESTAMP_LTZ':
      return (raw) => timestampOf(raw, 'Z');
    case 'TIMESTAMP_TZ':
      return timestampWithOffset;
    case 'VARIANT':
    case 'OBJECT':
    case 'ARRAY':
    case 'MAP':
      return exactDocument;
    default:
      return (raw) => raw;
  }
}
