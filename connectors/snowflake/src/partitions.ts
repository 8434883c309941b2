import type { WireColumn, WireRows } from './wire.ts';

/** What is known of a result, besides its rows. */
export interface ResultShape {
  handle: string;
  columns: readonly WireColumn[];
  total: number;
  /** Rows of each partition. */
  partitions: readonly number[];
}

const KEEP_CELLS = 250_000;
const KEEP_SHAPES = 64;

/** Partitions that were fetched and not yet read to their end, so that a page of 100 rows is not a download each. */
export class PartitionCache {
  readonly #rows = new Map<string, WireRows>();
  readonly #shapes = new Map<string, ResultShape>();
  #cells = 0;

  shape(handle: string): ResultShape | undefined {
    return this.#shapes.get(handle);
  }

  putShape(shape: ResultShape): void {
    this.#shapes.set(shape.handle, shape);
    for (const [oldest] of this.#shapes) {
      if (this.#shapes.size <= KEEP_SHAPES) break;
      this.#shapes.delete(oldest);
    }
  }

  rows(handle: string, partition: number): WireRows | undefined {
    return this.#rows.get(`${handle}:${partition}`);
  }

  put(handle: string, partition: number, rows: WireRows): void {
    const key = `${handle}:${partition}`;
    this.drop(handle, partition);
    this.#rows.set(key, rows);
    this.#cells += cellsOf(rows);
    for (const [oldest] of this.#rows) {
      if (this.#cells <= KEEP_CELLS || oldest === key) break;
      this.#drop(oldest);
    }
  }

  drop(handle: string, partition: number): void {
    this.#drop(`${handle}:${partition}`);
  }

  #drop(key: string): void {
    const rows = this.#rows.get(key);
    if (!rows) return;
    this.#cells -= cellsOf(rows);
    this.#rows.delete(key);
  }
}

function cellsOf(rows: WireRows): number {
  return rows.length * (rows[0]?.length ?? 1);
}
