import { z } from 'zod';
import { CHANNEL_ARG } from '../arguments.ts';
import { paging } from '../client.ts';
import { slack } from '../connection.ts';
import { CHANNEL_ROW, channelRow } from '../rows.ts';
import { CHANNEL } from '../wire.ts';

export const listChannels = slack.list({
  name: 'slack_list_channels',
  description: 'Channels that you see, or those with a text in name, topic or purpose.',
  input: {
    text: z.string().min(1).max(100).optional().describe('Part of name, topic or purpose.'),
    archived: z.boolean().default(false).describe('Archived ones too; without `text` only.'),
  },
  items: CHANNEL_ROW,
  async handler({ text, archived }, api) {
    if (text !== undefined) {
      const words = text.replace(/^#/, '').toLowerCase();
      const rows = (await api.channels()).map(channelRow);
      return rows.filter(({ name, topic, purpose }) =>
        [name, topic, purpose].some((said) => said?.toLowerCase().includes(words)),
      );
    }
    return api.list('/api/conversations.list', CHANNEL, {
      query: { types: 'public_channel,private_channel', exclude_archived: !archived },
      rows: 'channels',
      paging,
      toRow: channelRow,
    });
  },
});

export const listMembers = slack.list({
  name: 'slack_list_members',
  description: 'Who is in a channel, by id and name.',
  enabled: false,
  input: { channel: CHANNEL_ARG },
  items: z.object({ id: z.string(), name: z.string().optional() }),
  async handler({ channel }, api) {
    const { id } = await api.channel(channel);
    const page = await api.list('/api/conversations.members', z.string(), {
      query: { channel: id },
      rows: 'members',
      paging,
      key: (member) => member,
    });
    const items = await Promise.all(
      page.items.map(async (id) => {
        const name = await api.nameOf(id);
        return { id, ...(name === undefined ? {} : { name }) };
      }),
    );
    return { ...page, items };
  },
});
