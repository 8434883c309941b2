import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RolekitError } from '@rolekit/sdk';
import { undoableWrites, undoWrite } from '@rolekit/sdk/serve/undo';
import { connectSandbox, type SandboxHost } from '@rolekit/sdk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import slack from '../src/index.ts';

const OWN = { channel: 'C0BM00003', ts: '1794561300.000000' };

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let home: string;
let host: SandboxHost<typeof slack>;

beforeEach(async () => {
  sandbox = await startSandbox();
  home = await mkdtemp(join(tmpdir(), 'rolekit-slack-'));
  host = await connectSandbox(slack, sandbox, { home, approve: 'accept' });
});
afterEach(async () => {
  await host?.close();
  await sandbox?.close();
  await rm(home, { recursive: true, force: true });
});

const texts = async (channel: string) => (await host.all('slack_get_history', { channel })).map(({ text }) => text);

async function undoNewest() {
  const questions: string[] = [];
  const [write] = await undoableWrites(home);
  if (!write) throw new TypeError('nothing to undo');
  const ask = async (question: string) => {
    questions.push(question);
    return 'accept' as const;
  };
  const signal = new AbortController().signal;
  const result = await undoWrite(slack, write, { home, env: {}, signal, ask }).catch((error: RolekitError) => error);
  return { questions, result };
}

const asMaren = (method: string, body: object) =>
  fetch(`${sandbox.baseUrl}/api/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.credentials.userToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('posting', () => {
  it('is refused in an archived channel and to one that is not there, before anyone is asked', async () => {
    expect(await host.error('slack_post_message', { channel: '#nowhere', text: 'Hello' })).toMatchObject({
      kind: 'not_found',
    });
    expect(sandbox.stats().writes).toBe(0);
  });

  it('posts once, and its undo deletes it', async () => {
    const before = await texts('#sales');
    await host.item('slack_post_message', { channel: '#sales', text: 'Kestrel & Vale meet on Saturday.' });
    expect((await texts('#sales'))[0]).toBe('Kestrel & Vale meet on Saturday.');
    const { questions } = await undoNewest();
    expect(questions[0]).toContain('C0BM00001 "#sales"');
    expect(await texts('#sales')).toEqual(before);
  });

  it('is not undone when somebody changed the message since', async () => {
    const { ts } = await host.item('slack_post_message', { channel: '#sales', text: 'First' });
    await asMaren('chat.update', { channel: 'C0BM00001', ts, text: 'Second' });
    const { result } = await undoNewest();
    expect(result).toMatchObject({ code: 'RK_CONFLICT' });
    expect((await texts('#sales'))[0]).toBe('Second');
  });
});

describe('changing', () => {
  it('is refused for a message of another person', async () => {
    const error = await host.error('slack_update_message', {
      channel: '#sales',
      ts: '1794822060.000000',
      text: 'Not mine',
    });
    expect(error).toMatchObject({ kind: 'forbidden' });
  });

  it('writes the new text, and its undo the old one', async () => {
    const before = await texts(OWN.channel);
    await host.item('slack_update_message', { ...OWN, text: 'Close 2027-01-14 & not commit.' });
    expect(await texts(OWN.channel)).toContain('Close 2027-01-14 & not commit.');
    await undoNewest();
    expect(await texts(OWN.channel)).toEqual(before);
  });
});

describe('reacting and scheduling', () => {
  it('reacts, refuses to react twice, and takes it back', async () => {
    const reaction = { ...OWN, emoji: 'eyes' };
    await host.item('slack_add_reaction', reaction);
    expect(await host.error('slack_add_reaction', reaction)).toMatchObject({ kind: 'conflict' });
    await undoNewest();
    const [, message] = await host.all('slack_get_history', { channel: OWN.channel });
    expect(message?.reactions).toBeUndefined();
  });

  it('refuses a time that is over, and takes a scheduled message back', async () => {
    const message = { channel: '#sales', text: 'Later' };
    expect(await host.error('slack_schedule_message', { ...message, at: '2026-11-20T09:00:00Z' })).toMatchObject({
      kind: 'invalid_request',
    });
    await host.item('slack_schedule_message', { ...message, at: '2026-11-24T09:00:00Z' });
    const { result } = await undoNewest();
    expect(result).toMatchObject({ result: { deleted: true } });
  });
});

describe('canvases', () => {
  it('creates one, and its undo deletes it', async () => {
    const { id } = await host.item('slack_create_canvas', { title: 'Plan', markdown: '# Plan' });
    expect((await host.item('slack_get_file', { file: id })).text).toBe('# Plan');
    await undoNewest();
    expect(await host.error('slack_get_file', { file: id })).toMatchObject({ kind: 'not_found' });
  });
});
