import { type Call, missing, SlackError } from '../call.ts';
import { idOf, nextNumber } from '../ids.ts';
import { keptText } from '../kept-text.ts';
import { type Message, secondsOf, tsOf } from '../workspace.ts';
import { messageBody, nextOf } from './conversations.ts';
import type { Method } from './method.ts';

const MAX_TEXT = 40_000;
const DAYS_120 = 120 * 86_400;
const write = { scopes: ['chat:write'], writes: true };

export const chat: Record<string, Method> = {
  'chat.postMessage': {
    ...write,
    handle(call) {
      const channel = target(call);
      const text = textOf(call);
      const message: Message = {
        ts: tsOf(call.workspace.clock.stamp()),
        channel,
        user: call.caller.user,
        text,
        threadTs: thread(call, channel),
        edited: null,
        reactions: new Map(),
        files: [],
      };
      call.workspace.messages.push(message);
      return { channel, ts: message.ts, message: messageBody(call.workspace, message) };
    },
  },
  'chat.update': {
    ...write,
    handle(call) {
      const message = call.message();
      if (message.user !== call.caller.user) throw new SlackError('cant_update_message');
      message.text = textOf(call);
      message.edited = { user: call.caller.user, ts: tsOf(call.workspace.clock.stamp()) };
      const { channel, ts, text } = message;
      return { channel, ts, text, message: messageBody(call.workspace, message) };
    },
  },
  'chat.delete': {
    ...write,
    handle(call) {
      const message = call.message();
      if (message.user !== call.caller.user) throw new SlackError('cant_delete_message');
      call.workspace.messages.splice(call.workspace.messages.indexOf(message), 1);
      return { channel: message.channel, ts: message.ts };
    },
  },
  'chat.scheduleMessage': {
    ...write,
    handle(call) {
      const channel = target(call);
      const text = textOf(call);
      const postAt = Number(call.needed('post_at'));
      const now = secondsOf(call.workspace.clock.now());
      if (!Number.isInteger(postAt)) throw new SlackError('invalid_time');
      if (postAt <= now) throw new SlackError('time_in_past');
      if (postAt > now + DAYS_120) throw new SlackError('time_too_far');
      const id = idOf('Q', nextNumber(call.workspace.scheduled.keys()));
      const created = secondsOf(call.workspace.clock.stamp());
      const user = call.caller.user;
      call.workspace.scheduled.set(id, { id, channel, user, postAt, created, text, threadTs: thread(call, channel) });
      return {
        channel,
        scheduled_message_id: id,
        post_at: postAt,
        message: { type: 'delayed_message', user, text, bot_id: 'B0BM00090', team: call.workspace.teamId },
      };
    },
  },
  'chat.scheduledMessages.list': {
    handle(call) {
      const channel = call.text('channel');
      const all = [...call.workspace.scheduled.values()].filter(
        (message) => message.user === call.caller.user && (channel === undefined || message.channel === channel),
      );
      const { rows, next } = call.page(all, ({ id }) => id, call.count('limit', 100, 100));
      return {
        scheduled_messages: rows.map((message) => ({
          id: message.id,
          channel_id: message.channel,
          post_at: message.postAt,
          date_created: message.created,
          text: message.text,
        })),
        ...nextOf(next),
      };
    },
  },
  'chat.deleteScheduledMessage': {
    ...write,
    handle(call) {
      const { id: channel } = call.channel();
      const id = call.needed('scheduled_message_id');
      const found = call.workspace.scheduled.get(id);
      if (found?.channel !== channel || found.user !== call.caller.user)
        throw new SlackError('invalid_scheduled_message_id');
      call.workspace.scheduled.delete(id);
      return {};
    },
  },
};

/** A channel that takes messages of the caller. */
function target(call: Call): string {
  const { id, isArchived, members } = call.channel();
  if (isArchived) throw new SlackError('is_archived');
  if (!members.has(call.caller.user)) throw new SlackError('not_in_channel');
  return id;
}

function textOf(call: Call): string {
  const text = call.text('text');
  if (text === undefined && call.json('blocks') === undefined) throw new SlackError('no_text');
  if ((text?.length ?? 0) > MAX_TEXT) throw new SlackError('msg_too_long');
  return keptText(text ?? '');
}

function thread(call: Call, channel: string): string | null {
  const ts = call.text('thread_ts');
  if (ts === undefined) return null;
  if (!/^\d{10}\.\d{6}$/.test(ts)) throw missing('thread_ts');
  const parent = call.workspace.messages.find((message) => message.channel === channel && message.ts === ts);
  return parent?.threadTs ?? ts;
}
