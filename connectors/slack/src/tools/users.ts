import { z } from 'zod';
import { paging } from '../client.ts';
import { slack } from '../connection.ts';
import { USER_ROW, userRow } from '../rows.ts';
import { type SlackUser, USER } from '../wire.ts';

export const listUsers = slack.list({
  name: 'slack_list_users',
  description: 'People and bots of the workspace, or those with a text in name, handle, title or email.',
  input: { text: z.string().min(1).max(100).optional().describe('Part of a name, handle, title or email.') },
  items: USER_ROW,
  async handler({ text }, api) {
    const rowOf = (user: SlackUser) => userRow(api, user);
    if (text === undefined) {
      const page = await api.list('/api/users.list', USER, { rows: 'members', paging, key: ({ id }) => id });
      return { ...page, items: await Promise.all(page.items.map(rowOf)) };
    }
    const words = text.replace(/^@/, '').toLowerCase();
    const rows = await Promise.all((await api.users()).map(rowOf));
    return rows.filter(({ name, handle, title, email }) =>
      [name, handle, title, email].some((said) => said?.toLowerCase().includes(words)),
    );
  },
});

export const getUser = slack.item({
  name: 'slack_get_user',
  description: 'One person by id (U…), or by email.',
  enabled: false,
  input: {
    user: z
      .string()
      .min(1)
      .max(200)
      .describe('Id or email.')
      .meta({ examples: ['U0BM00004'] }),
  },
  item: USER_ROW,
  async handler({ user }, api) {
    const one = z.object({ user: USER });
    const answer = user.includes('@')
      ? api.get('/api/users.lookupByEmail', one, { query: { email: user } })
      : api.get('/api/users.info', one, { query: { user } });
    return userRow(api, (await answer).user);
  },
});
