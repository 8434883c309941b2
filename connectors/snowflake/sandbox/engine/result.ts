import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnType } from '../types.ts';
import { wireExpression } from '../types.ts';

export interface Partition {
  from: number;
  rowCount: number;
  uncompressedSize: number;
}

export type WireRow = (string | null)[];

/** The result of a statement: all rows are there, read by partition. */
export interface StatementResult {
  columns: ColumnType[];
  total: number;
  partitions: Partition[];
  read(partition: number): Promise<WireRow[]>;
  drop(): Promise<void>;
  /** Rows that a write changed. */
  stats?: { inserted: number; updated: number; deleted: number };
}

/** A result that is small and known at once. */
export function rowsResult(columns: ColumnType[], rows: WireRow[]): StatementResult {
  return {
    columns,
    total: rows.length,
    partitions: [{ from: 0, rowCount: rows.length, uncompressedSize: JSON.stringify(rows).length }],
    read: async () => rows,
    drop: async () => {},
  };
}

/** A result kept in a table of DuckDB, its rows turned into texts when they are read. */
export async function tableResult(
  connect: () => Promise<DuckDBConnection>,
  table: string,
  columns: ColumnType[],
  total: number,
  partitionRows: number,
): Promise<StatementResult> {
  const list = columns.map((column, index) => wireExpression(`c${index}`, column)).join(', ');
  const readRows = async (from: number, count: number): Promise<WireRow[]> => {
    const connection = await connect();
    try {
      const reader = await connection.runAndReadAll(
        `SELECT ${list} FROM ${table} WHERE rowid >= ${from} AND rowid < ${from + count} ORDER BY rowid`,
      );
      return reader.getRows() as WireRow[];
    } finally {
      connection.disconnectSync();
    }
  };
  const sample = await readRows(0, Math.min(total, 100));
  const rowBytes = sample.length === 0 ? 0 : JSON.stringify(sample).length / sample.length;
  const partitions: Partition[] = [];
  for (let from = 0; from < total || from === 0; from += partitionRows) {
    const rowCount = Math.min(partitionRows, total - from);
    partitions.push({ from, rowCount, uncompressedSize: Math.round(rowCount * rowBytes) });
  }
  return {
    columns,
    total,
    partitions,
    async read(partition) {
      const part = partitions[partition];
      return part ? readRows(part.from, part.rowCount) : [];
    },
    async drop() {
      const connection = await connect();
      await connection.run(`DROP TABLE IF EXISTS ${table}`);
      connection.disconnectSync();
    },
  };
}
