import { type ListPage, type OpenContext, RolekitError } from '@rolekit/sdk';
import { type Api, bearer, byCursor, Cache, type HttpResponse } from '@rolekit/sdk/http';
import { z } from 'zod';
import type { SlackConfig } from './connection.ts';
import { classify } from './errors.ts';
import { methodLimits } from './limits.ts';
import { tokensOf } from './tokens.ts';
import {
  CHANNEL,
  MESSAGE,
  SELF,
  type SlackChannel,
  type SlackMessage,
  type SlackSelf,
  type SlackUser,
  USER,
} from './wire.ts';

/** What the tools need of Slack. */
export interface Slack extends Api {
  /** Where files are. */
  readonly files: Api;
  /** Slack gives the app 15 messages of a history once a minute. */
  readonly isDistributed: boolean;
  /** Whose token it is, and where. */
  self(): Promise<SlackSelf>;
  /** Of another company, in a channel that is shared with it. */
  isExternal(user: SlackUser): Promise<boolean>;
  /** Undefined for one that is not in the workspace. */
  user(id: string): Promise<SlackUser | undefined>;
  nameOf(id: string): Promise<string | undefined>;
  /** By id, or by name with or without `#`. @throws RK_NOT_FOUND */
  channel(given: string): Promise<SlackChannel>;
  /** Undefined for one that the user does not see. */
  channelName(id: string): Promise<string | undefined>;
  channels(): Promise<SlackChannel[]>;
  users(): Promise<SlackUser[]>;
  /** One message, wherever in a thread it is. @throws RK_NOT_FOUND */
  message(channel: string, ts: string): Promise<SlackMessage>;
}

const NAMES_MS = 10 * 60_000;
const PAGE_ROWS = 200;
const MAX_PAGES = 50;
const ID = /^[CGD][A-Z0-9]{6,}$/;

/** Pages by cursor. */
export const paging = byCursor({
  at: 'response_metadata.next_cursor',
  param: 'cursor',
  sizeParam: 'limit',
  maxSize: PAGE_ROWS,
});

/** Opens a client; nothing is sent before the first call. @throws RK_NOT_CONNECTED without a token */
export function createClient(context: OpenContext<SlackConfig>): Slack {
  const { config, http } = context;
  const { baseUrl, app } = config;
  const isDistributed = app === 'distributed';
  const limits = methodLimits(isDistributed);
  const options = {
    baseUrl,
    auth: bearer(tokensOf(context)),
    classify(response: HttpResponse) {
      limits.heard(response);
      return classify(response, config.refreshToken !== undefined);
    },
    policy: { ratesOf: limits.ratesOf, concurrency: 8 },
  };
  const api = http(options);
  const { origin } = new URL(baseUrl);
  const files = http({ ...options, baseUrl: origin === 'https://slack.com' ? 'https://files.slack.com' : baseUrl });
  const known = new Cache<SlackUser | undefined>(NAMES_MS);
  const named = new Cache<SlackChannel>(NAMES_MS);
  const own = new Cache<SlackSelf>(NAMES_MS);

  const user = (id: string) =>
    known.get(id, async () => {
      const answer = api.get('/api/users.info', z.object({ user: USER }), { query: { user: id } });
      return answer.then(({ user }) => user, unlessFound);
    });

  const self = () => own.get('self', () => api.get('/api/auth.test', SELF));

  async function channel(given: string): Promise<SlackChannel> {
    if (ID.test(given))
      return named.get(given, async () => {
        const query = { channel: given, include_num_members: true };
        return (await api.get('/api/conversations.info', z.object({ channel: CHANNEL }), { query })).channel;
      });
    const name = given.replace(/^#/, '').toLowerCase();
    return named.get(`#${name}`, async () => {
      const found = (await channels()).find((one) => one.name === name);
      if (found) return found;
      throw new RolekitError('RK_NOT_FOUND', {
        what: `The channel #${name}`,
        hint: 'Find its name or id with `slack_list_channels`.',
      });
    });
  }

  const channels = () =>
    allOf((cursor) =>
      api.list('/api/conversations.list', CHANNEL, {
        query: { types: 'public_channel,private_channel', exclude_archived: true },
        rows: 'channels',
        paging,
        limit: PAGE_ROWS,
        cursor,
      }),
    );

  return {
    ...api,
    files,
    isDistributed,
    user,
    channel,
    channelName: async (id) => (await channel(id).catch(unlessFound))?.name,
    channels,
    self,
    isExternal: async (user) => isExternal(user, await self()),
    nameOf: async (id) => nameOf(await user(id)),
    users: () =>
      allOf((cursor) =>
        api.list('/api/users.list', USER, {
          rows: 'members',
          paging,
          limit: PAGE_ROWS,
          cursor,
        }),
      ),
    async message(channel, timestamp) {
      // finds replies too, which a history does not
      const query = { channel, timestamp, full: true };
      return (await api.get('/api/reactions.get', z.object({ message: MESSAGE }), { query })).message;
    },
  };
}

/** Somebody of another workspace, unless both are of one organisation. */
export function isExternal({ team_id: team, enterprise_user: of }: SlackUser, self: SlackSelf): boolean {
  if (team === undefined || team === self.team_id) return false;
  return !self.enterprise_id || of?.enterprise_id !== self.enterprise_id;
}

export function nameOf(user: SlackUser | undefined): string | undefined {
  return user?.real_name || user?.profile.real_name || user?.name;
}

async function allOf<T>(pageAt: (cursor: string | undefined) => Promise<ListPage<T>>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const { items, next } = await pageAt(cursor);
    all.push(...items);
    cursor = next;
    if (cursor === undefined) return all;
  }
  throw new RolekitError('RK_TOO_LARGE', {
    reason: `The workspace has more than ${MAX_PAGES * PAGE_ROWS} of them, too many to look for a name.`,
    hint: 'Give the id instead, or list them page by page.',
  });
}

function unlessFound(error: unknown): undefined {
  if (error instanceof RolekitError && error.code === 'RK_NOT_FOUND') return undefined;
  throw error;
}
