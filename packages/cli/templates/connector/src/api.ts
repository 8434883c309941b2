import { defineConnection, field, type ListPage, type OpenContext } from '@rolekit/sdk';
import { bearer, byCursor, type HttpRequest, listPage, parseAnswer, staticToken } from '@rolekit/sdk/http';
import { z } from 'zod';

export const NOTE = z.object({ id: z.string(), title: z.string(), done: z.boolean(), updatedAt: z.string() });

const NOTES = z.object({ notes: z.array(NOTE), total: z.int(), next: z.string().nullable() });

export type Note = z.output<typeof NOTE>;

export type NotesQuery = { text?: string | undefined; limit: number; cursor: string | undefined };

export type NoteChanges = { title?: string | undefined; done?: boolean | undefined };

/** The API as the tools use it. */
export interface Api {
  who(signal: AbortSignal): Promise<string>;
  list(query: NotesQuery, signal: AbortSignal): Promise<ListPage<Note>>;
  get(id: string, signal: AbortSignal): Promise<Note>;
  update(id: string, changes: NoteChanges, key: string, signal: AbortSignal): Promise<Note>;
}

/** The settings of the connector; `rolekit connect starter` asks for them. */
export const connection = defineConnection({
  config: {
    baseUrl: field(z.url(), {
      title: 'Base URL',
      description: 'Address of the API, e.g. https://api.example.com',
      env: 'STARTER_BASE_URL',
    }),
    apiKey: field(z.string().min(1).optional(), {
      title: 'API key',
      description: 'Sent as a bearer token; leave it empty for an API that needs none.',
      env: 'STARTER_API_KEY',
      secret: true,
    }),
  },
  open: openApi,
  test: (api, signal) => api.who(signal),
});

/** How pages follow each other: the answer's `next` is sent as `after`. */
const paging = byCursor({ at: 'next', param: 'after', sizeParam: 'limit', maxSize: 100, total: 'total' });

function openApi(context: OpenContext<{ baseUrl: string; apiKey: string | undefined }>): Api {
  const { connector } = context;
  const { baseUrl, apiKey } = context.config;
  const http = context.http({ baseUrl, ...(apiKey ? { auth: bearer(staticToken(apiKey)) } : {}) });
  const read = async <S extends z.ZodType>(schema: S, request: HttpRequest) =>
    parseAnswer(connector, schema, (await http.request(request)).body);
  const pathOf = (id: string) => `/notes/${encodeURIComponent(id)}`;
  return {
    who: async (signal) => (await read(z.object({ name: z.string() }), { path: '/me', signal })).name,
    list({ text, limit, cursor }, signal) {
      const rows = (body: unknown) => parseAnswer(connector, NOTES, body).notes;
      return listPage(http, { request: { path: '/notes', query: { text } }, paging, rows, cursor, limit, signal });
    },
    get: (id, signal) => read(NOTE, { path: pathOf(id), signal }),
    update: (id, changes, idempotencyKey, signal) =>
      read(NOTE, { method: 'PATCH', path: pathOf(id), json: changes, idempotencyKey, signal }),
  };
}
