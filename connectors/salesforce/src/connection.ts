import { type ConfigOf, defineConnection, field } from '@rolekit/sdk';
import { z } from 'zod';
import { createClient, type SalesforceClient } from './client.ts';

const config = {
  loginUrl: field(z.url().default('https://login.salesforce.com'), {
    title: 'Login URL',
    description:
      'https://login.salesforce.com, https://test.salesforce.com for a Salesforce sandbox, or your My Domain URL.',
    env: 'SALESFORCE_LOGIN_URL',
  }),
  instanceUrl: field(z.url().optional(), {
    title: 'Instance URL',
    description: 'My Domain URL (https://yourcompany.my.salesforce.com). Needed unless a refresh token is given.',
    env: 'SALESFORCE_INSTANCE_URL',
  }),
  clientId: field(z.string().min(1), {
    title: 'Consumer key',
    description: 'Of the External Client App (or connected app) with the OAuth scope api.',
    env: 'SALESFORCE_CLIENT_ID',
  }),
  clientSecret: field(z.string().min(1), {
    title: 'Consumer secret',
    description: 'Of the same app.',
    env: 'SALESFORCE_CLIENT_SECRET',
    secret: true,
  }),
  refreshToken: field(z.string().min(1).optional(), {
    title: 'Refresh token',
    description: "A user's refresh token; without it the app's Run As user is used (client credentials).",
    env: 'SALESFORCE_REFRESH_TOKEN',
    secret: true,
  }),
  apiVersion: field(
    z
      .string()
      .regex(/^v\d{2,3}\.0$/)
      .default('v62.0'),
    { title: 'API version', description: 'Version of the REST API, v62.0 by default.', env: 'SALESFORCE_API_VERSION' },
  ),
};

export type SalesforceConfig = ConfigOf<typeof config>;

/** OAuth with a refresh token or client credentials; one client with its caches for all tools. */
export const connection = defineConnection({
  config,
  open: (context): SalesforceClient => createClient(context),
  async test(client, signal) {
    const id = await client.userId(signal);
    const { records } = await client.query(`SELECT Name, Username FROM User WHERE Id = '${id}'`, { signal });
    const [user] = records;
    return `${String(user?.Name ?? id)} (${String(user?.Username ?? 'unknown user name')}) at ${await client.instanceUrl(signal)}`;
  },
});
