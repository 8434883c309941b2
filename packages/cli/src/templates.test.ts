import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { undoableWrites, undoWrite } from '@rolekit/sdk/serve/undo';
import { connectSandbox, foreignAnswers } from '@rolekit/sdk/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSandbox } from '../templates/connector/sandbox/index.ts';
import starter from '../templates/connector/src/index.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let home: string;

beforeEach(async () => {
  sandbox = await startSandbox();
  home = await mkdtemp(join(tmpdir(), 'rolekit-template-'));
});
afterEach(async () => {
  await sandbox?.close();
  await rm(home, { recursive: true, force: true });
});

const open = () => connectSandbox(starter, sandbox, { home, approve: 'accept' });

async function undo(place: number) {
  const write = (await undoableWrites(home))[place];
  if (!write) throw new TypeError('nothing to undo');
  const signal = new AbortController().signal;
  return undoWrite(starter, write, { home, env: {}, signal, ask: async () => 'accept' });
}

test('an update made with the connector template is not undone once the note was changed again', async () => {
  const host = await open();
  await host.item('starter_update_note', { id: 'n1', title: 'First' });
  await host.item('starter_update_note', { id: 'n1', title: 'Second' });
  await expect(undo(1)).rejects.toMatchObject({ code: 'RK_CONFLICT' });
  expect(await host.item('starter_get_note', { id: 'n1' })).toMatchObject({ title: 'Second' });
  await host.close();
});

test('an update made with the connector template is undone, and changes nothing else', async () => {
  const host = await open();
  await host.item('starter_update_note', { id: 'n1', title: 'First' });
  await host.item('starter_update_note', { id: 'n1', done: true });
  await undo(0);
  expect(await host.item('starter_get_note', { id: 'n1' })).toMatchObject({ title: 'First', done: false });
  await host.close();
});

test('the sandbox of the connector template gives nothing to a page of another site, however it asks', async () => {
  const { baseUrl, credentials, close } = await startSandbox();
  const authorization = `Bearer ${credentials.apiKey}`;
  const answers = await foreignAnswers(`${baseUrl}/notes`, { authorization });
  await close();
  for (const { what, status, body } of answers)
    expect([what, status, JSON.parse(body)]).toEqual([what, 403, { error: 'This request is not for the sandbox.' }]);
});
