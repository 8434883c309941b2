import { type ConfigOf, defineConnection, field } from '@rolekit/sdk';
import { z } from 'zod';
import { createClient } from './client.ts';

const text = z.string().trim().min(1).optional();
const config = {
  accessToken: field(text, {
    description: 'Of a private app (pat-…). Or leave it out and give the three values of an OAuth app.',
    secret: true,
  }),
  clientId: field(text, 'Of an OAuth app; only without an access token.'),
  clientSecret: field(text, { description: 'Of the same OAuth app.', secret: true }),
  refreshToken: field(text, { description: 'Of the user who installed the OAuth app.', secret: true }),
  apiVersion: field(
    z.enum(['v3', '2026-03', '2026-09']).default('2026-03'),
    'v3 (with v4 associations), 2026-03 or 2026-09. 2026-03 by default.',
  ),
  baseUrl: field(z.url().default('https://api.hubapi.com'), 'https://api.hubapi.com, unless you are told otherwise.'),
};

export type HubSpotConfig = ConfigOf<typeof config>;

/** A private app's token, or an OAuth app's refresh token; one client with its caches and its pace for all tools. */
export const hubspot = defineConnection({
  config,
  open: createClient,
  async test(client) {
    const { portalId, accountType } = await client.account();
    return `account ${portalId} (${accountType})`;
  },
});
