import type { ListPage } from '@rolekit/sdk';
import { byPage } from '@rolekit/sdk/http';
import { z } from 'zod';
import { CHANNEL_ARG, secondsOf, TS_ARG } from '../arguments.ts';
import { paging, type Slack } from '../client.ts';
import { slack } from '../connection.ts';
import { HISTORY_ROWS, HISTORY_WAIT_MS } from '../limits.ts';
import { MESSAGE_ROW, messageRows } from '../rows.ts';
import { MATCH, MESSAGE, type SlackMessage } from '../wire.ts';

const TIME = z.iso.datetime().optional();

export const searchMessages = slack.list({
  name: 'slack_search_messages',
  description:
    'Finds messages in all channels that you see. Takes words, "phrases" and in:#channel, from:@handle, after:, before:, on: (2026-11-20).',
  input: {
    query: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .describe('As in Slack’s search box.')
      .meta({ examples: ['in:#sales forecast'] }),
    sort: z.enum(['timestamp', 'score']).default('timestamp').describe('Newest, or best, first.'),
  },
  items: MESSAGE_ROW.extend({ channel: z.string(), channelName: z.string().optional(), link: z.string().optional() }),
  defaultLimit: 20,
  maxLimit: 100,
  async handler({ query, sort }, api) {
    const page = await api.list('/api/search.messages', MATCH, {
      query: { query, sort, sort_dir: 'desc' },
      rows: 'messages.matches',
      paging: byPage({ param: 'page', sizeParam: 'count', maxSize: 100, total: 'messages.total' }),
      key: ({ channel, ts }) => `${channel.id}-${ts}`,
    });
    const rows = await messageRows(api, page.items);
    const items = rows.map((row, index) => {
      const { channel, permalink: link } = page.items[index] ?? { channel: { id: '' } };
      // a match does not name its thread, but its link does
      const thread = link && URL.canParse(link) ? new URL(link).searchParams.get('thread_ts') : null;
      return {
        channel: channel.id,
        ...(thread === null ? {} : { thread }),
        ...(channel.name === undefined ? {} : { channelName: channel.name }),
        ...(link === undefined ? {} : { link }),
        ...row,
      };
    });
    return { ...page, items };
  },
});

export const getHistory = slack.list({
  name: 'slack_get_history',
  title: 'Read a channel',
  description: 'Messages of one channel, newest first, with how many replies each has. Threads: slack_get_thread.',
  input: {
    channel: CHANNEL_ARG,
    after: TIME.describe('Not older than this time.'),
    before: TIME.describe('Not newer than this time.'),
  },
  items: MESSAGE_ROW,
  defaultLimit: 30,
  handler: async ({ channel, after, before }, api) =>
    messagesOf(api, '/api/conversations.history', {
      channel: (await api.channel(channel)).id,
      oldest: after && secondsOf(after, 'after'),
      latest: before && secondsOf(before, 'before'),
      inclusive: true,
    }),
});

export const getThread = slack.list({
  name: 'slack_get_thread',
  title: 'Read a thread',
  description: 'A message with all of its replies, oldest first.',
  input: { channel: CHANNEL_ARG, ts: TS_ARG.describe('`thread` or `ts` of the message.') },
  items: MESSAGE_ROW,
  examples: [{ title: 'A thread of the demo company', input: { channel: '#sales', ts: '1794822060.000000' } }],
  handler: async ({ channel, ts }, api) =>
    messagesOf(api, '/api/conversations.replies', { channel: (await api.channel(channel)).id, ts }),
});

async function messagesOf(
  api: Slack,
  method: string,
  query: Record<string, string | number | boolean | undefined>,
): Promise<ListPage<z.output<typeof MESSAGE_ROW>>> {
  const page: ListPage<SlackMessage> = await api.list(method, MESSAGE, {
    query,
    policy: { maxWaitMs: HISTORY_WAIT_MS },
    rows: 'messages',
    paging,
    key: ({ ts }) => ts,
  });
  const notes = api.isDistributed ? [...(page.notes ?? []), LIMITED] : page.notes;
  return { ...page, items: await messageRows(api, page.items), ...(notes ? { notes } : {}) };
}

const LIMITED = `Slack gives this app at most ${HISTORY_ROWS} messages of a history once a minute; the next page waits for that.`;
