/**
 * A table as columns, the form that a database loads fastest. Every column holds one whole number a row; what the number
 * means is the column's kind.
 */
export interface WarehouseTable {
  readonly name: string;
  readonly description: string;
  readonly rows: number;
  readonly columns: readonly WarehouseColumn[];
}

export type WarehouseColumn = { readonly name: string; readonly description: string; readonly values: Int32Array } & (
  | { readonly kind: 'integer' }
  /** Hundredths. */
  | { readonly kind: 'money' }
  /** Days since 1970-01-01; {@link NO_DATE} where there is none. */
  | { readonly kind: 'date' }
  /** Seconds since 1970-01-01 00:00 UTC. */
  | { readonly kind: 'timestamp' }
  /** A text of `prefix` and the number with leading zeros. */
  | { readonly kind: 'id'; readonly prefix: string; readonly digits: number }
  /** A position in `words`. */
  | { readonly kind: 'word'; readonly words: readonly string[] }
);

/** Builders of columns that read their values off rows. */
export function columnsOf<T>(rows: readonly T[]) {
  type Value = (row: T, at: number) => number;
  type PlainKind = Exclude<WarehouseColumn['kind'], 'id' | 'word'>;
  const facts = (name: string, description: string, value: Value) => {
    return { name, description, values: Int32Array.from(rows, value) };
  };
  return {
    column: (name: string, kind: PlainKind, description: string, value: Value): WarehouseColumn => {
      return { kind, ...facts(name, description, value) };
    },
    words: (name: string, words: readonly string[], description: string, value: Value): WarehouseColumn => {
      return { kind: 'word', words, ...facts(name, description, value) };
    },
    ids: (name: string, prefix: string, digits: number, description: string, value: Value): WarehouseColumn => {
      return { kind: 'id', prefix, digits, ...facts(name, description, value) };
    },
  };
}

/** In a `date` column: no date. */
export const NO_DATE = -2_147_483_648;

/** Days since 1970-01-01 of an ISO date. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

/** The ISO date of a day number. */
export function dayDate(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** The value of one row of a column, as people write it. */
export function valueAt(column: WarehouseColumn, row: number): string | number | null {
  const value = column.values[row] ?? 0;
  switch (column.kind) {
    case 'integer':
      return value;
    case 'money':
      return value / 100;
    case 'date':
      return value === NO_DATE ? null : dayDate(value);
    case 'timestamp':
      return new Date(value * 1000).toISOString().slice(0, 19);
    case 'id':
      return column.prefix + String(value).padStart(column.digits, '0');
    case 'word':
      return column.words[value] ?? null;
  }
}
