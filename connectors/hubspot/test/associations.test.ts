import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import { connectSandbox, type Row, type Sandbox, type SandboxHost, undoNewest } from './sandbox-host.ts';

const DEAL = '3010000101';
const [ANNA, BEN, CARA] = ['1010000251', '1010000252', '1010000253'] as const;

let sandbox: Sandbox;
let home: string;
let host: SandboxHost;
/** Done while the person is asked. */
let meanwhile: () => Promise<unknown>;

beforeEach(async () => {
  sandbox = await startSandbox();
  home = await mkdtemp(join(tmpdir(), 'rolekit-associations-'));
  meanwhile = async () => {};
  host = await connect();
});
afterEach(async () => {
  await host?.close();
  await sandbox?.close();
  await rm(home, { recursive: true, force: true });
});

async function connect(apiVersion?: string): Promise<SandboxHost> {
  const values = { ...sandbox.values, ...(apiVersion === undefined ? {} : { apiVersion }) };
  const approve = async () => {
    await meanwhile();
    return 'accept' as const;
  };
  return connectSandbox({ ...sandbox, values }, { home, approve });
}

const call = (...items: Row[]) => ({ object: 'deals', to: 'contacts', items });
const pair = (toId: string, label?: string) => ({ id: DEAL, toId, ...(label === undefined ? {} : { label }) });

/** Labels of the deal's contacts, by id; none is an empty list. */
async function contacts(): Promise<Record<string, unknown>> {
  const rows = await host.rows('hubspot_list_associations', { object: 'deals', id: DEAL, to: 'contacts' });
  return Object.fromEntries(
    rows.filter(({ id }) => [ANNA, BEN, CARA].includes(id as never)).map(({ id, labels }) => [id, labels ?? []]),
  );
}

const vendor = (path: string, inputs: object[]) =>
  fetch(`${sandbox.baseUrl}/crm/v4/associations/deals/contacts/batch/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.credentials.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  });

describe('hubspot_create_associations', () => {
  it('refuses unknown labels and objects before a person is asked, and names what there is', async () => {
    const wrong = await host.error('hubspot_create_associations', call(pair(ANNA, 'Decision-maker'), pair(BEN, 'x')));
    expect(wrong.message).toContain('there is no label `Decision-maker` (Did you mean `Decision maker`?)');
    expect(wrong.message).toContain('there is no label `x` (there are: Decision maker)');
    const missing = await host.error('hubspot_create_associations', call(pair('42')));
    expect(missing.message).toBe('`items[0].toId`: there is no contact 42. Nothing was changed.');
    const twice = await host.error('hubspot_create_associations', call(pair(ANNA), pair(ANNA, 'Decision maker')));
    expect(twice.message).toContain('item 2: the same two objects are named twice');
    expect(host.questions).toEqual([]);
    expect(sandbox.stats().writes).toBe(0);
  });

  it.each(['v3', '2026-03', '2026-09'])('associates and labels through the paths of %s', async (apiVersion) => {
    const other = await connect(apiVersion);
    const elsewhere = { id: '3010000102', toId: ANNA };
    const pairs = call(pair(ANNA), pair(BEN, 'decision maker'), elsewhere);
    const item = await other.item('hubspot_create_associations', pairs);
    expect(item).toMatchObject({ done: 3, failed: 0, unknown: 0, notSent: 0 });
    const again = await other.error('hubspot_create_associations', pairs);
    expect(again.message).toBe('All of these are associated so already.');
    expect(other.questions[0]).toMatch(
      new RegExp(`deal ${DEAL} ".+", contact ${BEN} ".+" - association: not associated → associated as Decision maker`),
    );
    expect(await contacts()).toEqual({ [ANNA]: [], [BEN]: ['Decision maker'] });
    await other.close();
  });

  it('leaves out what is so already, and refuses when all is', async () => {
    await host.item('hubspot_create_associations', call(pair(ANNA)));
    const { structured } = await host.call('hubspot_create_associations', call(pair(ANNA), pair(BEN)));
    expect(structured.notes).toEqual(['1 pairs were associated so already and were not written.']);
    const error = await host.error('hubspot_create_associations', call(pair(ANNA)));
    expect(error.message).toBe('All of these are associated so already.');
  });

  it('tells the limit of a label for the pair that exceeds it, and does the others', async () => {
    await host.item('hubspot_create_associations', call(pair(ANNA, 'Decision maker')));
    const item = await host.item('hubspot_create_associations', call(pair(BEN, 'Decision maker'), pair(CARA)));
    expect(item).toMatchObject({
      done: 1,
      failed: 1,
      items: [
        { item: 1, outcome: 'failed', reason: expect.stringContaining('its limit of 1 "Decision maker"') },
        { item: 2, outcome: 'done', id: CARA },
      ],
    });
    expect(await contacts()).toEqual({ [ANNA]: ['Decision maker'], [CARA]: [] });
  });

  it('leaves alone what was changed after it was shown', async () => {
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 3 }];
    meanwhile = () => vendor('create', [{ from: { id: DEAL }, to: { id: ANNA }, types }]);
    const item = await host.item('hubspot_create_associations', call(pair(ANNA, 'Decision maker'), pair(BEN)));
    expect(item).toMatchObject({
      done: 1,
      failed: 1,
      items: [{ reason: 'Its association was changed by someone else.' }, { outcome: 'done' }],
    });
    expect(await contacts()).toEqual({ [ANNA]: [], [BEN]: [] });
  });
});

describe('undoing associations', () => {
  it('takes back what was new, and of what there was before only the label', async () => {
    await host.item('hubspot_create_associations', call(pair(ANNA)));
    await host.item('hubspot_create_associations', call(pair(ANNA, 'Decision maker'), pair(BEN)));
    const { questions, result } = await undoNewest(home);
    expect(questions[0]).toContain(': associated as Decision maker → associated');
    expect(questions[0]).toContain(': associated → not associated');
    expect(result).toMatchObject({ result: { done: 2, failed: 0, unknown: 0 } });
    expect(await contacts()).toEqual({ [ANNA]: [] });
  });

  it('leaves alone what was changed since', async () => {
    await host.item('hubspot_create_associations', call(pair(ANNA), pair(BEN)));
    await vendor('archive', [{ from: { id: DEAL }, to: [{ id: ANNA }] }]);
    const { questions, result } = await undoNewest(home);
    expect(questions[0]).toContain('1 of the associations are left alone: item 1: It was taken back already.');
    expect(result).toMatchObject({ result: { done: 1 } });
    expect((await undoNewest(home)).result).toMatchObject({ code: 'RK_CONFLICT' });
  });
});
