import type { SnowflakeClient } from './client.ts';
import { toRecords } from './values.ts';

export interface Session {
  account: string;
  user: string;
  role: string | null;
  warehouse: string | null;
  database: string | null;
  schema: string | null;
  region: string | null;
  version: string;
}

/** Who is connected, as what; needs no warehouse. */
export async function sessionOf(client: SnowflakeClient, signal: AbortSignal): Promise<Session> {
  const answer = await client.run({
    sql: `SELECT CURRENT_ACCOUNT() AS "account", CURRENT_USER() AS "user", CURRENT_ROLE() AS "role", CURRENT_WAREHOUSE() AS "warehouse",
CURRENT_DATABASE() AS "database", CURRENT_SCHEMA() AS "schema", CURRENT_REGION() AS "region", CURRENT_VERSION() AS "version"`,
    signal,
  });
  return toRecords(answer.columns, answer.rows)[0] as unknown as Session;
}
