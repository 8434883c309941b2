import { type Call, SlackError } from '../call.ts';
import { type Member, secondsOf, type Workspace } from '../workspace.ts';
import { nextOf } from './conversations.ts';
import type { Method } from './method.ts';

export const users: Record<string, Method> = {
  'auth.test': {
    handle({ workspace, caller }) {
      return {
        url: 'https://brindlemark-demo.slack.com/',
        team: workspace.teamName,
        user: workspace.members.get(caller.user)?.name,
        team_id: workspace.teamId,
        user_id: caller.user,
        ...(caller.isBot ? { bot_id: 'B0BM00090' } : {}),
        is_enterprise_install: false,
      };
    },
  },
  'users.list': {
    scopes: ['users:read'],
    handle(call) {
      const all = [...call.workspace.members.values()];
      const { rows, next } = call.page(all, ({ id }) => id, call.count('limit', 200, 1000));
      const cache = secondsOf(call.workspace.clock.now());
      return { members: rows.map((member) => userBody(call, member)), cache_ts: cache, ...nextOf(next) };
    },
  },
  'users.info': {
    scopes: ['users:read'],
    handle(call) {
      const found = call.workspace.members.get(call.needed('user'));
      if (!found) throw new SlackError('user_not_found');
      return { user: userBody(call, found) };
    },
  },
  'users.lookupByEmail': {
    scopes: ['users:read.email'],
    handle(call) {
      const email = call.needed('email').toLowerCase();
      const found = [...call.workspace.members.values()].find((member) => member.email === email);
      if (!found || found.deleted) throw new SlackError('users_not_found');
      return { user: userBody(call, found) };
    },
  },
};

function userBody({ workspace, caller }: Call, member: Member): Record<string, unknown> {
  const { id, name, realName, title, email, deleted, isBot, timeZone, teamId = workspace.teamId } = member;
  return {
    id,
    team_id: teamId,
    name,
    deleted,
    real_name: realName,
    ...zoneOf(timeZone, workspace.clock.now()),
    is_bot: isBot,
    ...(member.teamId === undefined ? {} : { is_stranger: false }),
    is_app_user: false,
    is_admin: false,
    is_owner: false,
    updated: updatedOf(workspace),
    profile: {
      title,
      phone: '',
      skype: '',
      avatar_hash: '',
      fields: {},
      real_name: realName,
      real_name_normalized: realName,
      display_name: name,
      display_name_normalized: name,
      status_text: '',
      status_emoji: '',
      team: teamId,
      ...(email !== null && caller.scopes.includes('users:read.email') ? { email } : {}),
    },
  };
}

function updatedOf({ clock }: Workspace): number {
  return secondsOf(clock.now());
}

function zoneOf(timeZone: string, now: Date) {
  const named = (timeZoneName: 'long' | 'longOffset') =>
    new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName })
      .formatToParts(now)
      .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(named('longOffset')) ?? [];
  const seconds = Number(hours) * 3600 + Number(minutes) * 60;
  return { tz: timeZone, tz_label: named('long'), tz_offset: sign === '-' ? -seconds : seconds };
}
