import { SlackError } from '../call.ts';
import { messageBody } from './conversations.ts';
import type { Method } from './method.ts';

const write = { scopes: ['reactions:write'], writes: true };

export const reactions: Record<string, Method> = {
  'reactions.add': {
    ...write,
    handle(call) {
      const name = call.needed('name');
      if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new SlackError('invalid_name');
      const { reactions } = call.message('timestamp');
      const users = reactions.get(name) ?? [];
      if (users.includes(call.caller.user)) throw new SlackError('already_reacted');
      reactions.set(name, [...users, call.caller.user]);
      return {};
    },
  },
  'reactions.remove': {
    ...write,
    handle(call) {
      const name = call.needed('name');
      const { reactions } = call.message('timestamp');
      const users = reactions.get(name) ?? [];
      if (!users.includes(call.caller.user)) throw new SlackError('no_reaction');
      const left = users.filter((user) => user !== call.caller.user);
      if (left.length === 0) reactions.delete(name);
      else reactions.set(name, left);
      return {};
    },
  },
  'reactions.get': {
    scopes: ['reactions:read'],
    handle(call) {
      const message = call.message('timestamp');
      return { type: 'message', channel: message.channel, message: messageBody(call.workspace, message) };
    },
  },
};
