import { defineConnection, field, secret } from '@rolekit/sdk';
import { z } from 'zod';
import { createClient, type Slack } from './client.ts';

const WHO = z.object({ team: z.string(), user: z.string() });

/** A user's or bot's token; one client with its caches for all tools. */
export const slack = defineConnection({
  config: {
    token: secret('User token (xoxp-…) of your Slack app, or its bot token (xoxb-…), which cannot search.'),
    app: field(z.enum(['internal', 'distributed']).default('internal'), {
      title: 'App',
      description:
        'internal: made for your own workspace. distributed: given to others outside of the Slack Marketplace; Slack lets it read 15 messages of history a minute.',
      env: 'SLACK_APP',
    }),
    baseUrl: field(z.url().default('https://slack.com'), 'https://slack.com, unless you are told otherwise.'),
  },
  open: (context): Slack => createClient(context),
  async test(api) {
    const { team, user } = await api.get('/api/auth.test', WHO);
    return `${user} in ${team}`;
  },
});
