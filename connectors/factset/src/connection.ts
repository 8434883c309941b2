import { type ConfigOf, defineConnection, field } from '@rolekit/sdk';
import { z } from 'zod';
import { createClient } from './client.ts';

const config = {
  username: field(
    z
      .string()
      .trim()
      .regex(/^[^\s:]+-\d+$/),
    {
      title: 'User name and serial',
      description: 'USERNAME-SERIAL, as the developer portal shows it beside the API key.',
      env: 'FACTSET_USERNAME_SERIAL',
    },
  ),
  apiKey: field(z.string().trim().min(16), {
    description: 'Made in the developer portal, for the IP range that calls come from.',
    secret: true,
  }),
  baseUrl: field(z.url().default('https://api.factset.com'), 'https://api.factset.com, unless you are told otherwise.'),
  jobWaitSeconds: field(z.coerce.number().int().min(1).max(110).default(45), {
    title: 'Seconds to wait for a batch job',
    description: 'After that, a call answers with a cursor that goes on waiting. 45 by default.',
  }),
};

export type FactSetConfig = ConfigOf<typeof config>;

/** API key over HTTP Basic; one client with its caches and its pace for all tools. */
export const factset = defineConnection({
  config,
  open: createClient,
  test: async (client) => `${client.username}, ${(await client.fundamentalItems()).items.size} fundamentals items`,
});
