import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RolekitError } from '@rolekit/sdk';
import { undoableWrites, undoWrite } from '@rolekit/sdk/serve/undo';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import salesforce from '../src/index.ts';
import { connectSandbox, openClient, type Row, type Sandbox, type SandboxHost } from './sandbox-host.ts';

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

/** Undoes the newest write of the audit log. */
async function undo(answer: 'accept' | 'decline' = 'accept') {
  const questions: string[] = [];
  const [write] = await undoableWrites(home);
  if (!write) throw new TypeError('nothing to undo');
  const undone = undoWrite(salesforce, write, {
    home,
    env: {},
    signal: new AbortController().signal,
    ask: async (question) => {
      questions.push(question);
      return answer;
    },
  });
  return { questions, result: await undone.catch((error: unknown) => error as RolekitError) };
}

const deal = async (): Promise<Row> =>
  (
    await host.rows('salesforce_query', {
      soql: "SELECT Id, NextStep, CloseDate FROM Opportunity WHERE Name = 'Saltmarsh Wind - Control Tower'",
    })
  )[0] ?? {};
const TASK = { object: 'Task', fields: { Subject: 'To be undone', Status: 'Not Started', Priority: 'Normal' } };
const tasks = () => host.rows('salesforce_query', { soql: "SELECT Id FROM Task WHERE Subject = 'To be undone'" });

describe('undoing an update of a Salesforce record', () => {
  it('sets back the fields that it changed, and says so in before and after', async () => {
    const before = await deal();
    const fields = { NextStep: 'Send the redlines', CloseDate: '2027-01-31' };
    await host.item('salesforce_update_record', { id: before.Id, fields });
    const { questions, result } = await undo();
    expect(questions[0]).toContain('Set back Opportunity');
    expect(questions[0]).toContain('Send the redlines →');
    expect(questions[0]).toContain(`CloseDate: 2027-01-31 → ${String(before.CloseDate)}`);
    expect(result).toMatchObject({ environment: 'sandbox', result: { id: before.Id } });
    expect(await deal()).toEqual(before);
  });

  it('is refused when the field was changed since, and does not mind another field', async () => {
    const { Id: id, NextStep: step } = await deal();
    await host.item('salesforce_update_record', { id, fields: { NextStep: 'First' } });
    const client = await openClient(sandbox);
    await client.update('Opportunity', String(id), { CloseDate: '2027-02-01' });
    expect((await undo('decline')).result).toMatchObject({ code: 'RK_APPROVAL_REFUSED' });
    await client.update('Opportunity', String(id), { NextStep: 'Somebody else’s' });
    const { questions, result } = await undo();
    expect(result).toMatchObject({ code: 'RK_CONFLICT' });
    expect(String(result)).toContain(
      'was changed by someone else after it was written (NextStep); nothing was written',
    );
    expect(questions).toEqual([]);
    expect((await deal()).NextStep).not.toBe(step);
  });
});

describe('the question before an undo', () => {
  it('shows the names behind ids', async () => {
    const { Id: id } = await deal();
    const [user] = await host.rows('salesforce_query', { soql: "SELECT Id FROM User WHERE Name = 'Leilani Porter'" });
    await host.item('salesforce_update_record', { id, fields: { OwnerId: user?.Id } });
    const { questions } = await undo('decline');
    expect(questions[0]).toMatch(/OwnerId: \w{18} "Leilani Porter" → \w{18} "\w+ \w+"/);
    await host.item('salesforce_create_record', { ...TASK, fields: { ...TASK.fields, WhatId: id } });
    expect((await undo('decline')).questions[0]).toContain(
      `WhatId: ${String(id)} "Saltmarsh Wind - Control Tower" (is removed)`,
    );
  });
});

describe('undoing what was created in Salesforce', () => {
  it('deletes the record, after showing what it holds', async () => {
    const created = await host.item('salesforce_create_record', TASK);
    expect(await tasks()).toHaveLength(1);
    const { questions, result } = await undo();
    expect(questions[0]).toContain(`Delete Task ${String(created.id)}`);
    expect(questions[0]).toContain('Subject: To be undone (is removed)');
    expect(result).toMatchObject({ result: { object: 'Task', id: created.id, deleted: true } });
    expect(await tasks()).toEqual([]);
  });

  it('is refused when anything of it was changed since', async () => {
    const { id } = await host.item('salesforce_create_record', TASK);
    const client = await openClient(sandbox);
    await client.update('Task', String(id), { Description: 'Now it is needed.' });
    const { result } = await undo();
    expect(result).toMatchObject({ code: 'RK_CONFLICT' });
    expect(await tasks()).toHaveLength(1);
  });
});
