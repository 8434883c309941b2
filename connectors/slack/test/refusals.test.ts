import { connectSandbox } from '@rolekit/sdk/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type SlackSandbox, startSandbox } from '../sandbox/index.ts';
import slack from '../src/index.ts';
import { type StubbedAnswer, stubMethods } from './vendor-stub.ts';

type Tool = Parameters<Awaited<ReturnType<typeof connectSandbox<typeof slack>>>['error']>[0];

const OWN = { channel: 'C0BM00003', ts: '1794561300.000000' };
const POST = ['slack_post_message', { channel: 'C0BM00001', text: 'Hello' }, 'chat.postMessage'] as const;
const UPDATE = ['slack_update_message', { ...OWN, text: 'New' }, 'chat.update'] as const;
const DELETE = ['slack_delete_message', OWN, 'chat.delete'] as const;
const HISTORY = ['slack_get_history', { channel: 'C0BM00001' }, 'conversations.history'] as const;
const REACT = ['slack_add_reaction', { ...OWN, emoji: 'eyes' }, 'reactions.add'] as const;
const UNREACT = [
  'slack_remove_reaction',
  { channel: '#sales', ts: '1793211600.000000', emoji: 'muscle' },
  'reactions.remove',
] as const;
const SCHEDULE = [
  'slack_schedule_message',
  { channel: 'C0BM00001', text: 'Later', at: '2026-11-24T09:00:00Z' },
  'chat.scheduleMessage',
] as const;
const CANVAS = [
  'slack_update_canvas',
  { canvas: 'F0BM00002', operation: 'insert_at_end', markdown: 'More' },
  'canvases.edit',
] as const;

let sandbox: SlackSandbox;
const cleanup: (() => Promise<void>)[] = [];
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterEach(async () => {
  for (const close of cleanup.splice(0)) await close();
});
afterAll(() => sandbox?.close());

async function stubbed(answers: Record<string, StubbedAnswer>, values: Record<string, string> = {}) {
  const stub = await stubMethods(sandbox, answers);
  const host = await connectSandbox(slack, stub.target, { approve: 'accept', values });
  cleanup.push(host.close, stub.close);
  return { host, asked: stub.asked };
}

const AGAIN = 'Read the current state, then try again.';
const ADMIN = 'Ask an administrator of Slack for access, or use another account.';

