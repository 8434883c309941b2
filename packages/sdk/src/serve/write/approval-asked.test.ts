import { InMemoryTransport } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectPeople } from '../../testing/raw-client.ts';
import { shelf } from '../../testing/shelf-connector.ts';
import { toolErrorOf } from '../../tool-error.ts';
import { serveStdio } from '../endpoint/serve-stdio.ts';

type Result = { isError?: boolean; requestState?: string; _meta?: Record<string, unknown> };

type Message = {
  id?: number | string;
  method?: string;
  params?: { message?: string };
  result?: Result;
};

const YES = { action: 'accept', content: { approve: true } };

/** A 2025-11-25 client that answers questions when and as often as it is told to. */
async function olderClient(options: { approvalMs?: number } = {}) {
  const library = shelf();
  const home = temporaryFolder();
  const [client, server] = InMemoryTransport.createLinkedPair();
  const handle = serveStdio(library.plugin, { env: {}, home, transport: server, ...options });
  const seen: Message[] = [];
  const waiting = new Set<() => void>();
  client.onmessage = (message) => {
    seen.push(message as Message);
    for (const look of waiting) look();
  };
  const first = (matches: (message: Message) => boolean) =>
    new Promise<Message>((resolve) => {
      const look = () => {
        const found = seen.find(matches);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const send = (message: object) => client.send({ jsonrpc: '2.0', ...message } as never);
  await client.start();
  const capabilities = { elicitation: { form: {} } };
  const clientInfo = { name: 'older', version: '1' };
  await send({ id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities, clientInfo } });
  await first(({ id }) => id === 0);
  await send({ method: 'notifications/initialized' });
  return {
    library,
    call: (id: number, args: object) =>
      send({ id, method: 'tools/call', params: { name: 'shelf_update_book', arguments: args } }),
    question: (about: string) =>
      first(({ method, params }) => method === 'elicitation/create' && params?.message?.includes(about) === true),
    answer: (id: Message['id'], result: object) => send({ id, result }),
    result: async (id: number): Promise<Result> =>
      (await first((message) => message.id === id && message.method === undefined)).result ?? {},
    close: () => handle.close(),
  };
}

describe('an older client', () => {
  let open: Awaited<ReturnType<typeof olderClient>>;
  beforeEach(async () => {
    open = await olderClient();
  });
  afterEach(() => open.close());

  it('answers two questions at once, each for itself', async () => {
    await open.call(101, { id: 'b1', title: 'First' });
    await open.call(102, { id: 'b2', title: 'Second' });
    const [first, second] = [await open.question('First'), await open.question('Second')];
    await open.answer(second.id, YES);
    await open.answer(first.id, { action: 'decline' });
    expect(toolErrorOf(await open.result(101))).toMatchObject({ kind: 'approval_refused' });
    expect((await open.result(102)).isError).not.toBe(true);
    expect([open.library.books.get('b1')?.title, open.library.books.get('b2')?.title]).toEqual(['Book 1', 'Second']);
  });

  it('that answers twice, or what nobody asked, has one write at most', async () => {
    await open.answer('made-up', YES);
    await open.call(101, { id: 'b1', title: 'Once' });
    const { id } = await open.question('Once');
    await open.answer(id, YES);
    await open.answer(id, YES);
    await open.result(101);
    await open.call(102, { id: 'b1', title: 'Asked again' });
    const next = await open.question('Asked again');
    await open.answer(id, YES);
    await open.answer(next.id, { action: 'cancel' });
    expect(toolErrorOf(await open.result(102))).toMatchObject({ kind: 'approval_refused' });
    expect(open.library.seen.applied).toBe(1);
  });

  it('that answers too late changes nothing', async () => {
    await open.close();
    open = await olderClient({ approvalMs: -1 });
    await open.call(101, { id: 'b1', title: 'Late' });
    await open.answer((await open.question('Late')).id, YES);
    expect(toolErrorOf(await open.result(101))).toMatchObject({ message: expect.stringContaining('expired') });
    expect(open.library.seen.applied).toBe(0);
  });
});

describe('the answer of someone else, over HTTP', () => {
  it('is refused and ends the approval, whoever comes with it then', async () => {
    const library = shelf();
    const people = await connectPeople(library.plugin, { home: temporaryFolder() });
    const call = async (person: string, extra: Record<string, unknown> = {}): Promise<Result> =>
      (await people.as(person).call('shelf_update_book', { id: 'b1', title: 'New' }, extra)).result ?? {};
    const { requestState } = await call('ann');
    expect(requestState).toBeTypeOf('string');
    const yes = { requestState, inputResponses: { approval: YES } };
    expect(toolErrorOf(await call('bob', yes))).toMatchObject({ message: expect.stringContaining('someone else') });
    expect(toolErrorOf(await call('ann', yes))).toMatchObject({ message: expect.stringContaining('already used') });
    expect(library.seen.applied).toBe(0);
    const again = await call('ann');
    const applied = await call('ann', { ...yes, requestState: again.requestState });
    expect([applied.isError ?? false, library.seen.applied]).toEqual([false, 1]);
  });
});
