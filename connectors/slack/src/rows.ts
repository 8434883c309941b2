import { z } from 'zod';
import { nameOf, type Slack } from './client.ts';
import type { SlackChannel, SlackMessage, SlackUser } from './wire.ts';

export const MESSAGE_ROW = z.object({
  ts: z.string().describe('Names the message in its channel.'),
  at: z.string(),
  user: z.string().optional(),
  name: z.string().optional(),
  external: z.boolean().optional().describe('Written by somebody of another company.'),
  text: z.string(),
  thread: z.string().optional().describe('For slack_get_thread.'),
  replies: z.number().optional(),
  reactions: z.array(z.object({ name: z.string(), count: z.number() })).optional(),
  files: z.array(z.object({ id: z.string(), title: z.string().optional() })).optional(),
});
export type MessageRow = z.output<typeof MESSAGE_ROW>;

export const CHANNEL_ROW = z.object({
  id: z.string(),
  name: z.string(),
  private: z.boolean(),
  shared: z.boolean().optional().describe('With another company.'),
  member: z.boolean(),
  members: z.number().optional(),
  topic: z.string().optional(),
  purpose: z.string().optional(),
});

export const USER_ROW = z.object({
  id: z.string(),
  name: z.string(),
  handle: z.string(),
  title: z.string().optional(),
  email: z.string().optional(),
  timezone: z.string().optional(),
  bot: z.boolean(),
  deactivated: z.boolean(),
  external: z.boolean().optional().describe('Of another company.'),
});

/** Messages with the names of who wrote and who is mentioned. */
export async function messageRows(slack: Slack, messages: readonly SlackMessage[]): Promise<MessageRow[]> {
  const ids = messages.flatMap(({ user, text }) => [...(user ? [user] : []), ...mentionedIn(text)]);
  const known = await Promise.all([...new Set(ids)].map(async (id) => [id, await slack.user(id)] as const));
  const names = new Map(known.map(([id, user]) => [id, nameOf(user)]));
  const external = new Set<string>();
  for (const [id, user] of known) if (user && (await slack.isExternal(user))) external.add(id);
  return messages.map((message) => {
    const { ts, user, username, text, thread_ts: thread, reply_count: replies, reactions, files } = message;
    const name = user === undefined ? username : names.get(user);
    return {
      ts,
      at: timeOf(ts),
      ...(user === undefined ? {} : { user }),
      ...(name === undefined ? {} : { name }),
      ...(user !== undefined && external.has(user) ? { external: true } : {}),
      text: readable(text, names),
      ...(thread === undefined ? {} : { thread }),
      ...(replies === undefined ? {} : { replies }),
      ...(reactions.length === 0 ? {} : { reactions: reactions.map(({ name, count }) => ({ name, count })) }),
      ...(files.length === 0 ? {} : { files: files.map(({ id, title }) => ({ id, ...(title ? { title } : {}) })) }),
    };
  });
}

export function channelRow(channel: SlackChannel): z.output<typeof CHANNEL_ROW> {
  const { id, name, is_private, is_ext_shared, is_member, num_members: members, topic, purpose } = channel;
  return {
    id,
    name: name ?? id,
    private: is_private ?? false,
    ...(is_ext_shared ? { shared: true } : {}),
    member: is_member ?? false,
    ...(members === undefined ? {} : { members }),
    ...(topic?.value ? { topic: unescaped(topic.value) } : {}),
    ...(purpose?.value ? { purpose: unescaped(purpose.value) } : {}),
  };
}

export async function userRow(slack: Slack, user: SlackUser): Promise<z.output<typeof USER_ROW>> {
  const { id, name, tz: timezone, profile, is_bot, deleted } = user;
  return {
    id,
    name: nameOf(user) ?? name,
    handle: name,
    ...(profile.title ? { title: profile.title } : {}),
    ...(profile.email ? { email: profile.email } : {}),
    ...(timezone ? { timezone } : {}),
    bot: is_bot ?? false,
    deactivated: deleted ?? false,
    ...((await slack.isExternal(user)) ? { external: true } : {}),
  };
}

export function timeOf(ts: string): string {
  return new Date(Number(ts) * 1000).toISOString();
}

/** As Slack keeps it: `&`, `<` and `>` are entities there, but in mentions and links. */
export function asKept(text: string): string {
  return text.replace(
    /<(?:[@#!]|https?:|mailto:)[^<>\s][^<>]*>|&(?:amp|lt|gt);|[&<>]/g,
    (found) => ENTITIES[found] ?? found,
  );
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** The first words, for a question. */
export function excerpt(text: string): string {
  const line = unescaped(text).replace(/\s+/g, ' ').trim();
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
}

function mentionedIn(text: string): string[] {
  return [...text.matchAll(/<@([UW][A-Z0-9]+)>/g)].flatMap(([, id]) => id ?? []);
}

function readable(text: string, names: ReadonlyMap<string, string | undefined>): string {
  return unescaped(
    text.replace(/<@([UW][A-Z0-9]+)>/g, (all, id: string) => (names.get(id) ? `<@${id}|${names.get(id)}>` : all)),
  );
}

export function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
