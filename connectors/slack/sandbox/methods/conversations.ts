import { type Call, SlackError } from '../call.ts';
import type { Channel, Message, Workspace } from '../workspace.ts';
import { fileBody } from './files.ts';
import type { Method } from './method.ts';

export const conversations: Record<string, Method> = {
  'conversations.list': {
    scopes: ['channels:read'],
    handle(call) {
      const types = (call.text('types') ?? 'public_channel').split(',').map((type) => type.trim());
      const known = ['public_channel', 'private_channel', 'mpim', 'im'];
      if (types.some((type) => !known.includes(type))) throw new SlackError('invalid_types');
      const all = [...call.workspace.channels.values()].filter(
        (channel) =>
          call.sees(channel) &&
          types.includes(channel.isPrivate ? 'private_channel' : 'public_channel') &&
          !(call.flag('exclude_archived') && channel.isArchived),
      );
      const { rows, next } = call.page(all, ({ id }) => id, call.count('limit', 100, 1000));
      return { channels: rows.map((channel) => channelBody(call, channel)), ...nextOf(next) };
    },
  },
  'conversations.info': {
    scopes: ['channels:read'],
    handle: (call) => ({ channel: channelBody(call, call.channel()) }),
  },
  'conversations.members': {
    scopes: ['channels:read'],
    handle(call) {
      const { rows, next } = call.page([...call.channel().members], (id) => id, call.count('limit', 100, 1000));
      return { members: rows, ...nextOf(next) };
    },
  },
  'conversations.history': {
    scopes: ['channels:history'],
    history: true,
    handle(call) {
      const { id } = call.channel();
      const all = call.workspace.messages.filter(
        (message) => message.channel === id && isTop(message) && isWithin(call, message.ts),
      );
      const { rows, next } = call.page(all.toReversed(), ({ ts }) => ts, historySize(call, 100));
      return {
        messages: rows.map((message) => messageBody(call.workspace, message)),
        has_more: next !== '',
        pin_count: 0,
        channel_actions_ts: null,
        channel_actions_count: 0,
        ...nextOf(next),
      };
    },
  },
  'conversations.replies': {
    scopes: ['channels:history'],
    history: true,
    handle(call) {
      const { id } = call.channel();
      const ts = call.needed('ts');
      const all = call.workspace.messages.filter(
        (message) => message.channel === id && (message.ts === ts || message.threadTs === ts),
      );
      if (!all.some((message) => message.ts === ts)) throw new SlackError('thread_not_found');
      const { rows, next } = call.page(
        all.filter((message) => message.ts === ts || isWithin(call, message.ts)),
        (message) => message.ts,
        historySize(call, 1000),
      );
      return {
        messages: rows.map((message) => messageBody(call.workspace, message)),
        has_more: next !== '',
        ...nextOf(next),
      };
    },
  },
};

export function nextOf(next: string) {
  return { response_metadata: { next_cursor: next } };
}

export function messageBody(workspace: Workspace, message: Message): Record<string, unknown> {
  const replies = workspace.messages.filter(
    ({ channel, threadTs, ts }) => channel === message.channel && threadTs === message.ts && ts !== message.ts,
  );
  const parent = workspace.messages.find(({ channel, ts }) => channel === message.channel && ts === message.threadTs);
  const users = [...new Set(replies.map(({ user }) => user))];
  const team = workspace.members.get(message.user)?.teamId ?? workspace.teamId;
  const files = message.files.flatMap((id) => workspace.files.get(id) ?? []);
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    text: message.text,
    team,
    ...(team === workspace.teamId ? {} : { user_team: team, source_team: team }),
    ...(workspace.members.get(message.user)?.isBot ? { bot_id: 'B0BM00090' } : {}),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    ...(parent === undefined || parent === message ? {} : { parent_user_id: parent.user }),
    ...(replies.length === 0
      ? {}
      : {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users_count: users.length,
          reply_users: users,
          latest_reply: replies.at(-1)?.ts,
          subscribed: false,
        }),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(message.reactions.size === 0 ? {} : { reactions: reactionsBody(message) }),
    ...(files.length === 0 ? {} : { files: files.map((file) => fileBody(workspace, file)), upload: false }),
  };
}

export function reactionsBody({ reactions }: Message) {
  return [...reactions].map(([name, users]) => ({ name, users: [...users], count: users.length }));
}

function channelBody({ workspace, caller }: Call, channel: Channel) {
  const { id, name, created, creator, isPrivate, isArchived, members, sharedWith } = channel;
  const isShared = sharedWith !== undefined;
  const said = (value: string) => ({
    value,
    creator: value === '' ? '' : creator,
    last_set: value === '' ? 0 : created,
  });
  return {
    id,
    name,
    name_normalized: name,
    is_channel: !isPrivate,
    is_group: isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: isPrivate,
    is_archived: isArchived,
    is_general: false,
    is_shared: isShared,
    is_ext_shared: isShared,
    ...(isShared ? { shared_team_ids: [workspace.teamId, sharedWith], conversation_host_id: workspace.teamId } : {}),
    is_org_shared: false,
    is_member: members.has(caller.user),
    created,
    creator,
    context_team_id: workspace.teamId,
    topic: said(channel.topic),
    purpose: said(channel.purpose),
    num_members: members.size,
  };
}

function historySize(call: Call, usual: number): number {
  const size = call.count('limit', usual, 999);
  return call.limits.distributed ? Math.min(size, 15) : size;
}

function isTop({ ts, threadTs }: Message): boolean {
  return threadTs === null || threadTs === ts;
}

function isWithin(call: Call, ts: string): boolean {
  const at = Number(ts);
  const oldest = Number(call.text('oldest') ?? 0);
  const latest = Number(call.text('latest') ?? Number.POSITIVE_INFINITY);
  if (Number.isNaN(oldest)) throw new SlackError('invalid_ts_oldest');
  if (Number.isNaN(latest)) throw new SlackError('invalid_ts_latest');
  return call.flag('inclusive') ? at >= oldest && at <= latest : at > oldest && at < latest;
}
