import { parseAnswer } from '@rolekit/sdk/http';
import { z } from 'zod';
import type { SnowflakeClient } from './client.ts';
import { toRecords } from './values.ts';

export const SESSION = z.object({
  account: z.string(),
  user: z.string(),
  role: z.string().nullable(),
  warehouse: z.string().nullable(),
  database: z.string().nullable(),
  schema: z.string().nullable(),
  region: z.string().nullable(),
  version: z.string(),
});

/** Who is connected, as what; needs no warehouse. */
export async function sessionOf(client: SnowflakeClient): Promise<z.output<typeof SESSION>> {
  const { columns, rows } = await client.run({
    sql: `SELECT CURRENT_ACCOUNT() AS "account", CURRENT_USER() AS "user", CURRENT_ROLE() AS "role", CURRENT_WAREHOUSE() AS "warehouse",
CURRENT_DATABASE() AS "database", CURRENT_SCHEMA() AS "schema", CURRENT_REGION() AS "region", CURRENT_VERSION() AS "version"`,
  });
  return parseAnswer('Snowflake', SESSION, toRecords(columns, rows)[0]);
}
