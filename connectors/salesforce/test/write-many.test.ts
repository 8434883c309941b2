import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { undoableWrites, undoWrite } from '@rolekit/sdk/serve/undo';
import { type Fault, type FaultServer, startFaultServer } from '@rolekit/sdk/testing';
import { Connection } from 'jsforce';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import salesforce from '../src/index.ts';
import { connectSandbox, type Row, type Sandbox, type SandboxHost } from './sandbox-host.ts';

let sandbox: Sandbox;
let faults: FaultServer;
let home: string;
let host: SandboxHost;
/** Done while the person is asked. */
let meanwhile: () => Promise<unknown>;
/** The vendor's own client: what it reads is what there is. */
let vendor: Connection;

beforeEach(async () => {
  sandbox = await startSandbox();
  faults = await startFaultServer(sandbox);
  home = await mkdtemp(join(tmpdir(), 'rolekit-many-'));
  meanwhile = async () => {};
  const approve = async () => {
    await meanwhile();
    return 'accept' as const;
  };
  host = await connectSandbox({ ...sandbox, baseUrl: faults.baseUrl, values: faults.values }, { home, approve });
  const { clientId = '', clientSecret = '' } = sandbox.values;
  vendor = new Connection({ version: '62.0', oauth2: { loginUrl: sandbox.baseUrl, clientId, clientSecret } });
  await vendor.authorize({ grant_type: 'client_credentials' });
});
afterEach(async () => {
  await host?.close();
  await faults?.close();
  await sandbox?.close();
  await rm(home, { recursive: true, force: true });
});

const deals = async (limit: number) =>
  (await vendor.query(`SELECT Id, Name, NextStep FROM Opportunity ORDER BY Id LIMIT ${limit}`)).records as Row[];
const stepOf = async (id: unknown) => (await vendor.sobject('Opportunity').retrieve(String(id))).NextStep;
const update = (rows: Row[], fields: Row) => ({
  object: 'Opportunity',
  items: rows.map(({ Id: id }) => ({ id, fields })),
});
const task = (Subject: string, more: Row = {}) => ({
  fields: { Subject, Status: 'Not Started', Priority: 'Normal', ...more },
});
const create = (...items: Row[]) => ({ object: 'Task', items });
const subjects = async (like: string) =>
  (await vendor.query(`SELECT Subject FROM Task WHERE Subject LIKE '${like}'`)).records.map(({ Subject }) => Subject);

/** What happens to the first request of a batch. */
function onFirstWrite(fault: Fault) {
  let isFirst = true;
  faults.schedule(({ path }) => {
    if (!isFirst || !path.endsWith('/composite/sobjects')) return undefined;
    isFirst = false;
    return fault;
  });
}

async function undo() {
  const questions: string[] = [];
  const [write] = await undoableWrites(home);
  if (!write) throw new TypeError('nothing to undo');
  const ask = async (question: string) => {
    questions.push(question);
    return 'accept' as const;
  };
  const { signal } = new AbortController();
  const undone = undoWrite(salesforce, write, { home, env: {}, signal, ask });
  return { questions, result: await undone.catch((error: unknown) => error) };
}

