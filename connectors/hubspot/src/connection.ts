import { type ConfigOf, defineConnection, field } from '@rolekit/sdk';
import { z } from 'zod';
import { createClient, type HubSpotClient } from './client.ts';

const config = {
  accessToken: field(z.string().trim().min(1).optional(), {
    title: 'Access token',
    description: 'Of a private app (pat-…). Or leave it out and give the three values of an OAuth app.',
    env: 'HUBSPOT_ACCESS_TOKEN',
    secret: true,
  }),
  clientId: field(z.string().trim().min(1).optional(), {
    title: 'Client ID',
    description: 'Of an OAuth app; only without an access token.',
    env: 'HUBSPOT_CLIENT_ID',
  }),
  clientSecret: field(z.string().trim().min(1).optional(), {
    title: 'Client secret',
    description: 'Of the same OAuth app.',
    env: 'HUBSPOT_CLIENT_SECRET',
    secret: true,
  }),
  refreshToken: field(z.string().trim().min(1).optional(), {
    title: 'Refresh token',
    description: 'Of the user who installed the OAuth app.',
    env: 'HUBSPOT_REFRESH_TOKEN',
    secret: true,
  }),
  apiVersion: field(z.enum(['v3', '2026-03', '2026-09']).default('2026-03'), {
    title: 'API version',
    description: 'v3 (with v4 associations), 2026-03 or 2026-09. 2026-03 by default.',
    env: 'HUBSPOT_API_VERSION',
  }),
  baseUrl: field(z.url().default('https://api.hubapi.com'), {
    title: 'Base URL',
    description: 'https://api.hubapi.com, unless you are told otherwise.',
    env: 'HUBSPOT_BASE_URL',
  }),
};

export type HubSpotConfig = ConfigOf<typeof config>;

/** A private app's token, or an OAuth app's refresh token; one client with its caches and its pace for all tools. */
export const connection = defineConnection({
  config,
  open: (context): HubSpotClient => createClient(context),
  async test(client, signal) {
    const { portalId, accountType } = await client.account(signal);
    return `account ${portalId} (${accountType})`;
  },
});
