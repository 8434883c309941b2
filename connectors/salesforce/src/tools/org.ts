import { answer } from '@rolekit/sdk';
import { z } from 'zod';
import { connection } from '../connection.ts';
import { readRecord } from '../record.ts';
import { fieldOf } from '../schema.ts';

const USER_FIELDS = [
  'Name',
  'Username',
  'Email',
  'Title',
  'Department',
  'IsActive',
  'ManagerId',
  'TimeZoneSidKey',
  'DefaultCurrencyIsoCode',
] as const;

export const getUser = connection.item({
  name: 'salesforce_get_user',
  title: 'Get the connected Salesforce user',
  description: 'Who is connected. Use the id as OwnerId for "my" records.',
  item: z.looseObject({ id: z.string() }),
  examples: [{ title: 'Who am I?', input: {} }],
  async handler(_, client) {
    const id = await client.userId();
    const schema = await client.describe('User');
    const names = USER_FIELDS.filter((name) => fieldOf(schema, name));
    const { Id, ...fields } = await readRecord(client, 'User', id, names);
    return { id: String(Id), ...fields };
  },
});

/** Shown even when untouched: what a heavy reader runs into first. */
const NOTABLE = new Set(['DailyApiRequests', 'DataStorageMB', 'FileStorageMB', 'DailyBulkV2QueryJobs']);

export const getLimits = connection.item({
  name: 'salesforce_get_limits',
  title: 'Get Salesforce limits',
  description:
    'API calls and storage that the org has used and has left. Ask before very large reads or after a rate limit.',
  item: z.object({
    apiUsed: z.int().optional(),
    apiMax: z.int().optional(),
    limits: z.array(z.object({ name: z.string(), max: z.number(), remaining: z.number() })),
  }),
  examples: [{ title: 'What is left today?', input: {} }],
  async handler(_, client) {
    const all = Object.entries(await client.limits()).map(([name, { Max, Remaining }]) => ({
      name,
      max: Max,
      remaining: Remaining,
    }));
    const usage = client.usage();
    const limits = all.filter(({ name, max, remaining }) => NOTABLE.has(name) || remaining < max);
    const left = all.length - limits.length;
    return answer(
      { ...(usage ? { apiUsed: usage.used, apiMax: usage.max } : {}), limits },
      { notes: left > 0 ? [`${left} limits of which nothing is used are left out.`] : [] },
    );
  },
});
