import { defineConnection, field, type OpenContext, RolekitError } from '@rolekit/sdk';
import { bearer, type HttpClient, type HttpRequest, staticToken } from '@rolekit/sdk/http';
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

  /** The vendor's answer, checked: what has another form is the vendor's fault, and is said so. */
  async function read<S extends z.ZodType>(schema: S, request: HttpRequest): Promise<z.output<S>> {
    const answer = schema.safeParse((await http.request(request)).body);
    if (answer.success) return answer.data;
    throw new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
      connector: context.connector,
      reason: 'its answer has an unexpected form',
      hint: 'Check the base URL, then try again.',
    });
  }

  const pathOf = (id: string) => `/notes/${encodeURIComponent(id)}`;
  return {
    who: async (signal) => (await read(z.object({ name: z.string() }), { path: '/me', signal })).name,
    list: (query, signal) => read(NOTES, { path: '/notes', query, signal }),
    get: (id, signal) => read(NOTE, { path: pathOf(id), signal }),
    update: (id, changes, idempotencyKey, signal) =>
      read(NOTE, { method: 'PATCH', path: pathOf(id), json: changes, idempotencyKey, signal }),
  };
}
