import { foreignAnswers, type RunningSandbox } from '@rolekit/sdk/testing';
import { LogLevel, type UsersListResponse, WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOfDemoContact, idOfDemoUser, startSandbox } from './index.ts';

const MAREN = idOfDemoUser('usr-04');
const SALES = 'C0BM00001';
const KESTREL = 'C0BM00002';
const DAY_BEFORE = '1795110600.000000';

let sandbox: RunningSandbox;
let slack: WebClient;
let bot: WebClient;

const client = (token: string, baseUrl = sandbox.baseUrl) =>
  new WebClient(token, {
    slackApiUrl: `${baseUrl}/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });

beforeAll(async () => {
  sandbox = await startSandbox();
  slack = client(sandbox.credentials.userToken ?? '');
  bot = client(sandbox.credentials.botToken ?? '');
});
afterAll(() => sandbox?.close());

async function codeOf(work: Promise<unknown>): Promise<string> {
  const failed = (await work.then(
    () => undefined,
    (error: unknown) => error,
  )) as { data?: { error?: string } } | undefined;
  return failed?.data?.error ?? 'none';
}

describe("Slack's own client against the sandbox", () => {
  it('is refused with a wrong token, for search with a bot, and without the scope', async () => {
    expect(await codeOf(client('xoxp-wrong').auth.test())).toBe('invalid_auth');
    expect(await codeOf(bot.search.messages({ query: 'Kestrel' }))).toBe('not_allowed_token_type');
    const poor = await startSandbox({ scopes: ['users:read'] });
    expect(await codeOf(client(poor.credentials.userToken ?? '', poor.baseUrl).conversations.list())).toBe(
      'missing_scope',
    );
    await poor.close();
  });

  it('hears of what is not there, and of what it may not do', async () => {
    expect(await codeOf(slack.conversations.history({ channel: 'C0NOWHERE' }))).toBe('channel_not_found');
    expect(await codeOf(slack.conversations.replies({ channel: SALES, ts: DAY_BEFORE }))).toBe('thread_not_found');
    expect(await codeOf(slack.conversations.history({ channel: SALES, cursor: 'bm8=' }))).toBe('invalid_cursor');
    expect(await codeOf(slack.users.lookupByEmail({ email: 'nobody@example.com' }))).toBe('users_not_found');
    expect(await codeOf(slack.chat.update({ channel: SALES, ts: '1794822060.000000', text: 'x' }))).toBe(
      'cant_update_message',
    );
    expect(await codeOf(slack.files.info({ file: 'F0NOWHERE' }))).toBe('file_not_found');
    expect(await codeOf(slack.chat.scheduleMessage({ channel: SALES, text: 'x', post_at: 1_700_000_000 }))).toBe(
      'time_in_past',
    );
  });

  it('knows who it is, and that the data is a demo', async () => {
    expect(await slack.auth.test()).toMatchObject({
      ok: true,
      user_id: MAREN,
      user: 'maren.holt',
      team: 'Brindlemark Software (demo data)',
    });
  });

  it('walks all pages of users', async () => {
    const names: (string | undefined)[] = [];
    for await (const page of slack.paginate('users.list', { limit: 5 }))
      names.push(...((page as UsersListResponse).members ?? []).map((member) => member.real_name));
    expect(names).toHaveLength(15);
    expect(names).toContain('Gareth Penhallow');
  });

  it('lists channels that it sees, and not the private one of the managers', async () => {
    const { channels = [] } = await slack.conversations.list({ types: 'public_channel,private_channel' });
    expect(channels.map(({ name }) => name)).toEqual([
      'sales',
      'deal-kestrel-vale-logistics',
      'deal-tarnbrook-energy',
      'deal-castellan-freight',
      'deal-saltmarsh-wind',
      'deal-umberline-retail',
      'deal-lowmoor-chemicals',
      'deal-petrelworks',
      'deal-kestrel-vale-foods',
      'deal-dovetail-health-partners',
      'deal-quillhaven-media',
      'deal-stonemere-water',
      'deal-vantry-aerospace',
      'deal-bellwether-foods',
      'deal-ashgrove-banking',
      'deal-corvane-robotics',
      'deal-northfold-telecom',
      'deal-pellucid-labs',
      'deal-solvane-pharma',
      'deal-ironquay-ports',
      'deal-marlowe-rail-works',
      'deal-fenwright-insurance',
      'deal-halcyon-grid-utilities',
      'deal-orrin-defence-systems',
      'kickoff-2025',
      'ext-kestrel-vale',
    ]);
    const { channel } = await slack.conversations.info({ channel: KESTREL });
    expect(channel?.topic?.value).toBe('Kestrel & Vale Logistics - Control Tower Renewal');
  });

  it('reads history from the newest, and the replies of a thread from the oldest', async () => {
    const { messages = [] } = await slack.conversations.history({ channel: KESTREL });
    expect(messages.map(({ reply_count }) => reply_count ?? 0)).toEqual([0, 2, 2]);
    const thread = await slack.conversations.replies({ channel: KESTREL, ts: messages[1]?.ts ?? '' });
    expect(thread.messages?.map(({ user }) => user)).toEqual([MAREN, MAREN, idOfDemoUser('usr-02')]);
  });

  it('finds messages by words, channel and person', async () => {
    const found = await slack.search.messages({ query: 'in:#deal-tarnbrook-energy from:@maren.holt sign' });
    expect(found.messages?.total).toBe(1);
    expect(found.messages?.matches?.[0]?.text).toContain('cannot sign before 2027-01-14');
  });

  it('finds nothing that was said in the private channel', async () => {
    expect((await slack.search.messages({ query: '"Between us"' })).messages?.total).toBe(0);
  });

  it('shows who is of another company in a shared channel, and no mail address of theirs', async () => {
    const { channels = [] } = await slack.conversations.list();
    const shared = channels.filter((channel) => channel.is_ext_shared);
    expect(shared.map(({ name }) => name)).toEqual(['ext-kestrel-vale']);
    const { messages = [] } = await slack.conversations.history({ channel: shared[0]?.id ?? '' });
    expect(messages.map(({ user, team }) => [user, team])).toEqual([
      [idOfDemoContact('con-0004'), 'T0BX00001'],
      [idOfDemoContact('con-0002'), 'T0BX00001'],
      [idOfDemoContact('con-0004'), 'T0BX00001'],
      [MAREN, 'T0BM00001'],
      [idOfDemoContact('con-0003'), 'T0BX00001'],
    ]);
    const { user } = await slack.users.info({ user: idOfDemoContact('con-0004') });
    expect(user).toMatchObject({
      real_name: 'Piet Maartens',
      team_id: 'T0BX00001',
      profile: { title: 'Procurement Lead' },
    });
    expect(user?.profile?.email).toBeUndefined();
  });

  it('says where people are', async () => {
    const zones = async (id: string) => (await slack.users.info({ user: idOfDemoUser(id) })).user;
    expect(await zones('usr-04')).toMatchObject({ tz: 'Europe/Amsterdam', tz_offset: 3600 });
    expect(await zones('usr-07')).toMatchObject({ tz: 'America/Denver', tz_offset: -25200 });
    expect(await zones('usr-10')).toMatchObject({ tz: 'Australia/Brisbane', tz_offset: 36000 });
  });

  it('keeps files as they are: notes, pricing and plan', async () => {
    const { files = [] } = await slack.files.list({});
    expect(files.map(({ id, filetype, title }) => [id, filetype, title])).toEqual([
      ['F0BM00001', 'markdown', 'Agenda Rotterdam 2026-11-21'],
      ['F0BM00005', 'markdown', 'Mutual plan Control Tower renewal'],
      ['F0BM00002', 'quip', 'Deal review Q4 2026'],
      ['F0BM00004', 'markdown', 'Call notes Ironquay Ports 2026-11-11'],
      ['F0BM00003', 'csv', 'Pricing Tarnbrook Energy'],
    ]);
  });

  it('posts, changes, reacts to and deletes a message', async () => {
    const { ts = '' } = await slack.chat.postMessage({ channel: SALES, text: 'Hello & welcome' });
    await slack.chat.update({ channel: SALES, ts, text: 'Hello' });
    await slack.reactions.add({ channel: SALES, timestamp: ts, name: 'eyes' });
    expect(await codeOf(slack.reactions.add({ channel: SALES, timestamp: ts, name: 'eyes' }))).toBe('already_reacted');
    const { message } = await slack.reactions.get({ channel: SALES, timestamp: ts });
    expect(message).toMatchObject({ text: 'Hello', reactions: [{ name: 'eyes', users: [MAREN], count: 1 }] });
    await slack.reactions.remove({ channel: SALES, timestamp: ts, name: 'eyes' });
    await slack.chat.delete({ channel: SALES, ts });
    expect(await codeOf(slack.reactions.get({ channel: SALES, timestamp: ts }))).toBe('message_not_found');
  });

  it('schedules a message, lists it, and takes it back', async () => {
    const before = ['Q0BM00001', 'Q0BM00002', 'Q0BM00003', 'Q0BM00004', 'Q0BM00005'];
    const post_at = Date.parse('2026-11-24T09:00:00Z') / 1000;
    const { scheduled_message_id: id = '' } = await slack.chat.scheduleMessage({
      channel: SALES,
      text: 'Soon',
      post_at,
    });
    const waiting = async () =>
      (await slack.chat.scheduledMessages.list()).scheduled_messages?.map((message) => message.id);
    expect(await waiting()).toEqual([...before, id]);
    await slack.chat.deleteScheduledMessage({ channel: SALES, scheduled_message_id: id });
    expect(await waiting()).toEqual(before);
  });

  it('creates, finds a section of, and edits a canvas', async () => {
    const { canvas_id = '' } = await slack.canvases.create({
      title: 'Plan',
      document_content: { type: 'markdown', markdown: '# Plan\n\nFirst' },
    });
    const { sections = [] } = await slack.canvases.sections.lookup({ canvas_id, criteria: { contains_text: 'first' } });
    expect(sections).toHaveLength(1);
    await slack.canvases.edit({
      canvas_id,
      changes: [
        {
          operation: 'replace',
          section_id: sections[0]?.id ?? '',
          document_content: { type: 'markdown', markdown: 'Second' },
        },
      ],
    });
    // the client has no name for it yet
    expect(await slack.apiCall('canvases.getContent', { canvas_id })).toMatchObject({ content: '# Plan\n\nSecond' });
    const { file } = await slack.files.info({ file: canvas_id });
    const headers = { authorization: `Bearer ${sandbox.credentials.userToken}` };
    expect(await (await fetch(file?.url_private ?? '', { headers })).text()).toMatch(
      /^<h1 id='temp:C:[^']+' class='line'>Plan<\/h1>\n\n<p id='temp:C:[^']+' class='line'>Second<\/p>$/,
    );
  });

  it('is told to wait after one history in a minute, and gets 15 messages at most, as a distributed app', async () => {
    const limited = await startSandbox({ distributed: true });
    const app = client(limited.credentials.userToken ?? '', limited.baseUrl);
    await app.conversations.history({ channel: SALES, limit: 100 });
    const refused = await app.conversations.history({ channel: SALES }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 60 });
    await limited.close();
  });
});

it('gives nothing to a page of another site, however it asks', async () => {
  const authorization = `Bearer ${sandbox.credentials.userToken}`;
  const answers = await foreignAnswers(`${sandbox.baseUrl}/api/auth.test`, { authorization });
  for (const { what, status, body } of answers)
    expect([what, status, JSON.parse(body)]).toEqual([what, 403, { ok: false, error: 'foreign_request' }]);
});
