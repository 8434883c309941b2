import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { writeConnection } from '../../settings/profiles.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { serveHttp } from '../endpoint/serve-http.ts';
import { toolErrorOf } from '../result/tool-error.ts';
import { type NotesApp, notesPlugin, startNotes } from '../write/notes.fixture.ts';

const YES = { inputResponses: { approval: { action: 'accept', content: { approve: true } } } };

let home: string;
let apps: { demo: NotesApp; real: NotesApp };
let serving: Awaited<ReturnType<typeof serveHttp>>;

beforeEach(async () => {
  home = temporaryFolder();
  apps = { demo: await startNotes('demo'), real: await startNotes('real') };
  serving = await serveHttp(notesPlugin(), { home, env: {} });
});
afterEach(async () => {
  await serving?.close();
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

async function call(name: string, args: object, extra: object = {}): Promise<Answer> {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
  };
  const params = { name, arguments: args, ...extra, _meta };
  const response = await fetch(serving.url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${serving.token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': name,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  });
  const text = await response.text();
  return (JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text) as { result: Answer }).result;
}

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
