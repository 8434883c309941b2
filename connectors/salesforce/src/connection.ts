import { type ConfigOf, defineConnection, field } from '@rolekit/sdk';
import { signInWithOAuth } from '@rolekit/sdk/http';
import { z } from 'zod';
import { createClient, type SalesforceClient, TOKEN_PATH } from './client.ts';
import { classifyToken } from './errors.ts';

const config = {
  loginUrl: field(
    z.url().default('https://login.salesforce.com'),
    'https://login.salesforce.com, https://test.salesforce.com for a Salesforce sandbox, or your My Domain URL.',
  ),
  instanceUrl: field(
    z.url().optional(),
    'My Domain URL (https://yourcompany.my.salesforce.com). Needed unless a refresh token is given.',
  ),
  clientId: field(z.string().min(1), {
    title: 'Consumer key',
    description: 'Of the External Client App (or connected app) with the OAuth scope api.',
  }),
  clientSecret: field(z.string().min(1).optional(), {
    title: 'Consumer secret',
    description: 'Of the same app, unless it signs people in without one.',
    secret: true,
  }),
  refreshToken: field(z.string().min(1).optional(), {
    description: "A user's, as --sign-in brings it; without it the app's Run As user is used (client credentials).",
    secret: true,
  }),
  callbackUrl: field(
    z.url().default('http://localhost:1717/OauthRedirect'),
    'Of the same app, letter for letter, for --sign-in. http://localhost:1717/OauthRedirect by default.',
  ),
  apiVersion: field(
    z
      .string()
      .regex(/^v\d{2,3}\.0$/)
      .default('v62.0'),
    'Version of the REST API, v62.0 by default.',
  ),
};

export type SalesforceConfig = ConfigOf<typeof config>;

/**
 * OAuth with a refresh token, which a sign-in brings, or client credentials; one client with its caches for all tools.
 *
 * Salesforce's web server flow: https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm.
 * It compares the callback URL with its port, and takes `http` for localhost only. The org is in `instance_url` of each answer
 * to a refresh, so that it is not kept.
 */
export const connection = defineConnection({
  config,
  open: (context): SalesforceClient => createClient(context),
  // #region sign-in
  async signIn({ connector, config, http }, browser) {
    const { refreshToken } = await signInWithOAuth({
      connector,
      http: http({ baseUrl: config.loginUrl, classify: classifyToken }),
      browser,
      server: { authorizationUrl: new URL('/services/oauth2/authorize', config.loginUrl).href, tokenUrl: TOKEN_PATH },
      client: { id: config.clientId, secret: config.clientSecret },
      scopes: ['api', 'id', 'refresh_token'],
      redirectUri: config.callbackUrl,
    });
    return { refreshToken };
  },
  brings: ['refreshToken'],
  // #endregion
  async test(client) {
    const id = await client.userId();
    const { records } = await client.query(`SELECT Name, Username FROM User WHERE Id = '${id}'`);
    const [user] = records;
    return `${String(user?.Name ?? id)} (${String(user?.Username ?? 'unknown user name')}) at ${await client.instanceUrl()}`;
  },
});
