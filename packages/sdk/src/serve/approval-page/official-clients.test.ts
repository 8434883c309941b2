import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { toolErrorOf } from '../../tool-error.ts';
import { ARGS, openDesk } from './desk.fixture.ts';

let desk: Awaited<ReturnType<typeof openDesk>>;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const CALL = { name: 'shelf_update_book', arguments: ARGS };

/** What the official clients have in common here. */
interface Caller {
  callTool(call: typeof CALL): Promise<object>;
  close(): Promise<void>;
}

const options = () => ({ requestInit: { headers: { authorization: `Bearer ${desk.serving.token}` } } });

async function connect(mode: 'legacy' | { pin: '2026-07-28' }): Promise<Caller> {
  const client = new Client({ name: 'unasked', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(new URL(desk.serving.url), options()));
  return client;
}

async function connectV1(): Promise<Caller> {
  const client = new ClientV1({ name: 'unasked', version: '1' });
  await client.connect(new TransportV1(new URL(desk.serving.url), options()) as never);
  // from now on it checks results against the schemas of the tools
  await client.listTools();
  return client;
}

it.each([
  ['of 2026-07-28', () => connect({ pin: '2026-07-28' })],
  ['of 2025, in a session', () => connect('legacy')],
  ['of the older official SDK', connectV1],
])('a client without elicitation, %s, reads the link and repeats its call', async (_, connected) => {
  const client = await connected();
  const link = toolErrorOf(await client.callTool(CALL))?.approvalUrl ?? '';
  expect(desk.library.seen.applied).toBe(0);
  const person = await desk.person(link);
  await person.decide(link, 'approved');
  expect(await client.callTool(CALL)).toMatchObject({ structuredContent: { item: { title: 'New' } } });
  expect(desk.library.seen.applied).toBe(1);
  await client.close();
});

it('an approval given to one client of a principal counts for another one’s same call, and once for both', async () => {
  const [one, other] = [await connect('legacy'), await connect({ pin: '2026-07-28' })];
  const link = toolErrorOf(await one.callTool(CALL))?.approvalUrl ?? '';
  await (await desk.person(link)).decide(link, 'approved');
  const answers = await Promise.all([one.callTool(CALL), other.callTool(CALL)]);
  expect(answers.filter((answer) => toolErrorOf(answer) === undefined)).toHaveLength(1);
  expect(desk.library.seen.applied).toBe(1);
  await Promise.all([one.close(), other.close()]);
});
