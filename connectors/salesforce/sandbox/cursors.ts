import { SalesforceError } from './errors.ts';
import { makeId } from './ids.ts';
import type { QueryResult } from './soql/execute.ts';
import type { JsonRecord } from './soql/project.ts';

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
    let id = '';
    if (result.length > batchSize) {
      this.#count += 1;
      id = makeId('0r8', this.#count);
      this.#open.set(id, { result, batchSize });
      const [oldest] = this.#open.keys();
      if (this.#open.size > MAX_CURSORS && oldest) this.#open.delete(oldest);
    }
    return this.#page(id, result, 0, batchSize, version);
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
      records: result.page(from, to),
    };
  }
}