describe('a refusal of Slack says what, and what to do', () => {
  it.each<[code: string, readonly [Tool, object, string], kind: string, message: string, next: string]>([
    [
      'not_in_channel',
      POST,
      'forbidden',
      'Slack refused: not_in_channel: you are not in this channel; join it in Slack first',
      ADMIN,
    ],
    [
      'restricted_action',
      POST,
      'forbidden',
      'Slack refused: restricted_action: a rule of the workspace forbids it',
      ADMIN,
    ],
    [
      'is_archived',
      POST,
      'conflict',
      'Slack refused: is_archived: the channel is archived; unarchive it in Slack, or use another.',
      AGAIN,
    ],
    [
      'msg_too_long',
      POST,
      'too_large',
      'Slack refused: msg_too_long: the text is too long.',
      'Shorten it, or post it in parts.',
    ],
    [
      'channel_not_found',
      HISTORY,
      'not_found',
      'The channel does not exist.',
      'Find its id with `slack_list_channels`; private ones are seen by members only.',
    ],
    [
      'message_not_found',
      UPDATE,
      'not_found',
      'The message does not exist.',
      'Read its `ts` with `slack_get_history` or `slack_get_thread`.',
    ],
    [
      'cant_update_message',
      UPDATE,
      'forbidden',
      'Slack refused: cant_update_message: only who posted a message may change it',
      ADMIN,
    ],
    [
      'edit_window_closed',
      UPDATE,
      'forbidden',
      'Slack refused: edit_window_closed: the workspace lets nobody change a message that old; post a new one',
      ADMIN,
    ],
    [
      'cant_delete_message',
      DELETE,
      'forbidden',
      'Slack refused: cant_delete_message: only who posted a message may delete it',
      ADMIN,
    ],
    [
      'time_in_past',
      SCHEDULE,
      'invalid_request',
      'Slack refused: time_in_past: the time is over.',
      'Give a time to come.',
    ],
    [
      'time_too_far',
      SCHEDULE,
      'invalid_request',
      'Slack refused: time_too_far: the time is too far away.',
      'Give a time of the next 120 days.',
    ],
    [
      'already_reacted',
      REACT,
      'conflict',
      'Slack refused: already_reacted: you reacted with this emoji already.',
      AGAIN,
    ],
    ['no_reaction', UNREACT, 'conflict', 'Slack refused: no_reaction: you have not reacted with this emoji.', AGAIN],
    [
      'canvas_editing_failed',
      CANVAS,
      'conflict',
      'Slack refused: canvas_editing_failed: the canvas was not changed; look its sections up again.',
      AGAIN,
    ],
    [
      'file_deleted',
      ['slack_get_file', { file: 'F0BM00001' }, 'files.info'],
      'not_found',
      'The file does not exist.',
      'It was deleted.',
    ],
    [
      'users_not_found',
      ['slack_get_user', { user: 'nobody@example.com' }, 'users.lookupByEmail'],
      'not_found',
      'A person with this email does not exist.',
      'Look for the name with `slack_list_users`.',
    ],
    ['a_new_code', HISTORY, 'invalid_request', 'Slack refused: a_new_code.', 'Check the arguments.'],
  ])('%s', async (error, [tool, args, method], kind, message, next) => {
    const { host } = await stubbed({ [method]: { body: { ok: false, error } } });
    expect(await host.error(tool, args as Record<string, unknown>)).toMatchObject({ kind, message, next });
  });

  it.each([
    ['invalid_auth', 'the token is not one of Slack’s, or not for this address'],
    ['token_revoked', 'the token was revoked, or the app was removed'],
    ['account_inactive', 'the person or the workspace of the token was deactivated'],
  ])('%s of a token that was given, after one attempt', async (error, words) => {
    const { host, asked } = await stubbed({ 'conversations.list': { body: { ok: false, error } } });
    expect(await host.error('slack_list_channels')).toMatchObject({
      kind: 'auth_expired',
      message: `Slack does not accept the credentials: ${error}: ${words}`,
      next: 'Run `rolekit connect slack` to sign in again.',
    });
    expect(asked).toEqual(['conversations.list']);
  });

  it('missing_scope, with the scopes that the token needs and has', async () => {
    const body = { ok: false, error: 'missing_scope', needed: 'reactions:write', provided: 'chat:write,users:read' };
    const { host } = await stubbed({ 'reactions.add': { body } });
    expect(await host.error('slack_add_reaction', { ...OWN, emoji: 'eyes' })).toMatchObject({
      kind: 'forbidden',
      message:
        'Slack refused: missing_scope: the token needs reactions:write and has chat:write,users:read; add it to the Slack app, then install or sign in again',
    });
  });

  it('invalid_arguments, with what Slack says of them', async () => {
    const body = {
      ok: false,
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] missing required field: channel'] },
    };
    const { host } = await stubbed({ 'conversations.history': { body } });
    expect(await host.error('slack_get_history', { channel: 'C0BM00001' })).toMatchObject({
      kind: 'invalid_request',
      message: 'Slack refused: invalid_arguments: [ERROR] missing required field: channel.',
    });
  });

  it('ratelimited, with the seconds, and holds back that method alone', async () => {
    const limited = { status: 429, headers: { 'retry-after': '30' }, body: { ok: false, error: 'ratelimited' } };
    const { host, asked } = await stubbed({ 'users.list': limited });
    const error = { kind: 'rate_limited', retryAfterSeconds: 30 };
    expect(await host.error('slack_list_users')).toMatchObject(error);
    expect(await host.error('slack_list_users')).toMatchObject(error);
    expect((await host.list('slack_list_channels', { limit: 1 })).items).toHaveLength(1);
    expect(asked).toEqual(['users.list', 'conversations.list']);
  });
});

describe('a post whose outcome nobody knows', () => {
  it.each([
    ['a server that breaks', { status: 500, body: {}, done: true }],
    ['Slack, which may have done it', { body: { ok: false, error: 'fatal_error' }, done: true }],
  ])('of %s is not sent again, and said to be unknown', async (_, answer) => {
    const before = sandbox.stats().writes;
    const { host, asked } = await stubbed({ 'chat.postMessage': answer });
    expect(await host.error('slack_post_message', { channel: 'C0BM00001', text: 'Once' })).toMatchObject({
      code: 'RK_WRITE_UNKNOWN',
      next: expect.stringContaining('Do not repeat it.'),
    });
    expect(asked.filter((method) => method === 'chat.postMessage')).toHaveLength(1);
    expect(sandbox.stats().writes - before).toBe(1);
  });
});
