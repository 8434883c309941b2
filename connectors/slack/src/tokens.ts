import { type OpenContext, RolekitError } from '@rolekit/sdk';
import { refreshToken, staticToken, type TokenSource } from '@rolekit/sdk/http';
import type { SlackConfig } from './connection.ts';
import { classifyToken } from './errors.ts';

/** Slack's token endpoint: a code's tokens are in `authed_user`, a refresh's in the answer itself. */
export const TOKENS = { path: '/api/oauth.v2.access', tokensAt: 'authed_user' };

/** The token that was given, or those of a sign-in whose app rotates them. @throws RK_NOT_CONNECTED without either */
export function tokensOf({ config, connector, http, save, exclusive }: OpenContext<SlackConfig>): TokenSource {
  const { baseUrl, token, clientId, clientSecret, refreshToken: refresh } = config;
  if (refresh !== undefined && clientId !== undefined)
    return refreshToken({
      ...{ ...TOKENS, connector, http: http({ baseUrl, classify: classifyToken }), clientId, clientSecret },
      refreshToken: refresh,
      save: (rotated) => save({ refreshToken: rotated }),
      exclusive: exclusive && ((work) => exclusive('refreshToken', work)),
    });
  if (token !== undefined) return staticToken(token);
  throw new RolekitError('RK_NOT_CONNECTED', {
    connector,
    reason: 'it needs a token, or a sign-in with the client ID of a Slack app',
    command: 'rolekit connect slack',
  });
}
