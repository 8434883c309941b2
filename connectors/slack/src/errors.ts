import type { ErrorCode } from '@rolekit/sdk';
import { failWith, type HttpResponse, oneLine, type ResponseAction } from '@rolekit/sdk/http';

interface Refusal {
  ok?: unknown;
  error?: unknown;
  needed?: unknown;
  provided?: unknown;
  response_metadata?: { messages?: unknown } | undefined;
}

type Meaning = readonly [code: ErrorCode, words: string, hint?: string];

/** What Slack's codes mean, what to do about them, and where that is not plain, as which error. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  not_allowed_token_type: ['RK_FORBIDDEN', 'this needs a user token (xoxp-), a bot cannot do it'],
  not_in_channel: ['RK_FORBIDDEN', 'you are not in this channel; join it in Slack first'],
  cant_update_message: ['RK_FORBIDDEN', 'only who posted a message may change it'],
  cant_delete_message: ['RK_FORBIDDEN', 'only who posted a message may delete it'],
  edit_window_closed: ['RK_FORBIDDEN', 'the workspace lets nobody change a message that old; post a new one'],
  no_permission: ['RK_FORBIDDEN', 'the token may not do this'],
  restricted_action: ['RK_FORBIDDEN', 'a rule of the workspace forbids it'],
  restricted_action_read_only_channel: ['RK_FORBIDDEN', 'only some people may post in this channel'],
  restricted_action_thread_only_channel: ['RK_FORBIDDEN', 'this channel takes replies in threads only'],
  ekm_access_denied: ['RK_FORBIDDEN', 'the workspace has closed access with its own keys'],
  team_access_not_granted: ['RK_FORBIDDEN', 'the token is not for this workspace'],
  already_reacted: ['RK_CONFLICT', 'you reacted with this emoji already'],
  no_reaction: ['RK_CONFLICT', 'you have not reacted with this emoji'],
  is_archived: ['RK_CONFLICT', 'the channel is archived; unarchive it in Slack, or use another'],
  canvas_editing_failed: ['RK_CONFLICT', 'the canvas was not changed; look its sections up again'],
  msg_too_long: ['RK_TOO_LARGE', 'the text is too long', 'Shorten it, or post it in parts.'],
  time_in_past: ['RK_INVALID_REQUEST', 'the time is over', 'Give a time to come.'],
  time_too_far: ['RK_INVALID_REQUEST', 'the time is too far away', 'Give a time of the next 120 days.'],
  too_many_reactions: ['RK_INVALID_REQUEST', 'the message has as many emoji as Slack allows', 'Use one it has.'],
  invalid_name: ['RK_INVALID_REQUEST', 'there is no such emoji', 'Use its name without colons: white_check_mark.'],
  invalid_scheduled_message_id: ['RK_NOT_FOUND', 'The scheduled message', 'It was posted or deleted already.'],
  file_deleted: ['RK_NOT_FOUND', 'The file', 'It was deleted.'],
  canvas_deleted: ['RK_NOT_FOUND', 'The canvas', 'It was deleted.'],
};

/** What is not there by its code, and where its id is found. */
const MISSING: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  channel: ['The channel', 'Find its id with `slack_list_channels`; private ones are seen by members only.'],
  message: ['The message', 'Read its `ts` with `slack_get_history` or `slack_get_thread`.'],
  thread: ['The thread', 'Read its `ts` with `slack_get_history`.'],
  user: ['The person', 'Find the id with `slack_list_users`.'],
  users: ['A person with this email', 'Look for the name with `slack_list_users`.'],
  file: ['The file', 'Find its id with `slack_list_files`.'],
  canvas: ['The canvas', 'Find its id with `slack_list_files`, canvases only.'],
};

const AGAIN = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org'];
const CREDENTIALS: Readonly<Record<string, string>> = {
  not_authed: 'no token was sent',
  invalid_auth: 'the token is not one of Slack’s, or not for this address',
  token_expired: 'the token is over',
  token_revoked: 'the token was revoked, or the app was removed',
  account_inactive: 'the person or the workspace of the token was deactivated',
  org_login_required: 'the workspace is moving into an organisation',
};
const OVER = ['token_expired', 'token_revoked', 'invalid_auth'];

