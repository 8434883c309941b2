import { defineTool } from '@rolekit/sdk';
import { z } from 'zod';
import { connection } from '../connection.ts';
import { sessionOf } from '../session.ts';

export const getSession = defineTool({
  connection,
  name: 'snowflake_get_session',
  title: 'Who is connected to Snowflake',
  access: 'read',
  description: 'Account, user, role, warehouse, database and schema that statements run with. Uses no warehouse.',
  input: z.object({}),
  item: z.object({
    account: z.string(),
    user: z.string(),
    role: z.string().nullable(),
    warehouse: z.string().nullable(),
    database: z.string().nullable(),
    schema: z.string().nullable(),
    region: z.string().nullable(),
    version: z.string(),
  }),
  examples: [{ title: 'Who am I', input: {} }],
  async handler({ connection: client, signal }) {
    const session = await sessionOf(client, signal);
    return {
      item: session,
      notes:
        client.config.role === undefined
          ? ["No role is set: statements run as the user's default role, checked to only read."]
          : [],
    };
  },
});
