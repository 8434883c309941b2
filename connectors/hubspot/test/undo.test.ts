import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { undoableWrites, undoWrite } from '@rolekit/sdk/serve/undo';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import hubspot from '../src/index.ts';
import { connectSandbox, type Row, type Sandbox, type SandboxHost, undoNewest } from './sandbox-host.ts';

const DEALS = ['3010000101', '3010000102', '3010000103'];

let sandbox: Sandbox;
let home: string;
let host: SandboxHost;

beforeEach(async () => {
  sandbox = await startSandbox();
  home = await mkdtemp(join(tmpdir(), 'rolekit-undo-'));
  host = await connectSandbox(sandbox, { home, approve: 'accept' });
});
afterEach(async () => {
  await host?.close();
  await sandbox?.close();
  await rm(home, { recursive: true, force: true });
});

const objects = (object: string, ids: string[], properties: string[]): Promise<Row[]> =>
  host.rows('hubspot_list_objects', { object, ids, properties });

const change = (id: string, properties: Row) =>
  fetch(`${sandbox.baseUrl}/crm/v3/objects/deals/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${sandbox.credentials.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ properties }),
  });

describe('undoing an update of HubSpot objects', () => {
  const properties = { hs_next_step: 'Call the sponsor', amount: 777 };

  it('sets back every value, and says so in before and after', async () => {
    const before = await objects('deals', DEALS, ['amount', 'hs_next_step']);
    await host.item('hubspot_update_objects', { object: 'deals', items: DEALS.map((id) => ({ id, properties })) });
    expect((await objects('deals', DEALS, ['amount'])).map(({ amount }) => amount)).toEqual(['777', '777', '777']);
    const { questions, result } = await undoNewest(home);
    expect(questions[0]).toMatch(new RegExp(`3010000101 .+ - amount: 777 → ${before[0]?.amount}`));
    expect(result).toMatchObject({ summary: 'Set back 3 deals in HubSpot', result: { done: 3, failed: 0 } });
    expect(await objects('deals', DEALS, ['amount', 'hs_next_step'])).toEqual(before);
  });

  it('leaves alone what somebody changed since, and says so', async () => {
    await host.item('hubspot_update_objects', { object: 'deals', items: DEALS.map((id) => ({ id, properties })) });
    await change('3010000102', { amount: '5' });
    const { questions, result } = await undoNewest(home);
    expect(questions[0]).toContain('1 of the deals are left alone: item 2: Changed by someone else: amount.');
    expect(result).toMatchObject({ result: { done: 2 } });
    expect((await objects('deals', ['3010000102'], ['amount']))[0]?.amount).toBe('5');
  });

  it('is refused when all were changed since', async () => {
    await host.item('hubspot_update_objects', { object: 'deals', items: [{ id: '3010000101', properties }] });
    await change('3010000101', { amount: '5' });
    const { questions, result } = await undoNewest(home);
    expect(result).toMatchObject({ code: 'RK_CONFLICT' });
    expect(questions).toEqual([]);
  });
});

describe('undoing what was created in HubSpot', () => {
  it('archives the objects, after showing what they hold', async () => {
    const items = ['a@undo.example', 'b@undo.example'].map((email) => ({ properties: { email } }));
    const created = await host.item('hubspot_create_objects', { object: 'contacts', items });
    const ids = (created.items as { id: string }[]).map(({ id }) => id);
    const { questions, result } = await undoNewest(home);
    expect(questions[0]).toContain('Archive 2 contacts in HubSpot');
    expect(questions[0]).toContain('"a@undo.example" (is removed)');
    expect(result).toMatchObject({ result: { done: 2, failed: 0, unknown: 0 } });
    expect(await objects('contacts', ids, ['email'])).toEqual([]);
  });

  it('archives an activity, unless it was changed', async () => {
    const args = {
      kind: 'note',
      text: 'Wrong deal.',
      at: '2026-11-20T09:00:00Z',
      for: [{ object: 'deals', id: DEALS[0] }],
    };
    const first = await host.item('hubspot_create_activity', args);
    const { result } = await undoNewest(home);
    expect(result).toMatchObject({ result: { type: 'notes', id: first.id, archived: true } });
    expect(await objects('notes', [String(first.id)], [])).toEqual([]);
    const second = await host.item('hubspot_create_activity', args);
    await host.item('hubspot_update_objects', {
      object: 'notes',
      items: [{ id: second.id, properties: { hs_note_body: 'Right after all.' } }],
    });
    const [, write] = await undoableWrites(home);
    const refused = await undoWrite(hubspot, write as never, {
      home,
      env: {},
      signal: new AbortController().signal,
      ask: async () => 'accept',
    }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'RK_CONFLICT' });
    expect(await objects('notes', [String(second.id)], ['hs_note_body'])).toMatchObject([
      { hs_note_body: 'Right after all.' },
    ]);
  });
});
