import { z } from 'zod';

export const TS = /^\d{10}\.\d{6}$/;

export const USER = z.object({
  id: z.string(),
  name: z.string(),
  team_id: z.string().optional(),
  /** Of an organisation with several workspaces. */
  enterprise_user: z.object({ enterprise_id: z.string().optional() }).optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  real_name: z.string().optional(),
  tz: z.string().optional(),
  profile: z.object({ title: z.string().optional(), email: z.string().optional(), real_name: z.string().optional() }),
});
export type SlackUser = z.output<typeof USER>;

export const CHANNEL = z.object({
  id: z.string(),
  name: z.string().optional(),
  user: z.string().optional(),
  is_private: z.boolean().optional(),
  is_archived: z.boolean().optional(),
  is_ext_shared: z.boolean().optional(),
  is_member: z.boolean().optional(),
  num_members: z.number().optional(),
  topic: z.object({ value: z.string() }).optional(),
  purpose: z.object({ value: z.string() }).optional(),
});
export type SlackChannel = z.output<typeof CHANNEL>;

export const MESSAGE = z.object({
  ts: z.string(),
  user: z.string().optional(),
  username: z.string().optional(),
  text: z.string().default(''),
  thread_ts: z.string().optional(),
  reply_count: z.number().optional(),
  edited: z.object({ ts: z.string() }).optional(),
  reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()), count: z.number() })).default([]),
  files: z.array(z.object({ id: z.string(), title: z.string().nullish() })).default([]),
});
export type SlackMessage = z.output<typeof MESSAGE>;

export const MATCH = MESSAGE.extend({
  channel: z.object({ id: z.string(), name: z.string().optional() }),
  permalink: z.string().optional(),
});

export const FILE = z.object({
  id: z.string(),
  name: z.string().nullish(),
  title: z.string().nullish(),
  filetype: z.string().optional(),
  mimetype: z.string().optional(),
  size: z.number().optional(),
  created: z.number().optional(),
  user: z.string().optional(),
  url_private: z.string().optional(),
  permalink: z.string().optional(),
});
export type SlackFile = z.output<typeof FILE>;

export const POSTED = z.object({ channel: z.string(), ts: z.string(), message: z.object({ text: z.string() }) });
export const DONE = z.object({ ok: z.literal(true) });

export const SELF = z.object({ user_id: z.string(), team_id: z.string(), enterprise_id: z.string().nullish() });
export type SlackSelf = z.output<typeof SELF>;
