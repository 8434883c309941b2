import { answer } from '@rolekit/sdk';
import { snowflake } from '../connection.ts';
import { SESSION, sessionOf } from '../session.ts';

export const getSession = snowflake.item({
  name: 'snowflake_get_session',
  title: 'Who is connected to Snowflake',
  description: 'Account, user, role, warehouse, database and schema that statements run with. Uses no warehouse.',
  item: SESSION,
  examples: [{ title: 'Who am I', input: {} }],
  handler: async (_, client) =>
    answer(await sessionOf(client), {
      notes:
        client.config.role === undefined
          ? ["No role is set: statements run as the user's default role, checked to only read."]
          : [],
    }),
});
