import { defineConnection, field } from '@rolekit/sdk';
import { bearer, byCursor } from '@rolekit/sdk/http';
import { z } from 'zod';

export const NOTE = z.object({ id: z.string(), title: z.string(), done: z.boolean(), updatedAt: z.string() });

/** The settings of the connector; `rolekit connect starter` asks for them. */
export const connection = defineConnection({
  config: {
    baseUrl: field(z.url(), 'Address of the API, e.g. https://api.example.com'),
    apiKey: field(z.string().min(1).optional(), {
      description: 'Sent as a bearer token; leave it empty for an API that needs none.',
      secret: true,
    }),
  },
  open: ({ config: { baseUrl, apiKey }, http }) => http({ baseUrl, ...(apiKey ? { auth: bearer(apiKey) } : {}) }),
  test: async (api) => (await api.get('/me', z.object({ name: z.string() }))).name,
});

/** How pages follow each other: the answer's `next` is sent as `after`. */
export const paging = byCursor({ at: 'next', param: 'after', sizeParam: 'limit', maxSize: 100, total: 'total' });
