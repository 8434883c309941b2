import type { z } from 'zod';
import type { Job, JobOptions } from '../list/job.ts';
import type { ListPage } from '../list/page.ts';
import type { Paging } from '../list/paging.ts';
import type { HttpClient, HttpRequest } from '../request/types.ts';

export type Method = NonNullable<HttpRequest['method']>;

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

/** What a request of GraphQL has beside its operation. */
export type GraphqlOptions = Omit<RequestOptions, 'json' | 'query'>;

/** A request of one page of a connection of GraphQL. */
export interface GraphqlListOptions<Wire, Row>
  extends Omit<ListOptions<Wire, Row>, 'method' | 'rows' | 'paging' | 'json' | 'query'> {
  /** Where `data` has the connection: `notes`, `order.lineItems`. */
  at: string;
  /** Its rows: `nodes`, or `edges`, of which `toRow` takes the `node`. @default 'nodes' */
  rows?: string;
  /** Most rows that the vendor gives at once. @default 100 */
  maxSize?: number;
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
  /**
   * Asks an operation of GraphQL and answers what the schema makes of its `data`. A mutation is a write; all else is sent again where
   * that helps. `errors` and `userErrors` become the errors that their codes mean; a field that is null and may not be is not found.
   */
  graphql<S extends z.ZodType>(
    query: string,
    variables: object,
    data: S,
    options?: GraphqlOptions,
  ): Promise<z.output<S>>;
  /** One page of a connection, by `first` and `after` among the variables, `pageInfo` and `totalCount` in the answer. */
  graphqlList<S extends z.ZodType, Row = z.output<S>>(
    query: string,
    variables: object,
    row: S,
    options: GraphqlListOptions<z.output<S>, Row>,
  ): Promise<ListPage<Row>>;
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
