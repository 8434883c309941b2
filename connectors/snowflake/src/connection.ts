import { type ConfigOf, defineConnection, field, RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import { createClient, type SnowflakeClient } from './client.ts';
import { sessionOf } from './session.ts';

const NAME = z.string().min(1).max(255);

const config = {
  accountUrl: field(
    z.url(),
    'https://<organization>-<account>.snowflakecomputing.com; use - for _ in the account name.',
  ),
  user: field(NAME.optional(), 'Login name of the user that the key belongs to. Not needed with a token.'),
  privateKey: field(z.string().min(1).optional(), {
    description: 'RSA private key in PEM form, whose public key is set on the user (RSA_PUBLIC_KEY).',
    secret: true,
  }),
  privateKeyPassphrase: field(z.string().min(1).optional(), {
    title: 'Passphrase',
    description: 'Only for an encrypted private key.',
    secret: true,
  }),
  token: field(z.string().min(1).optional(), {
    title: 'Programmatic access token',
    description: 'Instead of user and private key.',
    secret: true,
  }),
  role: field(
    NAME.optional(),
    'A role that may only read. When it is set, every statement runs as this role and no call can choose another.',
  ),
  warehouse: field(NAME.optional(), "Runs the queries; the user's default when empty."),
  database: field(NAME.optional(), 'For names without a database.'),
  schema: field(NAME.optional(), 'For names without a schema.'),
  account: field(NAME.optional(), {
    title: 'Account identifier',
    description: 'Only where it cannot be read from the account URL.',
  }),
  allowedFunctions: field(
    z.string().optional(),
    'Further functions that queries may call, separated by commas, as they are called: UTIL.PUBLIC.FISCAL_QUARTER.',
  ),
  waitSeconds: field(z.coerce.number().int().min(1).max(110).default(100), {
    title: 'Seconds to wait for a statement',
    description: 'After that, a query answers with a cursor that goes on waiting. 100 by default.',
  }),
  scanMegabytes: field(z.coerce.number().int().min(0).max(999_999_999).default(256), {
    title: 'Scan limit',
    description:
      'A query for every row of more than these megabytes is refused unless the call says that it wants them. 256 by default.',
  }),
};

export type SnowflakeConfig = ConfigOf<typeof config>;

/** The SQL API with a key pair or a programmatic access token; one client for all tools. */
export const snowflake = defineConnection({
  config,
  open: (context): SnowflakeClient => {
    const { token, user, privateKey } = context.config;
    if (token === undefined && (user === undefined || privateKey === undefined)) {
      throw new RolekitError('RK_NOT_CONNECTED', {
        connector: 'snowflake',
        reason:
          'neither a token (SNOWFLAKE_TOKEN) nor a user with a private key (SNOWFLAKE_USER, SNOWFLAKE_PRIVATE_KEY) is set',
        command: 'rolekit connect snowflake',
      });
    }
    return createClient(context);
  },
  async test(client) {
    const { user, role, warehouse, account } = await sessionOf(client);
    return `${user} as ${role ?? 'no role'} on ${warehouse ?? 'no warehouse'} at ${account}`;
  },
});
