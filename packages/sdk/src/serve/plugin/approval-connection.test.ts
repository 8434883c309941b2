import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { writeConnection } from '../../settings/profiles.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectHttpRaw, type RawClient } from '../../testing/raw-client.ts';
import { toolErrorOf } from '../../tool-error.ts';
import { type NotesApp, notesPlugin, startNotes } from '../write/notes.fixture.ts';

const YES = { inputResponses: { approval: { action: 'accept', content: { approve: true } } } };

let home: string;
let apps: { demo: NotesApp; real: NotesApp };
let client: RawClient;

beforeEach(async () => {
  home = temporaryFolder();
  apps = { demo: await startNotes('demo'), real: await startNotes('real') };
  client = await connectHttpRaw(notesPlugin(), { home });
});
afterEach(async () => {
  await client?.close();
  await Promise.all(Object.values(apps).map((app) => app.close()));
});

/** Makes one of the two apps the active profile, as `rolekit connect` does. */
async function activate(active: 'demo' | 'real'): Promise<void> {
  const profiles: Record<string, { runFile: string }> = {};
  for (const [name, app] of Object.entries(apps)) {
    const runFile = join(home, `${name}.json`);
    const values = { baseUrl: app.url, key: `key-of-${name}` };
    const about = { format: 1, connector: 'notes', environment: 'sandbox', pid: process.pid, baseUrl: app.url, values };
    await mkdir(home, { recursive: true });
    await writeFile(runFile, JSON.stringify(about));
    profiles[name] = { runFile };
  }
  await writeConnection('notes', { format: 1, active, profiles }, home);
  await vi.waitFor(
    async () => expect((await call('notes_get_note', { id: 'n1' })).structuredContent?.item.owner).toBe(active),
    20_000,
  );
}

interface Answer {
  requestState?: string;
  structuredContent?: { item: { owner: string } };
}

const call = async (name: string, args: Record<string, unknown>, extra?: Record<string, unknown>): Promise<Answer> =>
  (await client.call(name, args, extra)).result as unknown as Answer;

it('an approval of a change in one profile does not count in another that became active meanwhile', async () => {
  await activate('demo');
  const args = { id: 'n1', text: 'New' };
  const { requestState } = await call('notes_update_note', args);
  await activate('real');
  const refused = await call('notes_update_note', args, { ...YES, requestState });
  expect(toolErrorOf(refused as never)).toMatchObject({
    kind: 'approval_refused',
    message: expect.stringContaining('another connection'),
  });
  expect([apps.demo.writes, apps.real.writes]).toEqual([[], []]);
});
