import { RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import type { SnowflakeClient } from '../client.ts';

export const SQL = z.string().min(1).max(100_000);

/** What a statement runs in; each falls back to the connection's setting. */
export const CONTEXT = {
  database: z.string().max(255).optional().describe('For names without a database.'),
  schema: z.string().max(255).optional().describe('For names without a schema.'),
  warehouse: z.string().max(255).optional().describe('Runs the query instead of the usual one.'),
  role: z.string().max(255).optional().describe('Refused when the connection has a role of its own.'),
};

/** @throws RK_INVALID_REQUEST: a role of the connection is there so that no call leaves it */
export function checkRole(client: SnowflakeClient, role: string | undefined): void {
  const pinned = client.config.role;
  if (role === undefined || pinned === undefined || role === pinned) return;
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: `The connection always uses the role ${pinned}.`,
    hint: 'Leave `role` out.',
  });
}
