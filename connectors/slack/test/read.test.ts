import { connectSandbox, type SandboxHost } from '@rolekit/sdk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import slack from '../src/index.ts';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

let sandbox: Sandbox;
let host: SandboxHost<typeof slack>;

beforeAll(async () => {
  sandbox = await startSandbox();
  host = await connectSandbox(slack, sandbox);
});
afterAll(async () => {
  await host?.close();
  await sandbox?.close();
});

describe('what Slack refuses, in words', () => {
  it('says that a bot cannot search', async () => {
    const token = sandbox.credentials.botToken ?? '';
    const bot = await connectSandbox(slack, sandbox, { values: { token } });
    const error = await bot.error('slack_search_messages', { query: 'Kestrel' });
    await bot.close();
    expect(error).toMatchObject({ kind: 'forbidden', message: expect.stringContaining('needs a user token') });
  });

  it('names the scope that the token lacks', async () => {
    const poor = await startSandbox({ scopes: ['users:read'] });
    const other = await connectSandbox(slack, poor);
    const error = await other.error('slack_list_channels');
    await other.close();
    await poor.close();
    expect(error).toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('the token needs channels:read'),
    });
  });

  it('says to sign in again when the token is no longer one', async () => {
    const stranger = await connectSandbox(slack, sandbox, { values: { token: 'xoxp-gone' } });
    const error = await stranger.error('slack_list_users');
    await stranger.close();
    expect(error).toMatchObject({ kind: 'auth_expired' });
  });

  it('knows no channel of another name', async () => {
    expect(await host.error('slack_get_history', { channel: '#nowhere' })).toMatchObject({
      kind: 'not_found',
      message: 'The channel #nowhere does not exist.',
    });
  });

  it('knows no thread where there is no message', async () => {
    expect(await host.error('slack_get_thread', { channel: '#sales', ts: '1700000000.000000' })).toMatchObject({
      kind: 'not_found',
    });
  });
});

describe('reading', () => {
  it('finds what was said about a deal, with who and where', async () => {
    const { items } = await host.list('slack_search_messages', { query: 'Kestrel & Vale' });
    expect(items).toEqual([
      expect.objectContaining({
        channelName: 'deal-kestrel-vale-foods',
        name: 'Kenji Aramaki',
        at: '2026-11-10T06:45:00.000Z',
      }),
      expect.objectContaining({ channelName: 'deal-kestrel-vale-logistics', name: 'Maren Holt' }),
    ]);
  });

  it('reads a channel by its name, with replies and reactions counted', async () => {
    const { items } = await host.list('slack_get_history', { channel: '#deal-kestrel-vale-logistics' });
    expect(items.map(({ replies }) => replies)).toEqual([undefined, 2, 2]);
    expect(items[0]).toMatchObject({
      reactions: [{ name: 'white_check_mark', count: 2 }],
      files: [{ id: 'F0BM00001', title: 'Agenda Rotterdam 2026-11-21' }],
    });
  });

  it('keeps to the times that are asked for', async () => {
    const { items } = await host.list('slack_get_history', {
      channel: '#deal-kestrel-vale-logistics',
      after: '2026-11-01T00:00:00Z',
      before: '2026-11-10T00:00:00Z',
    });
    expect(items.map(({ at }) => at)).toEqual(['2026-11-09T11:02:00.000Z']);
  });

  it('reads a thread from its start, and names who is mentioned', async () => {
    const items = await host.all('slack_get_thread', { channel: '#sales', ts: '1794822060.000000' });
    expect(items.map(({ name }) => name)).toEqual(['Astrid Calloway', 'Denise Okonjo']);
    expect(items[1]?.text).toBe('Vantry Aerospace is past its close date, I am on it with <@U0BM00008|Noor Haddadin>.');
  });

  it('finds channels and people by a part of a name', async () => {
    const channels = await host.list('slack_list_channels', { text: 'kestrel' });
    expect(channels.items.map(({ name }) => name)).toEqual([
      'deal-kestrel-vale-logistics',
      'deal-kestrel-vale-foods',
      'ext-kestrel-vale',
    ]);
    const people = await host.list('slack_list_users', { text: 'maren' });
    expect(people.items).toEqual([
      expect.objectContaining({ id: 'U0BM00004', name: 'Maren Holt', email: 'maren.holt@brindlemark.example' }),
    ]);
  });

  it('says which channels are shared with another company, and what its people wrote', async () => {
    const { items } = await host.list('slack_list_channels', { text: 'kestrel' });
    expect(items.map(({ name, shared }) => [name, shared])).toEqual([
      ['deal-kestrel-vale-logistics', undefined],
      ['deal-kestrel-vale-foods', undefined],
      ['ext-kestrel-vale', true],
    ]);
    const messages = await host.all('slack_get_history', { channel: '#ext-kestrel-vale' });
    expect(messages.map(({ name, external }) => [name, external])).toEqual([
      ['Piet Maartens', true],
      ['Declan Voss', true],
      ['Piet Maartens', true],
      ['Maren Holt', undefined],
      ['Sunniva Brandt', true],
    ]);
    const people = await host.all('slack_list_users', {});
    expect(people.filter(({ external }) => external).map(({ name }) => name)).toEqual([
      'Declan Voss',
      'Sunniva Brandt',
      'Piet Maartens',
    ]);
  });

  it('reads the text of a file, and of a canvas', async () => {
    const file = await host.item('slack_get_file', { file: 'F0BM00001' });
    expect(file.text).toContain('Control Tower renewal, $480,000');
    const { items } = await host.list('slack_list_files', { canvases: true });
    expect(items.map(({ title, type }) => [title, type])).toEqual([['Deal review Q4 2026', 'canvas']]);
    expect((await host.item('slack_get_file', { file: items[0]?.id ?? '' })).text).toContain('## Rules');
  });
});

describe('an app that is distributed outside of the Marketplace', () => {
  it('says that a history comes once a minute', async () => {
    const limited = await startSandbox({ distributed: true });
    const app = await connectSandbox(slack, limited, { values: { app: 'distributed' } });
    const { notes } = await app.list('slack_get_history', { channel: 'C0BM00001' });
    await app.close();
    await limited.close();
    expect(notes).toContain(
      'Slack gives this app at most 15 messages of a history once a minute; the next page waits for that.',
    );
  });
});
