import { defineTool } from '@rolekit/sdk';
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

export const getUser = defineTool({
  connection,
  name: 'salesforce_get_user',
  title: 'Get the connected Salesforce user',
  access: 'read',
  description: 'Who is connected. Use the id as OwnerId for "my" records.',
  input: z.object({}),
  item: z.looseObject({ id: z.string() }),
  examples: [{ title: 'Who am I?', input: {} }],
  async handler({ connection: client, signal }) {
    const id = await client.userId(signal);
    const schema = await client.describe('User', signal);
    const { Id, ...fields } = await readRecord(
      client,
      'User',
      id,
      USER_FIELDS.filter((name) => fieldOf(schema, name)),
      signal,
    );
    return { item: { id: String(Id), ...fields } };
  },
});

/** Shown even when untouched: what a heavy reader runs into first. */
const NOTABLE = new Set(['DailyApiRequests', 'DataStorageMB', 'FileStorageMB', 'DailyBulkV2QueryJobs']);

export const getLimits = defineTool({
  connection,
  name: 'salesforce_get_limits',
  title: 'Get Salesforce limits',
  access: 'read',
  description:
    'API calls and storage that the org has used and has left. Ask before very large reads or after a rate limit.',
  input: z.object({}),
  item: z.object({
    apiUsed: z.int().optional(),
    apiMax: z.int().optional(),
    limits: z.array(z.object({ name: z.string(), max: z.number(), remaining: z.number() })),
  }),
  examples: [{ title: 'What is left today?', input: {} }],
  async handler({ connection: client, signal }) {
    const answer = await client.limits(signal);
    const usage = client.usage();
    const all = Object.entries(answer).map(([name, { Max, Remaining }]) => ({ name, max: Max, remaining: Remaining }));
    const limits = all.filter(({ name, max, remaining }) => NOTABLE.has(name) || remaining < max);
    const left = all.length - limits.length;
    return {
      item: { ...(usage ? { apiUsed: usage.used, apiMax: usage.max } : {}), limits },
      notes: left > 0 ? [`${left} limits of which nothing is used are left out.`] : [],
    };
  },
});
