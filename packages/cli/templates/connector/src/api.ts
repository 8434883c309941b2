import { defineConnection, field, type OpenContext } from '@rolekit/sdk';
import { bearer, type HttpClient, staticToken } from '@rolekit/sdk/http';
import { z } from 'zod';

export const NOTE = z.object({ id: z.string(), title: z.string(), done: z.boolean(), updatedAt: z.string() });

const NOTES = z.object({ notes: z.array(NOTE), total: z.int(), next: z.string().nullable() });

export type Note = z.output<typeof NOTE>;

export type NotesQuery = { text?: string | undefined; limit: number; after?: string | undefined };

export type NoteChanges = { title?: string | undefined; done?: boolean | undefined };

/** The API as the tools use it. */
export interface Api {
  who(signal: AbortSignal): Promise<string>;
  list(query: NotesQuery, signal: AbortSignal): Promise<z.output<typeof NOTES>>;
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

function openApi(context: OpenContext<{ baseUrl: string; apiKey: string | undefined }>): Api {
  const { baseUrl, apiKey } = context.config;
  const http: HttpClient = context.http({ baseUrl, ...(apiKey ? { auth: bearer(staticToken(apiKey)) } : {}) });
  return {
    async who(signal) {
      const { body } = await http.request({ path: '/me', signal });
      return z.object({ name: z.string() }).parse(body).name;
    },
    async list(query, signal) {
      const { body } = await http.request({ path: '/notes', query, signal });
      return NOTES.parse(body);
    },
    async get(id, signal) {
      const { body } = await http.request({ path: `/notes/${encodeURIComponent(id)}`, signal });
      return NOTE.parse(body);
    },
    async update(id, changes, key, signal) {
      const { body } = await http.request({
        method: 'PATCH',
        path: `/notes/${encodeURIComponent(id)}`,
        json: changes,
        headers: { 'idempotency-key': key },
        signal,
      });
      return NOTE.parse(body);
    },
  };
}
