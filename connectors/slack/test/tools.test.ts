import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RolekitError } from '@rolekit/sdk';
import { undoableWrites, undoWrite } from '@rolekit/sdk/serve/undo';
import { connectSandbox, type SandboxHost } from '@rolekit/sdk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SlackSandbox, startSandbox } from '../sandbox/index.ts';
import slack from '../src/index.ts';

const SALES = 'C0BM00001';
const TARNBROOK = 'C0BM00003';
const OWN = { channel: TARNBROOK, ts: '1794561300.000000' };
const MUSCLE = { channel: SALES, ts: '1793211600.000000', emoji: 'muscle' };
const CANVAS = 'F0BM00002';

let sandbox: SlackSandbox;
let home: string;
let host: SandboxHost<typeof slack>;
let questions: string[];

beforeEach(async () => {
  sandbox = await startSandbox();
  home = await mkdtemp(join(tmpdir(), 'rolekit-slack-'));
  questions = [];
  const approve = async (question: string) => {
    questions.push(question);
    return 'accept' as const;
  };
  host = await connectSandbox(slack, sandbox, { home, approve });
});
afterEach(async () => {
  await host?.close();
  await sandbox?.close();
  await rm(home, { recursive: true, force: true });
});

const asMaren = async (method: string, body: object) => {
  const headers = { authorization: `Bearer ${sandbox.credentials.userToken}`, 'content-type': 'application/json' };
  const answer = await fetch(`${sandbox.baseUrl}/api/${method}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Record<string, unknown>;
};

async function undoNewest() {
  const [write] = await undoableWrites(home);
  if (!write) return 'nothing to undo';
  const ask = async () => 'accept' as const;
  const signal = new AbortController().signal;
  return undoWrite(slack, write, { home, env: {}, signal, ask }).catch((error: RolekitError) => error);
}

const markdown = async () => (await host.item('slack_get_file', { file: CANVAS })).text;
const sectionWith = async (text: string) => (await host.list('slack_list_sections', { canvas: CANVAS, text })).items;

describe('updating a canvas', () => {
  it.each([
    ['without a section where one is needed', { operation: 'replace', markdown: 'x' }, 'section'],
    ['with a section at the end', { operation: 'insert_at_end', section: 'temp:C:1', markdown: 'x' }, 'section'],
    ['without text', { operation: 'insert_at_start' }, 'markdown'],
    ['with text to delete', { operation: 'delete', section: 'temp:C:1', markdown: 'x' }, 'markdown'],
  ])('%s is refused before anybody is asked', async (_, change, argument) => {
    const error = await host.error('slack_update_canvas', { canvas: CANVAS, ...change });
    expect(error).toMatchObject({ kind: 'invalid_request', message: expect.stringContaining(argument) });
    expect(questions).toEqual([]);
  });

  it('of a section that is gone changes nothing', async () => {
    const before = await markdown();
    const change = { canvas: CANVAS, operation: 'delete', section: 'temp:C:gone' };
    expect(await host.error('slack_update_canvas', change)).toMatchObject({ kind: 'conflict' });
    expect(await markdown()).toBe(before);
  });

  it('that is not there asks nobody', async () => {
    const change = { canvas: 'F0NOWHERE', operation: 'insert_at_end', markdown: 'x' };
    expect(await host.error('slack_update_canvas', change)).toMatchObject({
      kind: 'not_found',
      message: 'The file does not exist.',
    });
    expect(questions).toEqual([]);
  });

  it('shows the text of the section that goes, and cannot be taken back', async () => {
    const [section] = await sectionWith('Pushed three times');
    expect(section?.text).toBe('Pushed three times is at risk.');
    await host.item('slack_update_canvas', {
      canvas: CANVAS,
      operation: 'replace',
      section: section?.id ?? '',
      markdown: 'Pushed twice is at risk.',
    });
    expect(questions[0]).toContain('Pushed three times is at risk.');
    expect(questions[0]).toContain('Pushed twice is at risk.');
    expect(questions[0]).toContain('F0BM00002 "Deal review Q4 2026"');
    expect(await markdown()).toContain('## Rules\n\nPushed twice is at risk.\n\n');
    expect(await undoNewest()).toBe('nothing to undo');
  });

  it('adds at its start and end, and deletes a section', async () => {
    await host.item('slack_update_canvas', { canvas: CANVAS, operation: 'insert_at_start', markdown: 'First' });
    await host.item('slack_update_canvas', { canvas: CANVAS, operation: 'insert_at_end', markdown: 'Last' });
    const [section] = await sectionWith('Next call');
    await host.item('slack_update_canvas', { canvas: CANVAS, operation: 'delete', section: section?.id ?? '' });
    const text = await markdown();
    expect(text).toMatch(/^First\n\n# Deal review Q4 2026\n/);
    expect(text).toMatch(/\n\nLast$/);
    expect(text).not.toContain('Next call');
  });
});

describe('sections', () => {
  it('are none for a text that the canvas has not', async () => {
    expect(await sectionWith('Zebra')).toEqual([]);
  });

  it('are those of a canvas that is there', async () => {
    expect(await host.error('slack_list_sections', { canvas: 'F0NOWHERE', text: 'x' })).toMatchObject({
      kind: 'not_found',
      message: 'The canvas does not exist.',
      next: 'Find its id with `slack_list_files`, canvases only.',
    });
  });
});

describe('deleting a message', () => {
  it('of another person is refused', async () => {
    expect(await host.error('slack_delete_message', { channel: SALES, ts: '1794822060.000000' })).toMatchObject({
      kind: 'forbidden',
      message: 'Slack refused: cant_delete_message: only who posted a message may delete it',
    });
  });

  it('that is not there is refused before anybody is asked', async () => {
    expect(await host.error('slack_delete_message', { channel: SALES, ts: '1700000000.000000' })).toMatchObject({
      kind: 'not_found',
      message: 'The message does not exist.',
    });
    expect(questions).toEqual([]);
  });

  it('shows its text and who wrote it, and cannot be taken back', async () => {
    const item = await host.item('slack_delete_message', OWN);
    expect(item).toEqual({ ...OWN, deleted: true });
    expect(questions[0]).toContain('C0BM00003 "#deal-tarnbrook-energy"');
    expect(questions[0]).toContain('U0BM00004 "Maren Holt"');
    expect(questions[0]).toContain('Forecast Suite Expansion is in Negotiation: $620,000, Commit, close 2026-12-11.');
    expect(await asMaren('reactions.get', { channel: OWN.channel, timestamp: OWN.ts })).toMatchObject({
      error: 'message_not_found',
    });
    expect(await undoNewest()).toBe('nothing to undo');
  });
});

describe('removing a reaction', () => {
  it('that is not there is refused before anybody is asked', async () => {
    expect(await host.error('slack_remove_reaction', { ...MUSCLE, emoji: 'cry' })).toMatchObject({
      kind: 'conflict',
      message: 'You have not reacted with :cry: to this message.',
    });
    expect(questions).toEqual([]);
  });

  it('takes it back, and its undo reacts again', async () => {
    const names = async () => {
      const rows = await host.all('slack_get_history', { channel: SALES });
      return rows.find(({ ts }) => ts === MUSCLE.ts)?.reactions?.map(({ name }) => name);
    };
    await host.item('slack_remove_reaction', MUSCLE);
    expect(questions[0]).toContain('Take back :muscle:');
    expect(await names()).toEqual(['cry']);
    await undoNewest();
    expect(await names()).toEqual(['cry', 'muscle']);
  });

  it('is not undone when it was done already', async () => {
    await host.item('slack_remove_reaction', MUSCLE);
    await asMaren('reactions.add', { channel: SALES, timestamp: MUSCLE.ts, name: 'muscle' });
    expect(await undoNewest()).toMatchObject({ code: 'RK_CONFLICT' });
  });
});

describe('people', () => {
  it('are found by id and by email, in any case', async () => {
    const maren = {
      id: 'U0BM00004',
      name: 'Maren Holt',
      handle: 'maren.holt',
      title: 'Senior Account Executive',
      email: 'maren.holt@brindlemark.example',
      timezone: 'Europe/Amsterdam',
      bot: false,
      deactivated: false,
    };
    expect(await host.item('slack_get_user', { user: 'U0BM00004' })).toEqual(maren);
    expect(await host.item('slack_get_user', { user: 'Maren.Holt@brindlemark.example' })).toEqual(maren);
  });

  it('that are not there are said so, with where to look', async () => {
    expect(await host.error('slack_get_user', { user: 'U0NOBODY' })).toMatchObject({
      kind: 'not_found',
      message: 'The person does not exist.',
      next: 'Find the id with `slack_list_users`.',
    });
  });

  it('of a channel come page by page, with their names', async () => {
    const first = await host.list('slack_list_members', { channel: '#sales', limit: 2 });
    expect(first.items).toEqual([
      { id: 'U0BM00001', name: 'Astrid Calloway' },
      { id: 'U0BM00002', name: 'Rafael Montero' },
    ]);
    const all = await host.all('slack_list_members', { channel: '#sales', limit: 4 });
    expect(all).toHaveLength(11);
    expect(await host.error('slack_list_members', { channel: '#nowhere' })).toMatchObject({ kind: 'not_found' });
  });

  it('of a private channel that the user does not see are not told', async () => {
    const hidden = await host.error('slack_list_members', { channel: '#sales-leads' });
    expect(hidden).toMatchObject({ kind: 'not_found', message: 'The channel #sales-leads does not exist.' });
  });
});

describe('scheduled messages', () => {
  it('are listed with channel and time, and without those of another person', async () => {
    const { items } = await host.list('slack_list_scheduled', { limit: 1 });
    expect(items).toEqual([
      {
        id: 'Q0BM00001',
        channel: SALES,
        channelName: 'sales',
        at: '2026-11-23T08:45:00.000Z',
        text: 'Forecast call in a quarter of an hour.',
      },
    ]);
    const bot = await connectSandbox(slack, sandbox, { values: { token: sandbox.credentials.botToken } });
    expect((await bot.list('slack_list_scheduled', {})).items).toEqual([]);
    await bot.close();
  });

  it('that were deleted since are not undone', async () => {
    const { id } = await host.item('slack_schedule_message', {
      channel: SALES,
      text: 'Later & <soon>',
      at: '2026-11-24T09:00:00Z',
    });
    expect((await host.all('slack_list_scheduled', {})).at(-1)).toMatchObject({ id, text: 'Later & <soon>' });
    await asMaren('chat.deleteScheduledMessage', { channel: SALES, scheduled_message_id: id });
    expect(await undoNewest()).toMatchObject({ code: 'RK_CONFLICT', message: 'It was posted or deleted since.' });
  });
});

describe('texts that Slack keeps in another form', () => {
  const TEXT = 'R&D: 3 < 4 > 2, <@U0BM00008> see https://example.com/a?b=1&c=2 and <https://example.com|this>';
  const KEPT =
    'R&amp;D: 3 &lt; 4 &gt; 2, <@U0BM00008> see <https://example.com/a?b=1&amp;c=2> and <https://example.com|this>';

  it('are undone after a post', async () => {
    const posted = await host.item('slack_post_message', { channel: SALES, text: TEXT });
    expect(posted.text).toBe(KEPT);
    expect(questions[0]).toContain('R&amp;D: 3 &lt; 4 &gt; 2, <@U0BM00008> see');
    expect(await undoNewest()).toMatchObject({ result: { deleted: true } });
  });

  it('are set back after an update, unless somebody changed them since', async () => {
    await host.item('slack_update_message', { ...OWN, text: TEXT });
    await undoNewest();
    const rows = await host.all('slack_get_history', { channel: OWN.channel });
    const text = rows.find(({ ts }) => ts === OWN.ts)?.text;
    expect(text).toBe('Forecast Suite Expansion is in Negotiation: $620,000, Commit, close 2026-12-11.');
    await host.item('slack_update_message', { ...OWN, text: TEXT });
    await asMaren('chat.update', { ...OWN, text: 'Somebody else' });
    expect(await undoNewest()).toMatchObject({ code: 'RK_CONFLICT' });
  });

  it('are read as they were written, with names for mentions', async () => {
    const { ts } = await host.item('slack_post_message', { channel: SALES, text: TEXT });
    const rows = await host.list('slack_get_history', { channel: SALES, limit: 1 });
    expect(rows.items[0]).toMatchObject({
      ts,
      text: 'R&D: 3 < 4 > 2, <@U0BM00008|Noor Haddadin> see <https://example.com/a?b=1&c=2> and <https://example.com|this>',
    });
  });
});

describe('what is found', () => {
  it('leads to its thread', async () => {
    const { items } = await host.list('slack_search_messages', { query: '"past its close date"' });
    const [reply] = items.filter(({ channelName }) => channelName === 'sales');
    expect(reply).toMatchObject({ name: 'Denise Okonjo', thread: '1794822060.000000' });
    const thread = await host.all('slack_get_thread', { channel: SALES, ts: reply?.thread ?? '' });
    expect(thread.map(({ ts }) => ts)).toContain(reply?.ts);
  });

  it('is files of one channel, where that is asked for', async () => {
    const { items } = await host.list('slack_list_files', { channel: '#deal-kestrel-vale-logistics' });
    expect(items.map(({ title }) => title)).toContain('Agenda Rotterdam 2026-11-21');
    expect(items.map(({ title }) => title)).not.toContain('Deal review Q4 2026');
  });
});
