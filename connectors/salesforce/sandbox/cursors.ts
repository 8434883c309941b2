import { SalesforceError } from './errors.ts';
import { makeId } from './ids.ts';
import type { JsonRecord, JsonResult } from './soql/bind-projection.ts';
import type { QueryResult } from './soql/execute.ts';

export interface QueryPage {
  totalSize: number;
  done: boolean;
  nextRecordsUrl?: string;
  records: JsonRecord[];
}

const MAX_CURSORS = 100;

/** Results that were not read to their end. The oldest make room for new ones. */
export class QueryCursors {
  readonly #open = new Map<string, { readonly result: QueryResult; readonly batchSize: number }>();
  #count = 0;

  /** The first page of a result; keeps the rest when there is more. */
  firstPage(result: QueryResult, batchSize: number, version: string): QueryPage {
    const id = result.length > batchSize ? this.#keep(result, batchSize) : '';
    return this.#page(id, result, 0, batchSize, version);
  }

  #keep(result: QueryResult, batchSize: number): string {
    this.#count += 1;
    const id = makeId('0r8', this.#count);
    this.#open.set(id, { result, batchSize });
    const [oldest] = this.#open.keys();
    if (this.#open.size > MAX_CURSORS && oldest) this.#open.delete(oldest);
    return id;
  }

  /** The records of a subquery are paged too, each parent's with a locator of its own. */
  #cutChildren(record: JsonRecord, batchSize: number, version: string): JsonRecord {
    const cut = Object.entries(record).map(([name, value]) => {
      if (!isChildResult(value)) return [name, value];
      const { records } = value;
      const rows = records.map((child) => this.#cutChildren(child, batchSize, version));
      if (rows.length <= batchSize) return [name, { ...value, records: rows }];
      const rest = {
        totalSize: rows.length,
        length: rows.length,
        page: (from: number, to: number) => rows.slice(from, to),
      };
      return [name, this.#page(this.#keep(rest, batchSize), rest, 0, batchSize, version)];
    });
    return Object.fromEntries(cut);
  }

  /** A later page. @throws INVALID_QUERY_LOCATOR */
  page(locator: string, batchSize: number | null, version: string): QueryPage {
    const [, id = '', offset = ''] = /^(\w{15,18})-(\d+)$/.exec(locator) ?? [];
    const cursor = this.#open.get(id);
    const from = Number(offset);
    if (!cursor || from >= cursor.result.length)
      throw new SalesforceError('INVALID_QUERY_LOCATOR', 'invalid query locator');
    return this.#page(id, cursor.result, from, batchSize ?? cursor.batchSize, version);
  }

  #page(id: string, result: QueryResult, from: number, batchSize: number, version: string): QueryPage {
    const to = Math.min(from + batchSize, result.length);
    const done = to >= result.length;
    return {
      totalSize: result.totalSize,
      done,
      ...(done ? {} : { nextRecordsUrl: `/services/data/${version}/query/${id}-${to}` }),
      records: result.page(from, to).map((record) => this.#cutChildren(record, batchSize, version)),
    };
  }
}

function isChildResult(value: unknown): value is JsonResult {
  return typeof value === 'object' && value !== null && 'records' in value && Array.isArray(value.records);
}
