import { type AppliedWrite, answer, named, RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import { TARGET, TEXT, TS_ARG } from '../arguments.ts';
import type { Slack } from '../client.ts';
import { slack } from '../connection.ts';
import { asKept, excerpt } from '../rows.ts';
import { DONE, POSTED, type SlackChannel } from '../wire.ts';

const MESSAGE = z.object({ channel: z.string(), ts: z.string(), text: z.string() });

/** A demo message of the token's own user. */
export const OWN = { channel: '#deal-tarnbrook-energy', ts: '1794561300.000000' };

export const postMessage = slack.write({
  name: 'slack_post_message',
  description:
    'Posts a message in a channel, or a reply in a thread, after a person approved the text. Sent at most once.',
  input: { channel: TARGET, text: TEXT, thread: TS_ARG.optional().describe('`ts` of the message to reply to.') },
  item: MESSAGE,
  examples: [{ title: 'A message', input: { channel: '#sales', text: 'Tarnbrook signs in January.' } }],
  async plan({ channel, text, thread }, api) {
    const target = await api.channel(channel);
    return {
      summary: `Post in ${nameOf(target)}`,
      before: null,
      after: {
        channel: nameOf(target),
        ...(thread === undefined ? {} : { replyTo: excerpt((await api.message(target.id, thread)).text) }),
        text: asKept(text),
      },
    };
  },
  async apply({ channel, text, thread }, api) {
    const { id } = await api.channel(channel);
    const json = { channel: id, text: asKept(text), ...(thread === undefined ? {} : { thread_ts: thread }) };
    const posted = await api.post('/api/chat.postMessage', POSTED, { json });
    const { ts, message } = posted;
    return answer({ channel: id, ts, text: message.text }, { undo: { channel: id, ts, text: message.text } });
  },
  undo: {
    async plan({ undo }: AppliedWrite, api: Slack) {
      const { channel, ts, text } = MESSAGE.parse(undo);
      const now = await api.message(channel, ts);
      if (now.text !== text) throw changed();
      return {
        summary: `Delete the message in ${nameOf(await api.channel(channel))}`,
        before: { text },
        after: null,
      };
    },
    async apply({ undo }: AppliedWrite, api: Slack) {
      const { channel, ts } = MESSAGE.parse(undo);
      await api.post('/api/chat.delete', DONE, { json: { channel, ts } });
      return { channel, ts, deleted: true };
    },
  },
});

export const updateMessage = slack.write({
  name: 'slack_update_message',
  description: 'Changes the text of a message of your own after a person approved old and new.',
  input: { channel: TARGET, ts: TS_ARG, text: TEXT },
  item: MESSAGE,
  examples: [{ title: 'Correct a message', input: { ...OWN, text: 'Commit, close 2027-01-14.' } }],
  async plan({ channel, ts, text }, api) {
    const target = await api.channel(channel);
    const { text: before } = await api.message(target.id, ts);
    return {
      summary: `Change a message in ${nameOf(target)}`,
      before: { text: before },
      after: { text: asKept(text) },
    };
  },
  async apply({ channel, ts, text }, api) {
    const { id } = await api.channel(channel);
    const json = { channel: id, ts, text: asKept(text) };
    const { message } = await api.post('/api/chat.update', POSTED, { json });
    return { channel: id, ts, text: message.text };
  },
  undo: 'restore',
});

export const deleteMessage = slack.write({
  name: 'slack_delete_message',
  description: 'Deletes a message of your own after a person approved. It cannot be taken back.',
  enabled: false,
  destructive: true,
  input: { channel: TARGET, ts: TS_ARG },
  item: z.object({ channel: z.string(), ts: z.string(), deleted: z.boolean() }),
  examples: [{ title: 'Delete a message', input: OWN }],
  async plan({ channel, ts }, api) {
    const target = await api.channel(channel);
    const message = await api.message(target.id, ts);
    return { summary: `Delete a message in ${nameOf(target)}`, before: await shown(api, message), after: null };
  },
  async apply({ channel, ts }, api) {
    const { id } = await api.channel(channel);
    await api.post('/api/chat.delete', DONE, { json: { channel: id, ts } });
    return { channel: id, ts, deleted: true };
  },
});

/** A channel as a question shows it. */
export function nameOf({ id, name, user }: SlackChannel) {
  return named(id, name === undefined ? user : `#${name}`);
}

export function changed(): RolekitError {
  return new RolekitError('RK_CONFLICT', { reason: 'It was changed again since; nothing was undone.' });
}

async function shown(api: Slack, { user, text }: { user?: string | undefined; text: string }) {
  return { ...(user === undefined ? {} : { from: named(user, await api.nameOf(user)) }), text };
}
