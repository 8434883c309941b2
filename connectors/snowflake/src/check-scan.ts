import { RolekitError } from '@rolekit/sdk';
import { safeParseAnswer } from '@rolekit/sdk/http';
import { z } from 'zod';
import type { SnowflakeClient, StatementRequest } from './client.ts';

const PLAN = z.object({
  GlobalStats: z.object({
    partitionsTotal: z.number(),
    partitionsAssigned: z.number(),
    bytesAssigned: z.number(),
  }),
  Operations: z.array(z.array(z.object({ objects: z.array(z.string()).optional() }))).optional(),
});

const MEGABYTE = 1_000_000;

/**
 * Refuses a query for every row of something large. Asks Snowflake for the plan, which costs no warehouse time: bytes that
 * are left after pruning, through views as well.
 *
 * @throws RK_TOO_LARGE with what would be read and what to do instead
 */
export async function checkScan(client: SnowflakeClient, request: StatementRequest): Promise<void> {
  let text: unknown;
  try {
    const plan = await client.run({ ...request, sql: `EXPLAIN USING JSON ${request.sql}` });
    text = plan.rows[0]?.[0];
  } catch (error) {
    // what cannot be explained (a secure view) is judged by running it; what is wrong with it is said then, too
    if (error instanceof RolekitError && error.code === 'RK_CANCELLED') throw error;
    return;
  }
  const parsed = safeParseAnswer(PLAN, parseJson(text));
  if (!parsed.success) return;
  const { bytesAssigned, partitionsAssigned, partitionsTotal } = parsed.data.GlobalStats;
  const limit = client.config.scanMegabytes;
  if (bytesAssigned <= limit * MEGABYTE) return;
  const objects = [...new Set(parsed.data.Operations?.flat().flatMap((operation) => operation.objects ?? []))];
  throw new RolekitError('RK_TOO_LARGE', {
    reason:
      `Not run: it asks for every row of about ${Math.round(bytesAssigned / MEGABYTE).toLocaleString('en-US')} MB ` +
      `(${partitionsAssigned} of ${partitionsTotal} micro-partitions of ${objects.join(', ') || 'its tables'}); the limit is ${limit} MB.`,
    hint: 'Aggregate, filter, or add a LIMIT; snowflake_profile_query describes all rows without returning them. If every row is wanted, page by page, set `everyRow`.',
  });
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
