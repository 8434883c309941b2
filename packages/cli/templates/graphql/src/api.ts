import { defineConnection, field, secret } from '@rolekit/sdk';
import { bearer, byCursor, type ConnectorPolicy, errorCodes, type Paging } from '@rolekit/sdk/http';
import { z } from 'zod';

export const NOTE = z.object({ id: z.string(), title: z.string(), done: z.boolean(), updatedAt: z.string() });
export const NOTE_FIELDS = 'id title done updatedAt';

/** GraphQL says what went wrong in its answer, with status 200. */
const policy: ConnectorPolicy = {
  rules: [
    ...errorCodes('errors.0.extensions.code', {
      rate_limited: 'RATE_LIMITED',
      refresh_then_retry: 'UNAUTHENTICATED',
      RK_FORBIDDEN: 'FORBIDDEN',
      RK_NOT_FOUND: { NOT_FOUND: 'Find ids with `starter_list_notes`.' },
    }),
    { body: { at: 'errors.0.message', is: /./ }, action: 'fail', error: 'RK_INVALID_REQUEST' },
  ],
};

/** The settings of the connector; `rolekit connect starter` asks for them. */
export const connection = defineConnection({
  config: {
    baseUrl: field(z.url(), 'Address of the API without its path, e.g. https://api.example.com'),
    apiKey: secret('Sent as a bearer token.'),
  },
  open: ({ config, http }) => http({ baseUrl: config.baseUrl, auth: bearer(config.apiKey), policy }),
  async test(api) {
    const answer = z.object({ data: z.object({ viewer: z.object({ name: z.string() }) }) });
    const { data } = await api.query(operation('viewer'), answer, { json: { query: '{ viewer { name } }' } });
    return data.viewer.name;
  },
});

/** The path of an operation: its name stands where traces, and tests, tell requests apart. Servers do not read it. */
export function operation(name: string): string {
  return `/graphql?operation=${name}`;
}

const pages = byCursor({
  at: 'data.notes.pageInfo.endCursor',
  more: 'data.notes.pageInfo.hasNextPage',
  total: 'data.notes.totalCount',
  param: 'after',
});

/** How pages follow each other: `first` and `after` stand among the variables. */
export const paging = (query: string, variables: Record<string, unknown>): Paging => ({
  ...pages,
  ask: (after, limit) => ({ json: { query, variables: { ...variables, first: Math.min(limit, 100), after } } }),
});