/**
 * What a response means: Slack refuses with status 200 and `ok: false`.
 *
 * @param isRefreshed a token that is over has a successor
 */
export function classify(response: HttpResponse, isRefreshed: boolean): ResponseAction | undefined {
  const refusal = refusalOf(response);
  if (!refusal) return undefined;
  const { code, words } = refusal;
  if (code === 'ratelimited' || code === 'rate_limited') return { action: 'rate_limited' };
  if (code === 'invalid_cursor') return { action: 'reset_pagination', reason: code };
  // Slack says of these that some of it may have been done
  if (AGAIN.includes(code)) return { action: 'retry', reason: code, perhapsDone: code !== 'service_unavailable' };
  const credentials = CREDENTIALS[code];
  if (credentials !== undefined)
    return isRefreshed && OVER.includes(code)
      ? { action: 'refresh_then_retry', reason: `${code}: ${credentials}` }
      : expired(`${code}: ${credentials}`, isRefreshed);
  if (code === 'missing_scope') return failWith('RK_FORBIDDEN', { connector: 'slack', reason: scopesOf(refusal.body) });
  const [what, where] = MISSING[code.replace(/_not_found$/, '')] ?? [];
  if (code.endsWith('_not_found'))
    return failWith('RK_NOT_FOUND', { what: what ?? `What was asked for (${code})`, hint: where ?? 'Check the id.' });
  const [error, meaning, hint = ''] = MEANINGS[code] ?? ['RK_INVALID_REQUEST', words, 'Check the arguments.'];
  return failWith(error, {
    connector: 'slack',
    what: meaning,
    reason: error === 'RK_FORBIDDEN' ? `${code}: ${meaning}` : `Slack refused: ${code}${meaning && `: ${meaning}`}.`,
    hint,
  });
}

const TOKEN_ADVICE: Readonly<Record<string, string>> = {
  invalid_client_id: 'check the client ID',
  bad_client_secret: 'check the client secret; an app without PKCE needs one',
  bad_redirect_uri: 'the callback URL has to be one of the app’s redirect URLs, letter for letter',
  invalid_code: 'the sign-in took too long',
  code_already_used: 'the code was used before',
  invalid_refresh_token: 'it was used or revoked, or is 30 days old',
  token_revoked: 'the app was removed',
};

/** What a refusal of the token endpoint means, with what to do about it. */
export function classifyToken(response: HttpResponse): ResponseAction | undefined {
  const refusal = refusalOf(response);
  if (!refusal) return undefined;
  if (AGAIN.includes(refusal.code)) return { action: 'retry', reason: refusal.code };
  const advice = TOKEN_ADVICE[refusal.code];
  return expired(advice === undefined ? refusal.code : `${refusal.code} (${advice})`, true);
}

function refusalOf({ status, body }: HttpResponse): { code: string; words: string; body: Refusal } | undefined {
  if (status !== 200 || typeof body !== 'object' || body === null) return undefined;
  const refusal = body as Refusal;
  if (refusal.ok !== false) return undefined;
  const messages = refusal.response_metadata?.messages;
  const words = Array.isArray(messages) ? oneLine(messages.map(String).join('; '), 300) : '';
  return { code: typeof refusal.error === 'string' ? refusal.error : 'an error without a code', words, body: refusal };
}

function scopesOf({ needed, provided }: Refusal): string {
  const has = typeof provided === 'string' && provided !== '' ? provided.slice(0, 300) : 'none';
  return `missing_scope: the token needs ${String(needed)} and has ${has}; add it to the Slack app, then install or sign in again`;
}

function expired(reason: string, isSignedIn: boolean): ResponseAction {
  const command = `rolekit connect slack${isSignedIn ? ' --sign-in' : ''}`;
  return failWith('RK_AUTH_EXPIRED', { connector: 'slack', reason, command });
}
