import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { toolErrorOf } from '../../tool-error.ts';
import { ARGS, openDesk } from './desk.fixture.ts';

type Opened = { mode?: string; url?: string; message: string };
type Mode = { pin: '2026-07-28' } | 'legacy';

let desk: Awaited<ReturnType<typeof openDesk>>;
let client: Client;
afterEach(async () => {
  await client.close();
  await desk.close();
});

/** A client that can open links (and, if told so, show forms). */
async function connect(
  mode: Mode,
  onAsk: (asked: Opened) => Promise<{ action: 'accept' | 'decline' | 'cancel' }>,
  elicitation: { url?: Record<string, string>; form?: Record<string, string> } = { url: {} },
): Promise<void> {
  client = new Client(
    { name: 'opener', version: '1' },
    { versionNegotiation: { mode }, capabilities: { elicitation } },
  );
  client.setRequestHandler('elicitation/create', ({ params }) => onAsk(params as Opened));
  await client.connect(
    new StreamableHTTPClientTransport(new URL(desk.serving.url), {
      requestInit: { headers: { authorization: `Bearer ${desk.serving.token}` } },
    }),
  );
}

const update = () => client.callTool({ name: 'shelf_update_book', arguments: ARGS });

describe.each([['legacy'], [{ pin: '2026-07-28' }]] as const)('a client that opens links (%o)', (mode) => {
  it('is given the link, and its call goes on when the person has approved', async () => {
    desk = await openDesk();
    const asked: Opened[] = [];
    await connect(mode, async (item) => {
      asked.push(item);
      const person = await desk.person(item.url ?? '');
      // it says that the link is open, and the person decides after that
      setTimeout(() => void person.decide(item.url ?? '', 'approved'), 50);
      return { action: 'accept' };
    });
    expect((await update()).structuredContent).toMatchObject({ item: { title: 'New' } });
    expect(asked).toEqual([
      expect.objectContaining({ mode: 'url', message: expect.stringContaining('Approve or decline: Rename b1') }),
    ]);
    expect(desk.library.seen.applied).toBe(1);
  });

  it('that says the link is open has approved nothing: a decline on the page counts', async () => {
    desk = await openDesk();
    await connect(mode, async ({ url = '' }) => {
      await (await desk.person(url)).decide(url, 'declined');
      return { action: 'accept' };
    });
    expect(toolErrorOf(await update())?.kind).toBe('approval_refused');
    expect(desk.library.seen.applied).toBe(0);
  });

  it('is told the link where the person takes longer than the call has', async () => {
    desk = await openDesk({ callMs: 3000 });
    let link = '';
    await connect(mode, async ({ url = '' }) => {
      link = url;
      return { action: 'accept' };
    });
    expect(toolErrorOf(await update())).toMatchObject({ kind: 'approval_required', approvalUrl: link });
    await (await desk.person(link)).decide(link, 'approved');
    expect((await update()).structuredContent).toMatchObject({ item: { title: 'New' } });
  });

  it('that does not open it is refused, and the link is over', async () => {
    desk = await openDesk();
    let link = '';
    await connect(mode, async ({ url = '' }) => {
      link = url;
      return { action: 'decline' };
    });
    expect(toolErrorOf(await update())?.kind).toBe('approval_refused');
    const person = await desk.person(link);
    await person.post(link, { token: await person.tokenOf(link), decision: 'approved' });
    expect(desk.library.seen.applied).toBe(0);
  });

  it('that can show the question itself is asked that way', async () => {
    desk = await openDesk();
    const asked: Opened[] = [];
    await connect(
      mode,
      async (item) => {
        asked.push(item);
        return { action: 'decline' };
      },
      { url: {}, form: {} },
    );
    await update();
    expect(asked.map(({ url }) => url)).toEqual([undefined]);
  });

  it('and can show questions is sent to the page all the same where that is set', async () => {
    desk = await openDesk({}, { always: true });
    await connect(mode, async () => ({ action: 'accept' }), { form: {} });
    expect(toolErrorOf(await update())).toMatchObject({
      kind: 'approval_required',
      approvalUrl: expect.stringContaining('/approve/'),
    });
  });
});
