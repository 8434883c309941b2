import { type ConfigOf, defineConnection, field } from '@rolekit/sdk';
import { signInWithOAuth } from '@rolekit/sdk/http';
import { z } from 'zod';
import { createClient, type Slack } from './client.ts';
import { classifyToken } from './errors.ts';
import { TOKENS } from './tokens.ts';

const WHO = z.object({ team: z.string(), user: z.string() });
const text = z.string().trim().min(1).optional();
const SCOPES = [
  ...['channels:read', 'channels:history', 'groups:read', 'groups:history', 'search:read', 'users:read'],
  ...['users:read.email', 'files:read', 'reactions:read', 'reactions:write', 'chat:write', 'canvases:read'],
  'canvases:write',
];

const config = {
  token: field(text, {
    description: 'User token (xoxp-…) of your Slack app, or its bot token (xoxb-…), which cannot search. Or sign in.',
    secret: true,
  }),
  app: field(z.enum(['internal', 'distributed']).default('internal'), {
    title: 'App',
    description:
      'internal: made for your own workspace. distributed: given to others outside of the Slack Marketplace; Slack lets it read 15 messages of history a minute.',
    env: 'SLACK_APP',
  }),
  clientId: field(text, 'Of your Slack app, for --sign-in.'),
  clientSecret: field(text, { description: 'Of the same app, unless it has PKCE.', secret: true }),
  refreshToken: field(text, { description: 'Of an app with token rotation, as --sign-in brings it.', secret: true }),
  callbackUrl: field(
    z.url().default('http://localhost:1717/callback'),
    'Redirect URL of the app, letter for letter, for --sign-in. http://localhost:1717/callback by default.',
  ),
  baseUrl: field(z.url().default('https://slack.com'), 'https://slack.com, unless you are told otherwise.'),
};

export type SlackConfig = ConfigOf<typeof config>;

/**
 * A user's or bot's token, or a sign-in; one client with its caches for all tools.
 *
 * Slack gives a user's token nested and, without token rotation, for good: https://docs.slack.dev/authentication/installing-with-oauth.
 * It takes a callback on this machine of apps with PKCE, and then no bot scopes: https://docs.slack.dev/authentication/using-pkce.
 */
export const slack = defineConnection({
  config,
  open: (context): Slack => createClient(context),
  async signIn({ connector, config, http }, browser) {
    const { baseUrl, clientId: id, clientSecret: secret, callbackUrl: redirectUri } = config;
    const { accessToken, refreshToken } = await signInWithOAuth({
      connector,
      http: http({ baseUrl, classify: classifyToken }),
      browser,
      server: { authorizationUrl: new URL('/oauth/v2/authorize', baseUrl).href, tokenUrl: TOKENS.path },
      client: { id, secret },
      authorizationParameters: { user_scope: SCOPES.join(',') },
      redirectUri,
      tokensAt: TOKENS.tokensAt,
      lasting: true,
    });
    return refreshToken === undefined ? { token: accessToken } : { refreshToken };
  },
  brings: ['token', 'refreshToken'],
  async test(api) {
    const { team, user } = await api.get('/api/auth.test', WHO);
    return `${user} in ${team}`;
  },
});
