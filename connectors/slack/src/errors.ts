import { errorCodes, failWith, type HttpResponse, type ResponseAction, type ResponseRule } from '@rolekit/sdk/http';

interface Refusal {
  ok?: unknown;
  error?: unknown;
  needed?: unknown;
}

/** What Slack's codes mean; it answers them with status 200. */
export const rules: readonly ResponseRule[] = errorCodes('error', {
  rate_limited: ['ratelimited', 'rate_limited'],
  retry: ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org'],
  RK_AUTH_EXPIRED: [
    'invalid_auth',
    'not_authed',
    'token_expired',
    'token_revoked',
    'account_inactive',
    'org_login_required',
  ],
  reset_pagination: 'invalid_cursor',
  RK_CONFLICT: ['already_reacted', 'no_reaction', 'is_archived', 'edit_window_closed', 'canvas_editing_failed'],
  RK_NOT_FOUND: [/_not_found$/, 'invalid_scheduled_message_id', 'file_deleted', 'canvas_deleted'],
});

/** What the codes of a refusal need. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  not_allowed_token_type: 'this needs a user token (xoxp-), a bot cannot do it',
  not_in_channel: 'you are not in this channel; join it in Slack first',
  cant_update_message: 'only who posted a message may change it',
  cant_delete_message: 'only who posted a message may delete it',
  no_permission: 'the token may not do this',
  restricted_action: 'a rule of the workspace forbids it',
  ekm_access_denied: 'the workspace has closed access with its own keys',
  team_access_not_granted: 'the token is not for this workspace',
};

/** Every other `ok: false`. */
export function classify({ status, body }: HttpResponse): ResponseAction | undefined {
  if (status !== 200 || typeof body !== 'object' || body === null) return undefined;
  const { ok, error, needed } = body as Refusal;
  if (ok !== false) return undefined;
  const code = typeof error === 'string' ? error : 'an error without a code';
  if (code === 'missing_scope')
    return failWith('RK_FORBIDDEN', { connector: 'slack', reason: `missing_scope: the token needs ${String(needed)}` });
  const refusal = FORBIDDEN[code];
  if (refusal) return failWith('RK_FORBIDDEN', { connector: 'slack', reason: `${code}: ${refusal}` });
  return failWith('RK_INVALID_REQUEST', { reason: `Slack refused: ${code}.`, hint: 'Check the arguments.' });
}
