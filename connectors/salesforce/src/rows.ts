import { isCountQuery } from './soql.ts';
import type { VendorRecord } from './wire.ts';

export type Row = Record<string, unknown>;

/** Rows as a reader wants them, and what has to be said about them. */
export interface ReadableRows {
  rows: Row[];
  notes: string[];
}

/**
 * Makes rows of Salesforce's records: no `attributes`, parents as `Account.Name`, child subqueries as arrays. What
 * Salesforce cut from a subquery is said.
 */
export function readableRows(records: readonly VendorRecord[]): ReadableRows {
  const cut: string[] = [];
  const rows = records.map((record) => flatten(record, '', cut));
  fillEmptyParents(rows);
  return { rows, notes: cut };
}

/** `SELECT COUNT()` answers a number and no records: one row with it. */
export function countRow(soql: string, total: number | undefined): Row | undefined {
  return isCountQuery(soql) ? { count: total } : undefined;
}

function flatten(record: VendorRecord, prefix: string, cut: string[]): Row {
  const row: Row = {};
  for (const [name, value] of Object.entries(record)) {
    if (name === 'attributes') continue;
    if (isChildResult(value)) {
      row[prefix + name] = value.records.map((child) => flatten(child, '', cut));
      if (value.done === false || value.records.length < value.totalSize) {
        cut.push(
          `${prefix}${name} of ${String(record.Id ?? 'a record')} shows ${value.records.length} of ${value.totalSize} rows: query the child object itself for the rest.`,
        );
      }
    } else if (isRecord(value) && 'attributes' in value) {
      Object.assign(row, flatten(value, `${prefix}${name}.`, cut));
    } else {
      row[prefix + name] = value;
    }
  }
  return row;
}

/** A record without the parent gets the same columns as the others, so that a table stays a table. */
function fillEmptyParents(rows: Row[]): void {
  const columns = new Set(rows.flatMap((row) => Object.keys(row)));
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      if (value !== null) continue;
      const below = [...columns].filter((column) => column.startsWith(`${name}.`));
      if (below.length === 0) continue;
      delete row[name];
      for (const column of below) row[column] ??= null;
    }
  }
}

function isRecord(value: unknown): value is VendorRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isChildResult(value: unknown): value is { records: VendorRecord[]; totalSize: number; done?: boolean } {
  return isRecord(value) && Array.isArray(value.records) && typeof value.totalSize === 'number';
}
