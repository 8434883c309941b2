import { type ConfigOf, defineConnection, field, RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import { createClient, type SnowflakeClient } from './client.ts';
import { sessionOf } from './session.ts';

const NAME = z.string().min(1).max(255);

const config = {
  accountUrl: field(z.url(), {
    title: 'Account URL',
    description: 'https://<organization>-<account>.snowflakecomputing.com; use - for _ in the account name.',
    env: 'SNOWFLAKE_ACCOUNT_URL',
  }),
  user: field(NAME.optional(), {
    title: 'User',
    description: 'Login name of the user that the key belongs to. Not needed with a token.',
    env: 'SNOWFLAKE_USER',
  }),
  privateKey: field(z.string().min(1).optional(), {
    title: 'Private key',
    description: 'RSA private key in PEM form, whose public key is set on the user (RSA_PUBLIC_KEY).',
    env: 'SNOWFLAKE_PRIVATE_KEY',
    secret: true,
  }),
  privateKeyPassphrase: field(z.string().min(1).optional(), {
    title: 'Passphrase',
    description: 'Only for an encrypted private key.',
    env: 'SNOWFLAKE_PRIVATE_KEY_PASSPHRASE',
    secret: true,
  }),
  token: field(z.string().min(1).optional(), {
    title: 'Programmatic access token',
    description: 'Instead of user and private key.',
    env: 'SNOWFLAKE_TOKEN',
    secret: true,
  }),
  role: field(NAME.optional(), {
    title: 'Role',
    description:
      'A role that may only read. When it is set, every statement runs as this role and no call can choose another.',
    env: 'SNOWFLAKE_ROLE',
  }),
  warehouse: field(NAME.optional(), {
    title: 'Warehouse',
    description: "Runs the queries; the user's default when empty.",
    env: 'SNOWFLAKE_WAREHOUSE',
  }),
  database: field(NAME.optional(), {
    title: 'Database',
    description: 'For names without a database.',
    env: 'SNOWFLAKE_DATABASE',
  }),
  schema: field(NAME.optional(), {
    title: 'Schema',
    description: 'For names without a schema.',
    env: 'SNOWFLAKE_SCHEMA',
  }),
  account: field(NAME.optional(), {
    title: 'Account identifier',
    description: 'Only where it cannot be read from the account URL.',
    env: 'SNOWFLAKE_ACCOUNT',
  }),
  allowedFunctions: field(z.string().optional(), {
    title: 'Allowed functions',
    description:
      'Further functions that queries may call, separated by commas, as they are called: UTIL.PUBLIC.FISCAL_QUARTER.',
    env: 'SNOWFLAKE_ALLOWED_FUNCTIONS',
  }),
  waitSeconds: field(z.coerce.number().int().min(1).max(110).default(100), {
    title: 'Seconds to wait for a statement',
    description: 'After that, a query answers with a cursor that goes on waiting. 100 by default.',
    env: 'SNOWFLAKE_WAIT_SECONDS',
  }),
  scanMegabytes: field(z.coerce.number().int().min(0).max(999_999_999).default(256), {
    title: 'Scan limit',
    description:
      'A query for every row of more than these megabytes is refused unless the call says that it wants them. 256 by default.',
    env: 'SNOWFLAKE_SCAN_MEGABYTES',
  }),
};

export type SnowflakeConfig = ConfigOf<typeof config>;

/** The SQL API with a key pair or a programmatic access token; one client for all tools. */
export const connection = defineConnection({
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
  async test(client, signal) {
    const { user, role, warehouse, account } = await sessionOf(client, signal);
    return `${user} as ${role ?? 'no role'} on ${warehouse ?? 'no warehouse'} at ${account}`;
  },
});
