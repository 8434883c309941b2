import type { z } from 'zod';
import { currentCall } from '../call-scope.ts';
import { listPage } from '../list/fetch-page.ts';
import { runJob } from '../list/job.ts';
import type { ListPage } from '../list/page.ts';
import type { Paging } from '../list/paging.ts';
import { parseAnswer, unexpectedAnswer } from '../request/parse-answer.ts';
import type { HttpClient } from '../request/types.ts';
import type { Api, ListOptions, Method, RequestOptions } from './api-types.ts';
import { rowsAt } from './rows-at.ts';

export type { Api, GraphqlListOptions, GraphqlOptions, ListOptions, RequestOptions } from './api-types.ts';

const ALL: Paging = { ask: () => ({}), next: () => ({}) };
const ROWS = 100;

/** @param connector named in errors */
export function apiOf(connector: string, client: HttpClient, graphqlPath = '/graphql'): Api {
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
    graphql: async (query, variables, data, options = {}) =>
      (await import('./graphql.ts')).askGraphql(api, graphqlPath, [query, variables, data], options),
    graphqlList: async (query, variables, row, options) =>
      (await import('./graphql.ts')).listGraphql(api, graphqlPath, [query, variables, row], options),
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
