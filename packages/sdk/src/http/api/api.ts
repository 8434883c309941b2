import type { z } from 'zod';
import { currentCall } from '../call-scope.ts';
import { listPage } from '../list/fetch-page.ts';
import { type Job, type JobOptions, runJob } from '../list/job.ts';
import type { ListPage } from '../list/page.ts';
import type { Paging } from '../list/paging.ts';
import { parseAnswer, unexpectedAnswer } from '../request/parse-answer.ts';
import type { HttpClient, HttpRequest } from '../request/types.ts';
import { rowsAt } from './rows-at.ts';

type Method = NonNullable<HttpRequest['method']>;

/** What a request has beside its method and path. */
export type RequestOptions = Omit<HttpRequest, 'method' | 'path'>;

/** A request of one page of a list. */
export interface ListOptions<Wire, Row> extends RequestOptions {
  /** @default 'GET'; a POST is sent again where that helps */
  method?: Method;
  /** Where the answer has its rows: `results`, `data.items`. @default the answer itself is the list */
  rows?: string;
  /** How the vendor cuts the list into pages. @default it answers all rows at once */
  paging?: Paging;
  /** What tells a vendor's row from all others, to notice one that comes twice. @default its `id` */
  key?(row: Wire): string | number | undefined;
  /** Makes the tool's row of the vendor's; undefined leaves it out. @default it is the same */
  toRow?(row: Wire): Row | undefined;
  /** @default what the caller of the tool wants */
  limit?: number;
  /** Undefined for the first page, e.g. of another list than the tool's own. @default where the caller of the tool goes on */
  cursor?: string | undefined;
}

/**
 * A vendor's JSON API. Answers are JSON however they are labelled, unless `as` says otherwise, and parsed with the schema that is given:
 * what has another form is the vendor's fault, and said so. What is done stays done: a write that is answered with nothing is read as
 * `{}`. Requests end with the call that makes them.
 *
 * @throws RK_UPSTREAM_UNAVAILABLE for an answer of another form, which names the place and never a value
 */
export interface Api extends HttpClient {
  get<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>>;
  post<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>>;
  /** A POST that only reads, such as a search: sent again where that helps. */
  query<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>>;
  put<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>>;
  patch<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>>;
  delete(path: string, options?: RequestOptions): Promise<void>;
  /** A DELETE whose answer is wanted. */
  delete<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>>;
  /** One page of a list: that which the caller of a list tool asks for, or the first one. */
  list<S extends z.ZodType, Row = z.output<S>>(
    path: string,
    schema: S,
    options?: ListOptions<z.output<S>, Row>,
  ): Promise<ListPage<Row>>;
  /** All rows of a list, page by page; `limit` is of one page. For short lists that the connector itself needs whole. */
  all<S extends z.ZodType, Row = z.output<S>>(
    path: string,
    schema: S,
    options?: Omit<ListOptions<z.output<S>, Row>, 'cursor'>,
  ): Promise<Row[]>;
  /** How errors call the connector. */
  readonly connector: string;
  /** Does work that outlasts a request, or goes on with that of the call before: `resume` is the call's cursor by default. */
  runJob<T>(job: Omit<Job<T>, 'connector'>, options?: JobOptions): Promise<T>;
}

const ALL: Paging = { ask: () => ({}), next: () => ({}) };
const ROWS = 100;

/** @param connector named in errors */
export function apiOf(connector: string, client: HttpClient): Api {
  const asking =
    (method: Method, fixed: Pick<RequestOptions, 'repeatable'> = {}) =>
    async <S extends z.ZodType>(path: string, schema: S, options: RequestOptions = {}): Promise<z.output<S>> => {
      const { body } = await client.request({ as: 'json', ...options, ...fixed, method, path });
      const isDone = body === undefined && method !== 'GET' && fixed.repeatable !== true && takesEmpty(schema);
      return parseAnswer(connector, schema, isDone ? {} : body);
    };
  const deleting = asking('DELETE');
  const api: Api = {
    connector,
    request: (request) => client.request(request),
    get: asking('GET'),
    post: asking('POST'),
    query: asking('POST', { repeatable: true }),
    put: asking('PUT'),
    patch: asking('PATCH'),
    async delete<S extends z.ZodType>(path: string, schema?: S | RequestOptions, options?: RequestOptions) {
      if (schema && '_zod' in schema) return deleting(path, schema, options);
      await client.request({ ...schema, method: 'DELETE', path });
    },
    async list<S extends z.ZodType, Row = z.output<S>>(
      path: string,
      schema: S,
      options: ListOptions<z.output<S>, Row> = {},
    ): Promise<ListPage<Row>> {
      const call = currentCall();
      const {
        rows: place = '',
        paging = ALL,
        key,
        toRow,
        limit,
        cursor,
        ...request
      } = { cursor: call?.cursor, ...options };
      const fixed = { as: 'json', ...(request.method === 'POST' ? { repeatable: true } : {}) } as const;
      const { response: _, ...page } = await listPage<z.output<S>>(client, {
        request: { ...fixed, ...request, path },
        paging,
        rows: (body) =>
          rowsAt(connector, body, place).map((row, index) =>
            parseAnswer(connector, schema, row, `row ${index + 1} of its answer`),
          ),
        ...(key ? { key } : {}),
        limit: limit ?? call?.limit ?? ROWS,
        cursor,
      });
      return { ...page, items: rowsOf(page.items, toRow) };
    },
    async all<S extends z.ZodType, Row = z.output<S>>(
      path: string,
      schema: S,
      { toRow, ...options }: Omit<ListOptions<z.output<S>, Row>, 'cursor'> = {},
    ): Promise<Row[]> {
      const keyOf = options.key ?? ((row: z.output<S>) => (row as { id?: string | number }).id);
      const found: z.output<S>[] = [];
      const seen = new Set<unknown>();
      let cursor: string | undefined;
      do {
        const page = await api.list(path, schema, { limit: ROWS, ...options, cursor });
        for (const row of page.items) {
          const key = keyOf(row);
          if (key !== undefined && seen.has(key)) throw unexpectedAnswer(connector, 'it sent a row a second time');
          seen.add(key);
        }
        found.push(...page.items);
        cursor = page.next;
      } while (cursor !== undefined);
      return rowsOf(found, toRow);
    },
    runJob: (job, options) => runJob({ ...job, connector }, { resume: currentCall()?.cursor, ...options }),
  };
  return api;
}

function rowsOf<Wire, Row>(wire: readonly Wire[], toRow?: (row: Wire) => Row | undefined): Row[] {
  // without `toRow`, rows are of the vendor's own type
  if (!toRow) return [...wire] as unknown as Row[];
  return wire.map((row) => toRow(row)).filter((row) => row !== undefined);
}

function takesEmpty(schema: z.ZodType): boolean {
  return schema.safeParse({}).success;
}
