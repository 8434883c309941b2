import { type Call, SlackError } from '../call.ts';
import type { Message } from '../workspace.ts';
import type { Method } from './method.ts';

export const search: Record<string, Method> = {
  'search.messages': {
    scopes: ['search:read'],
    userOnly: true,
    handle(call) {
      const query = call.text('query');
      if (query === undefined) throw new SlackError('no_query');
      const conditions = conditionsOf(call, query);
      const found = call.workspace.messages.filter((message) => conditions.every((fits) => fits(message)));
      const sorted = call.text('sort_dir') === 'asc' ? found : found.toReversed();
      const count = call.count('count', 20, 100);
      const page = Number(call.text('page') ?? 1);
      const pages = Math.ceil(found.length / count);
      const first = (page - 1) * count;
      const rows = sorted.slice(first, first + count);
      return {
        query,
        messages: {
          total: found.length,
          pagination: {
            total_count: found.length,
            page,
            per_page: count,
            page_count: pages,
            first: rows.length === 0 ? 0 : first + 1,
            last: first + rows.length,
          },
          paging: { count, total: found.length, page, pages },
          matches: rows.map((message) => matchBody(call, message)),
        },
      };
    },
  },
};

type Condition = (message: Message) => boolean;

/** Words, "phrases" and the modifiers in:, from:, before:, after:, on:. */
function conditionsOf(call: Call, query: string): Condition[] {
  const { channels, members } = call.workspace;
  const visible: Condition = ({ channel }) => {
    const found = channels.get(channel);
    return found !== undefined && call.sees(found);
  };
  const parts = query.match(/(?:[a-z]+:)?"[^"]*"|\S+/g) ?? [];
  return [visible, ...parts.map(condition)];

  function condition(part: string): Condition {
    const [, name, rest = ''] = /^(in|from|before|after|on):(.+)$/.exec(part) ?? [];
    const value = rest.replace(/^[#@<"]+|[>"]+$/g, '').toLowerCase();
    const day = ({ ts }: Message) => new Date(Number(ts) * 1000).toISOString().slice(0, 10);
    switch (name) {
      case 'in':
        return ({ channel }) => channel.toLowerCase() === value || channels.get(channel)?.name === value;
      case 'from':
        return ({ user }) =>
          user.toLowerCase() === value ||
          members.get(user)?.name === value ||
          (value === 'me' && user === call.caller.user);
      case 'before':
        return (message) => day(message) < value;
      case 'after':
        return (message) => day(message) > value;
      case 'on':
        return (message) => day(message) === value;
      default: {
        const words = part.replaceAll('"', '').toLowerCase();
        return ({ text }) => text.replaceAll('&amp;', '&').toLowerCase().includes(words);
      }
    }
  }
}

function matchBody({ workspace }: Call, { ts, user, text, channel, threadTs }: Message) {
  const found = workspace.channels.get(channel);
  const thread = threadTs === null || threadTs === ts ? '' : `?thread_ts=${threadTs}`;
  return {
    iid: `${channel}-${ts}`,
    team: workspace.teamId,
    score: 0,
    channel: {
      id: channel,
      name: found?.name,
      is_private: found?.isPrivate,
      is_channel: true,
      is_im: false,
      is_mpim: false,
    },
    type: 'message',
    user,
    username: workspace.members.get(user)?.name,
    ts,
    text,
    permalink: `https://brindlemark-demo.slack.com/archives/${channel}/p${ts.replace('.', '')}${thread}`,
    no_reactions: true,
  };
}
