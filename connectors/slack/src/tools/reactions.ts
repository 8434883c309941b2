import { type AppliedWrite, answer, RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import { EMOJI, TARGET, TS_ARG } from '../arguments.ts';
import type { Slack } from '../client.ts';
import { slack } from '../connection.ts';
import { excerpt } from '../rows.ts';
import { DONE } from '../wire.ts';
import { changed, nameOf } from './write-messages.ts';

const INPUT = { channel: TARGET, ts: TS_ARG, emoji: EMOJI };
const REACTION = z.object({ channel: z.string(), ts: z.string(), emoji: z.string() });
type Reaction = z.output<typeof REACTION>;

/** A demo message to which nobody reacted with the first, and the token's user with none. */
const MESSAGE = { channel: '#deal-tarnbrook-energy', ts: '1795109460.000000' };

export const addReaction = slack.write({
  name: 'slack_add_reaction',
  description: 'Reacts to a message with an emoji after a person approved.',
  input: INPUT,
  item: REACTION,
  examples: [{ title: 'Seen', input: { ...MESSAGE, emoji: 'eyes' } }],
  plan: (input, api) => changeOfReaction(api, input, true),
  async apply(input, api) {
    const item = await react(api, input, true);
    return answer(item, { undo: item });
  },
  undo: undoing(false),
});

export const removeReaction = slack.write({
  name: 'slack_remove_reaction',
  description: 'Takes back a reaction of your own after a person approved.',
  enabled: false,
  destructive: true,
  input: INPUT,
  item: REACTION,
  examples: [{ title: 'Take back', input: { channel: '#sales', ts: '1793211600.000000', emoji: 'muscle' } }],
  plan: (input, api) => changeOfReaction(api, input, false),
  async apply(input, api) {
    const item = await react(api, input, false);
    return answer(item, { undo: item });
  },
  undo: undoing(true),
});

function undoing(on: boolean) {
  return {
    plan: ({ undo }: AppliedWrite, api: Slack) =>
      changeOfReaction(api, REACTION.parse(undo), on).catch((error: unknown) => {
        throw error instanceof RolekitError && error.code === 'RK_CONFLICT' ? changed() : error;
      }),
    apply: ({ undo }: AppliedWrite, api: Slack) => react(api, REACTION.parse(undo), on),
  };
}

/** @throws RK_CONFLICT when it is already so */
async function changeOfReaction(api: Slack, { channel, ts, emoji }: Reaction, on: boolean) {
  const target = await api.channel(channel);
  const [{ reactions, text }, { user_id: me }] = await Promise.all([api.message(target.id, ts), api.self()]);
  const reacted = reactions.some(({ name, users }) => name === emoji && users.includes(me));
  if (reacted === on)
    throw new RolekitError('RK_CONFLICT', {
      reason: `You ${on ? 'already reacted' : 'have not reacted'} with :${emoji}: to this message.`,
    });
  return {
    summary: `${on ? 'React with' : 'Take back'} :${emoji}: in ${nameOf(target)}`,
    before: { message: excerpt(text), reacted },
    after: { message: excerpt(text), reacted: on },
  };
}

async function react(api: Slack, { channel, ts, emoji }: Reaction, on: boolean): Promise<Reaction> {
  const { id } = await api.channel(channel);
  const json = { channel: id, timestamp: ts, name: emoji };
  await api.post(on ? '/api/reactions.add' : '/api/reactions.remove', DONE, { json });
  return { channel: id, ts, emoji };
}
