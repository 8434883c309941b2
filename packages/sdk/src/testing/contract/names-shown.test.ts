import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { named, namesBehind, recordId } from '../../connector/named-ids.ts';
import type { WritePlan } from '../../connector/tool-call.ts';
import { servedFrom } from '../../serve/plugin/served-connector.ts';
import { contract } from './run.ts';

const CHANNELS = new Map<string, string | undefined>([['C1', 'deal-desk']]);
const INPUT = z.object({
  channel: recordId(z.string(), 'channel'),
  text: z.string().optional(),
  name: z.string().optional(),
});
type Input = z.output<typeof INPUT>;

const lookUp = (channel: string) =>
  namesBehind([{ type: 'channel', id: channel, at: 'channel' }], async () => CHANNELS, 'List them.');

/** What the suite says of a connector whose one write is planned so. */
async function judged(plan: (input: Input) => Promise<WritePlan>, input: Input = { channel: 'C1', text: 'Hi' }) {
  const connection = defineConnection({ config: {}, open: () => ({}) });
  const post = connection.write({
    name: 'chat_post_message',
    title: 'Post a message',
    description: 'Posts a message.',
    input: INPUT,
    item: z.object({ ok: z.boolean() }),
    examples: [{ title: 'One', input }],
    plan,
    apply: async () => ({ ok: true }),
  });
  const about = { name: 'chat', title: 'Chat', version: '1.0.0', description: 'Messages.' };
  const served = servedFrom(defineConnector({ ...about, connection, hosts: [], tools: [post] }));
  const sandbox = async () => ({
    name: 'chat',
    baseUrl: 'http://127.0.0.1:9',
    environment: 'sandbox' as const,
    credentials: {},
    values: {},
    stats: () => ({ reads: 0, writes: 0 }),
    close: async () => {},
  });
  const plugin = { name: 'chat', version: '1.0.0', description: 'Chat.', connectors: [served] };
  const { results } = await contract(plugin, { only: ['approval/names'], sandbox });
  const [result] = results;
  return result?.status === 'passed' ? 'passed' : result?.problem;
}

it('passes a write that looks the name up and shows it', async () => {
  const plan = async ({ channel, text }: Input) => ({
    summary: `Post in channel ${(await lookUp(channel)).of('channel', channel)}`,
    before: null,
    after: { text },
  });
  expect(await judged(plan)).toBe('passed');
});

it('finds a write that shows the bare id, and says how to fix it', async () => {
  const plan = async ({ channel, text }: Input) => ({ summary: `Post in ${channel}`, before: null, after: { text } });
  expect(await judged(plan)).toBe(
    '`channel` is C1, and the question shows it without a name: put `named(id, name)` into the summary, or among the values, of its plan',
  );
});

it('finds a write that does not show the id at all', async () => {
  const plan = async ({ text }: Input) => ({ summary: 'Post in #deal-desk', before: null, after: { text } });
  expect(await judged(plan)).toContain('`channel` is C1, and the person who is asked does not see it');
});

it('finds a write that asks about what does not exist', async () => {
  const plan = async ({ channel, text }: Input) => ({
    summary: `Post in ${named(channel, CHANNELS.get(channel))}`,
    before: null,
    after: { text },
  });
  expect(await judged(plan)).toBe(
    '`channel`: it asks a person about Z9, which does not exist; look ids up with `namesBehind` first',
  );
});

it('finds a write that creates something and does not say what', async () => {
  const create = async (summary: string) =>
    judged(async () => ({ summary, before: null, after: { name: 'North' } }), { channel: '', name: 'North' });
  expect(await create('Create a channel')).toBe('it creates "North", and its summary does not say so');
  expect(await create('Create channel "North"')).toBe('passed');
});
