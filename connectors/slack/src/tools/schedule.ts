import { type AppliedWrite, answer, RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import { secondsOf, TARGET, TEXT, TS_ARG } from '../arguments.ts';
import { paging, type Slack } from '../client.ts';
import { slack } from '../connection.ts';
import { asKept, excerpt, unescaped } from '../rows.ts';
import { DONE } from '../wire.ts';
import { nameOf } from './write-messages.ts';

const SCHEDULED = z.object({ channel: z.string(), id: z.string(), at: z.string() });
const ENTRY = z.object({
  id: z.coerce.string(),
  channel_id: z.string(),
  post_at: z.number(),
  text: z.string().optional(),
});

export const scheduleMessage = slack.write({
  name: 'slack_schedule_message',
  description: 'Has a message posted at a time of the next 120 days, after a person approved text and time.',
  input: {
    channel: TARGET,
    text: TEXT,
    at: z.iso.datetime({ offset: true }).describe('When: 2026-11-23T09:00:00Z.'),
    thread: TS_ARG.optional().describe('`ts` of the message to reply to.'),
  },
  item: SCHEDULED,
  examples: [
    { title: 'On Monday', input: { channel: '#sales', text: 'Forecast call now.', at: '2026-11-23T09:00:00Z' } },
  ],
  async plan({ channel, text, at, thread }, api, { clock }) {
    if (secondsOf(at, 'at') * 1000 <= clock.now().getTime())
      throw new RolekitError('RK_INVALID_REQUEST', { reason: `\`at\` is over: ${at}.`, hint: 'Give a time to come.' });
    const target = await api.channel(channel);
    return {
      summary: `Schedule a message in ${nameOf(target)} for ${new Date(at).toISOString()}`,
      before: null,
      after: {
        channel: nameOf(target),
        at: new Date(at).toISOString(),
        ...(thread === undefined ? {} : { replyTo: excerpt((await api.message(target.id, thread)).text) }),
        text: asKept(text),
      },
    };
  },
  async apply({ channel, text, at, thread }, api) {
    const { id: target } = await api.channel(channel);
    const json = {
      channel: target,
      text: asKept(text),
      post_at: secondsOf(at, 'at'),
      ...(thread === undefined ? {} : { thread_ts: thread }),
    };
    const answered = await api.post(
      '/api/chat.scheduleMessage',
      z.object({ scheduled_message_id: z.string(), post_at: z.number() }),
      { json },
    );
    const { scheduled_message_id: id, post_at } = answered;
    const item = { channel: target, id, at: new Date(post_at * 1000).toISOString() };
    return answer(item, { undo: item });
  },
  undo: {
    async plan({ undo }: AppliedWrite, api: Slack) {
      const { channel, id, at } = SCHEDULED.parse(undo);
      const page = await api.list('/api/chat.scheduledMessages.list', ENTRY, {
        query: { channel },
        rows: 'scheduled_messages',
        paging,
      });
      const entry = page.items.find((scheduled) => scheduled.id === id);
      if (!entry) throw new RolekitError('RK_CONFLICT', { reason: 'It was posted or deleted since.' });
      return {
        summary: `Delete the message scheduled in ${nameOf(await api.channel(channel))} for ${at}`,
        before: { text: entry.text ?? '', at },
        after: null,
      };
    },
    async apply({ undo }: AppliedWrite, api: Slack) {
      const { channel, id } = SCHEDULED.parse(undo);
      await api.post('/api/chat.deleteScheduledMessage', DONE, { json: { channel, scheduled_message_id: id } });
      return { channel, id, deleted: true };
    },
  },
});

export const listScheduled = slack.list({
  name: 'slack_list_scheduled',
  title: 'List scheduled messages',
  description: 'Messages that wait to be posted, of all channels.',
  enabled: false,
  items: z.object({
    id: z.string(),
    channel: z.string(),
    channelName: z.string().optional(),
    at: z.string(),
    text: z.string(),
  }),
  examples: [{ title: 'All', input: {} }],
  async handler(_input, api) {
    const page = await api.list('/api/chat.scheduledMessages.list', ENTRY, { rows: 'scheduled_messages', paging });
    const items = await Promise.all(
      page.items.map(async ({ id, channel_id: channel, post_at, text = '' }) => {
        const name = await api.channelName(channel);
        const at = new Date(post_at * 1000).toISOString();
        return { id, channel, ...(name === undefined ? {} : { channelName: name }), at, text: unescaped(text) };
      }),
    );
    return { ...page, items };
  },
});