describe('salesforce_update_records', () => {
  it('refuses all that is wrong at once, before a person is asked', async () => {
    const [first] = await deals(1);
    const items = [
      { id: first?.Id, fields: { Close_Date: '2026-12-09', Amount: 'much' } },
      { id: '006Rk0000000zzz', fields: { NextStep: 'x' } },
    ];
    const { message } = await host.error('salesforce_update_records', { object: 'Opportunity', items });
    expect(message).toContain(
      'item 1: there is no field `Close_Date` (Did you mean `CloseDate` (Close Date)?); `Amount`',
    );
    expect(message).toContain('item 2: there is no Opportunity 006Rk0000000zzz');
    const twice = {
      object: 'Opportunity',
      items: [
        { id: first?.Id, fields: { NextStep: 'x' } },
        { id: String(first?.Id).slice(0, 15), fields: { NextStep: 'y' } },
      ],
    };
    expect((await host.error('salesforce_update_records', twice)).message).toContain('is named twice');
    expect(host.questions).toEqual([]);
    expect(sandbox.stats().writes).toBe(0);
  });

  it('writes sixty records in one request after one question, and leaves out what is so already', async () => {
    const rows = (await vendor.query('SELECT Id FROM Contact ORDER BY Id LIMIT 60')).records as Row[];
    await vendor.sobject('Contact').update({ Id: String(rows[0]?.Id), Title: 'X' });
    const before = sandbox.stats().writes;
    const items = rows.map(({ Id: id }) => ({ id, fields: { Title: 'X' } }));
    const { structured } = await host.call('salesforce_update_records', { object: 'Contact', items } as never);
    expect(structured.item).toMatchObject({ done: 59, failed: 0, unknown: 0, notSent: 0 });
    expect(structured.notes).toEqual(['1 of the records already had these values and were not written.']);
    expect(host.questions).toHaveLength(1);
    expect(sandbox.stats().writes - before).toBe(1);
  });

  it('does the others where one was deleted meanwhile', async () => {
    const rows = await deals(2);
    meanwhile = async () => {
      await vendor.sobject('Opportunity').destroy(String(rows[0]?.Id));
    };
    const item = await host.item('salesforce_update_records', update(rows, { NextStep: 'Call' }));
    expect(item).toMatchObject({
      done: 1,
      failed: 1,
      items: [
        { item: 1, outcome: 'failed', reason: 'It no longer exists.' },
        { item: 2, outcome: 'done', id: rows[1]?.Id },
      ],
    });
  });

  it('leaves alone what changed while the person was asked', async () => {
    const [slow = {}, other = {}] = await deals(2);
    meanwhile = async () => {
      await vendor.sobject('Opportunity').update({ Id: String(slow.Id), NextStep: 'Theirs' });
    };
    const item = await host.item('salesforce_update_records', update([slow, other], { NextStep: 'Ours' }));
    expect(item).toMatchObject({
      done: 1,
      failed: 1,
      items: [{ outcome: 'failed', reason: 'Changed by someone else: NextStep.' }, { outcome: 'done' }],
    });
    expect([await stepOf(slow.Id), await stepOf(other.Id)]).toEqual(['Theirs', 'Ours']);
  });

  it('is undone, but for what somebody changed since', async () => {
    const rows = await deals(3);
    await host.item('salesforce_update_records', update(rows, { NextStep: 'Ours' }));
    await vendor.sobject('Opportunity').update({ Id: String(rows[1]?.Id), NextStep: 'Theirs' });
    const { questions, result } = await undo();
    expect(questions[0]).toContain('Set back 2 Opportunity records in Salesforce');
    expect(questions[0]).toContain('1 of the records are left alone: item 2: Changed by someone else: NextStep.');
    expect(result).toMatchObject({ result: { done: 2, failed: 0 } });
    expect(await Promise.all(rows.map(({ Id }) => stepOf(Id)))).toEqual([
      rows[0]?.NextStep,
      'Theirs',
      rows[2]?.NextStep,
    ]);
  });

  it.each([
    ['is sent once more after a 429', { kind: 'rate_limit' }, [undefined, undefined]],
    [
      'is read back when its answer is lost',
      { kind: 'drop', after: true },
      Array(2).fill('The answer was lost; read back.'),
    ],
  ] as const)('%s, and is written once', async (_, fault, reasons) => {
    const rows = await deals(2);
    onFirstWrite(fault);
    const item = await host.item('salesforce_update_records', update(rows, { NextStep: 'Ours' }));
    expect(item).toMatchObject({ done: 2, failed: 0, unknown: 0 });
    expect((item.items as { reason?: string }[]).map(({ reason }) => reason)).toEqual(reasons);
    expect(sandbox.stats().writes).toBe(1);
  });

  it('is finished by the same call after a 503, without asking again', async () => {
    const rows = await deals(2);
    const args = update(rows, { NextStep: 'Ours' });
    onFirstWrite({ kind: 'status', status: 503 });
    const { structured } = await host.call('salesforce_update_records', args as never);
    const { resume } = structured.error as { resume: string };
    expect(sandbox.stats().writes).toBe(0);
    const item = await host.item('salesforce_update_records', { ...args, resume });
    expect(item).toMatchObject({ done: 2, failed: 0, unknown: 0 });
    expect([host.questions.length, sandbox.stats().writes]).toEqual([1, 1]);
  });
});

describe('salesforce_create_records', () => {
  it('tells which record Salesforce refuses, and creates the others', async () => {
    const items = ['A', 'B'].map((name) => ({ fields: { Name: `Many ${name}` } }));
    const taken = { fields: { Name: 'Many C', External_Id__c: 'bm-1001' } };
    const item = await host.item('salesforce_create_records', { object: 'Account', items: [...items, taken] });
    expect(item).toMatchObject({
      ...{ done: 2, failed: 1, unknown: 0 },
      items: [
        { outcome: 'done' },
        { outcome: 'done' },
        { outcome: 'failed', reason: expect.stringContaining('DUPLICATE_VALUE: ') },
      ],
    });
  });

  it.each([
    ['was created', { kind: 'drop', after: true }, 1],
    ['never arrived', { kind: 'drop' }, 0],
  ] as const)('is not repeated when an answer is lost of what %s', async (_, fault, times) => {
    onFirstWrite(fault);
    const { structured } = await host.call('salesforce_create_records', create(task('Lost')) as never);
    expect(structured.error).toMatchObject({ code: 'RK_WRITE_UNKNOWN' });
    expect(await subjects('Lost')).toHaveLength(times);
    expect(sandbox.stats().writes).toBe(times);
  });

  it('creates records, and shows what they refer to', async () => {
    const [account] = (await vendor.query('SELECT Id, Name FROM Account ORDER BY Id LIMIT 1')).records as Row[];
    const items = [task('Many 1', { WhatId: account?.Id }), task('Many 2')];
    const item = await host.item('salesforce_create_records', create(...items));
    expect(host.questions[0]).toContain('Create 2 Task records in Salesforce');
    expect(host.questions[0]).toContain(`WhatId: ${String(account?.Id)} ${JSON.stringify(account?.Name)}`);
    expect(item).toMatchObject({ done: 2, failed: 0 });
    expect(await subjects('Many %')).toEqual(['Many 1', 'Many 2']);
    const missing = create(task('Many 3', { WhatId: '001Rk0000000zzz' }));
    expect((await host.error('salesforce_create_records', missing)).message).toContain(
      '`items[0].fields.WhatId`: there is no',
    );
  });

  it('is undone by deleting, but for what somebody changed since, in whatever field', async () => {
    const { items } = (await host.item('salesforce_create_records', create(task('Gone'), task('Kept')))) as {
      items: { id: string }[];
    };
    await vendor.sobject('Task').update({ Id: items[1]?.id ?? '', Description: 'Now it is needed.' });
    const { questions, result } = await undo();
    expect(questions[0]).toContain('Delete 1 Task records in Salesforce');
    expect(questions[0]).toContain('Subject: Gone (is removed)');
    expect(result).toMatchObject({ result: { done: 1 } });
    expect(await subjects('Gone')).toEqual([]);
    expect(await subjects('Kept')).toEqual(['Kept']);
  });
});
