import { defineConnection, field, secret } from '@rolekit/sdk';
import { bearer, type ConnectorPolicy, errorCodes } from '@rolekit/sdk/http';
import { z } from 'zod';

export const NOTE = z.object({ id: z.string(), title: z.string(), done: z.boolean(), updatedAt: z.string() });
export const NOTE_FIELDS = 'id title done updatedAt';

/** The usual codes of GraphQL are known; here stands what yours mean, or what to do about them. */
const policy: ConnectorPolicy = {
  rules: errorCodes('errors.0.extensions.code', { RK_NOT_FOUND: { NOT_FOUND: 'Find ids with `starter_list_notes`.' } }),
};

/** The settings of the connector; `rolekit connect starter` asks for them. */
export const connection = defineConnection({
  config: {
    baseUrl: field(z.url(), 'Address of the API without its path, e.g. https://api.example.com'),
    apiKey: secret('Sent as a bearer token.'),
  },
  open: ({ config, http }) =>
    http({ baseUrl: config.baseUrl, graphqlPath: '/graphql', auth: bearer(config.apiKey), policy }),
  async test(api) {
    const answer = z.object({ viewer: z.object({ name: z.string() }) });
    return (await api.graphql('query viewer { viewer { name } }', {}, answer)).viewer.name;
  },
});
