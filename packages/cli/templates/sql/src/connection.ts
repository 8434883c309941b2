import { defineConnection, field, secret } from '@rolekit/sdk';
import { bearer, type ConnectorPolicy, errorCodes } from '@rolekit/sdk/http';
import { z } from 'zod';

const policy: ConnectorPolicy = {
  rules: errorCodes('code', {
    RK_INVALID_REQUEST: { sql_error: 'Check names with `starter_list_tables` and `starter_get_table`.' },
    RK_FORBIDDEN: 'read_only',
    RK_NOT_FOUND: { unknown_table: 'Find names with `starter_list_tables`.' },
  }),
  // a query may take a while
  timeoutMs: 90_000,
};

/** The settings of the connector; `rolekit connect starter` asks for them. */
export const connection = defineConnection({
  config: {
    baseUrl: field(z.url(), 'Address of the SQL API, e.g. https://sql.example.com'),
    token: secret('Of a database user that may read, and nothing else: its rights are what keeps the data as it is.'),
  },
  open: ({ config, http }) => http({ baseUrl: config.baseUrl, auth: bearer(config.token), policy }),
  test: async (api) => (await api.get('/me', z.object({ user: z.string() }))).user,
});
