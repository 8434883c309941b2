import { RolekitError } from '../errors.ts';

/** Why a person was not signed in, and what to do about it. @param hint by default: to do it again */
export function notSignedIn(connector: string, reason: string, hint?: string): RolekitError {
  return new RolekitError('RK_SIGN_IN', {
    connector,
    // it ends on a terminal, which control characters could command
    reason: reason.replaceAll(/[\s\p{Cc}]+/gu, ' ').slice(0, 300),
    hint: hint ?? `Run \`rolekit connect ${connector} --sign-in\` again.`,
  });
}

/** A token endpoint speaks of credentials; here they are those of a sign-in that goes on. */
export function asSignInError(connector: string, error: unknown): unknown {
  const refused = error instanceof RolekitError && error.code === 'RK_AUTH_EXPIRED';
  return refused ? notSignedIn(connector, String(error.data.reason)) : error;
}

/** What an authorization server's error says (RFC 6749, 4.1.2.1), with what to do where that is plain. */
export function refusedSignIn(connector: string, error: string, description: unknown): RolekitError {
  const reason = typeof description === 'string' && description ? `${error}: ${description}` : error;
  return notSignedIn(connector, reason, HINTS[error]);
}

const HINTS: Readonly<Record<string, string>> = {
  access_denied: 'Sign in again and allow it, or ask an administrator to allow the app.',
  invalid_scope: 'Allow the app the scopes that the connector asks for, then sign in again.',
  invalid_client: 'Check the client ID and secret, then sign in again.',
  unauthorized_client: 'Allow the app this way to sign in, at the vendor.',
  unsupported_response_type: 'Allow the app the authorization code flow, at the vendor.',
  expired_token: 'Nobody entered the code in time: sign in again.',
};
