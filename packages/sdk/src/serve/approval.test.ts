import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InMemoryTransport } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shelf } from '../testing/shelf.ts';
import { Approvals, approvalQuestion } from './approval.ts';
import { serveStdio } from './stdio.ts';
import { toolErrorOf } from './tool-error.ts';

type Answer = {
  result?: Record<string, unknown> & {
    requestState?: string;
    _meta?: Record<string, unknown>;
  };
  error?: { message: string };
};

/** A 2026-07-28 client that sends exactly what it is told to. */
async function rawClient(options: { approvalMs?: number } = {}) {
  const library = shelf();
  const [client, server] = InMemoryTransport.createLinkedPair();
  const home = await mkdtemp(join(tmpdir(), 'rolekit-home-'));
  const handle = serveStdio(library.plugin, { env: {}, home, transport: server, ...options });
  const waiting = new Map<number, (answer: Answer) => void>();
  client.onmessage = (message) => waiting.get((message as { id: number }).id)?.(message as Answer);
  await client.start();
  let id = 0;
  return {
    library,
    call(args: Record<string, unknown>, extra: Record<string, unknown> = {}): Promise<Answer> {
      const params = {
        name: 'shelf_update_book',
        arguments: args,
        ...extra,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
          'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
        },
      };
      id++;
      const answer = new Promise<Answer>((resolve) => waiting.set(id, resolve));
      void client.send({ jsonrpc: '2.0', id, method: 'tools/call', params });
      return answer;
    },
    close: () => handle.close(),
  };
}

const YES = { inputResponses: { approval: { action: 'accept', content: { approve: true } } } };
const ARGS = { id: 'b1', title: 'New' };
let open: Awaited<ReturnType<typeof rawClient>>;

beforeEach(async () => {
  open = await rawClient();
});
afterEach(() => open.close());

async function asked(): Promise<string> {
  const { result } = await open.call(ARGS);
  expect(result?.resultType).toBe('input_required');
  return result?.requestState ?? '';
}

const refused = (answer: Answer) => toolErrorOf(answer.result ?? {});

describe('an approval', () => {
  it('is refused without the state of its question', async () => {
    await asked();
    expect(refused(await open.call(ARGS, YES))).toMatchObject({
      kind: 'approval_refused',
      message: expect.stringContaining('without the state'),
    });
    expect(open.library.seen.applied).toBe(0);
  });

  it('is refused with a forged state', async () => {
    const state = await asked();
    const forged = `${state.slice(0, -4)}AAAA`;
    expect(refused(await open.call(ARGS, { ...YES, requestState: forged }))).toMatchObject({
      message: expect.stringContaining('not one that this server gave out'),
    });
    expect(open.library.seen.applied).toBe(0);
  });

  it('counts for the same arguments only, and is spent by other ones', async () => {
    const state = await asked();
    expect(refused(await open.call({ ...ARGS, title: 'Other' }, { ...YES, requestState: state }))).toMatchObject({
      message: expect.stringContaining('other arguments'),
    });
    expect(refused(await open.call(ARGS, { ...YES, requestState: state }))).toMatchObject({
      message: expect.stringContaining('already used'),
    });
    expect(open.library.seen.applied).toBe(0);
  });

  it('counts once, also when it is sent twice at the same time', async () => {
    const state = await asked();
    const answers = await Promise.all([
      open.call(ARGS, { ...YES, requestState: state }),
      open.call(ARGS, { ...YES, requestState: state }),
    ]);
    expect(answers.filter((answer) => answer.result?.isError)).toHaveLength(1);
    expect(open.library.seen.applied).toBe(1);
  });

  it('needs the yes itself: accepting the form with "no" changes nothing', async () => {
    const state = await asked();
    const no = { inputResponses: { approval: { action: 'accept', content: { approve: false } } }, requestState: state };
    expect(refused(await open.call(ARGS, no))).toMatchObject({ kind: 'approval_refused' });
    expect(open.library.seen.applied).toBe(0);
  });

  it('is refused when the state comes back without an answer', async () => {
    const state = await asked();
    expect(refused(await open.call(ARGS, { requestState: state }))).toMatchObject({ kind: 'approval_refused' });
    expect(open.library.seen.applied).toBe(0);
  });
});

describe('Approvals', () => {
  const subject = { tool: 't', input: { a: 1 }, principal: 'ann' };
  const plan = { summary: 's', before: null, after: { a: 1 } };

  it('expire', () => {
    let now = 1000;
    const approvals = new Approvals(500, () => now);
    const state = approvals.ask(subject, plan);
    now = 1501;
    expect(() => approvals.consume(state, subject)).toThrow('expired');
  });

  it('are bound to the principal', () => {
    const approvals = new Approvals(500);
    expect(() => approvals.consume(approvals.ask(subject, plan), { ...subject, principal: 'bob' })).toThrow(
      'someone else',
    );
  });

  it('of another process do not count', () => {
    expect(() => new Approvals(500).consume(new Approvals(500).ask(subject, plan), subject)).toThrow(
      'not one that this server gave out',
    );
  });
});

describe('the question a person sees', () => {
  it('spells out characters that cannot be seen', () => {
    const text = approvalQuestion('Shelf', 'production', {
      summary: 'Rename',
      before: { title: 'a' },
      after: { title: 'a\u202Eb\u200B' },
    });
    expect(text).toBe('Rename\nin Shelf:\n  title: a → "a\\u{202e}b\\u{200b}"');
  });

  it('is refused when it cannot be shown whole', () => {
    expect(() =>
      approvalQuestion('Shelf', 'production', { summary: 'x', before: null, after: { text: 'y'.repeat(7000) } }),
    ).toThrow('too large');
  });
});
