import type { WritePlan } from '@rolekit/sdk';
import { standingClock } from '@rolekit/sdk/testing';
import { afterEach, describe, expect, it } from 'vitest';
import salesforce from '../src/index.ts';
import { connectSandbox, openClient, openSandbox, type SandboxHost } from './sandbox-host.ts';

const hosts: SandboxHost[] = [];

const { sandbox, host: reader } = await openSandbox();

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

async function hostThat(approve: Parameters<typeof connectSandbox>[1]): Promise<SandboxHost> {
  const host = await connectSandbox(sandbox, approve);
  hosts.push(host);
  return host;
}

async function deal(name = 'Saltmarsh Wind - Control Tower'): Promise<{ id: string; step: unknown }> {
  const [row] = await reader.rows('salesforce_query', {
    soql: `SELECT Id, NextStep FROM Opportunity WHERE Name = '${name}'`,
  });
  return { id: String(row?.Id), step: row?.NextStep };
}

const writes = () => sandbox.stats().writes;

describe('a write', () => {
  it('is refused by a host that cannot ask a person', async () => {
    const { id } = await deal();
    expect((await reader.error('salesforce_update_record', { id, fields: { NextStep: 'x' } })).kind).toBe(
      'approval_required',
    );
  });

  it.each(['decline', 'cancel'] as const)('that a person answers with %s changes nothing', async (approve) => {
    const { id, step } = await deal();
    const before = writes();
    const host = await hostThat({ approve });
    expect((await host.error('salesforce_update_record', { id, fields: { NextStep: 'x' } })).kind).toBe(
      'approval_refused',
    );
    expect(writes()).toBe(before);
    expect((await deal()).step).toBe(step);
  });

  it('with an unknown field is refused before a person is asked, with the field that was meant', async () => {
    const { id } = await deal();
    const host = await hostThat({ approve: 'accept' });
    const error = await host.error('salesforce_update_record', {
      id,
      fields: { Close_Date: '2026-12-09', Amount: 'much' },
    });
    expect(error.message).toContain('there is no field `Close_Date` (Did you mean `CloseDate` (Close Date)?)');
    expect(error.message).toContain('`Amount` must be a number');
    expect(host.questions).toEqual([]);
  });

  it('of what is already so is refused before a person is asked', async () => {
    const { id, step } = await deal();
    const host = await hostThat({ approve: 'accept' });
    expect(
      (await host.error('salesforce_update_record', { id, fields: { NextStep: String(step) } })).message,
    ).toContain('already has these values');
    expect(host.questions).toEqual([]);
  });

  it('asks with before and after of only what changes, and writes it', async () => {
    const { id } = await deal();
    const host = await hostThat({ approve: 'accept' });
    const item = await host.item('salesforce_update_record', {
      id,
      fields: { NextStep: 'Sign on 2026-12-01', Amount: 395_000 },
    });
    expect(item).toEqual({ object: 'Opportunity', id, fields: { NextStep: 'Sign on 2026-12-01' } });
    expect(host.questions).toHaveLength(1);
    expect(host.questions[0]).toContain(`Update Opportunity ${id} "Saltmarsh Wind - Control Tower"`);
    expect(host.questions[0]).toContain('NextStep: Redlines back from legal → Sign on 2026-12-01');
    expect(host.questions[0]).not.toContain('Amount');
    expect((await deal()).step).toBe('Sign on 2026-12-01');
  });

  it('works for a client of the older protocol', async () => {
    const { id } = await deal('Petrelworks - Planner Expansion');
    const host = await hostThat({ approve: 'accept', era: '2025-11-25' });
    const item = await host.item('salesforce_update_record', { id, fields: { nextstep: 'Signed' } });
    expect(item.fields).toEqual({ NextStep: 'Signed' });
  });

  it('shows the names behind ids', async () => {
    const { id } = await deal('Quillhaven Media - Insight Warehouse');
    const [user] = await reader.rows('salesforce_query', { soql: "SELECT Id FROM User WHERE Name = 'Leilani Porter'" });
    const host = await hostThat({ approve: 'decline' });
    await host.call('salesforce_update_record', { id, fields: { OwnerId: String(user?.Id) } });
    expect(host.questions[0]).toMatch(/OwnerId: \w{18} "Kenji Aramaki" → \w{18} "Leilani Porter"/);
  });

  it('with a reference that leads nowhere is refused before a person is asked', async () => {
    const { id } = await deal();
    const host = await hostThat({ approve: 'accept' });
    const error = await host.error('salesforce_update_record', { id, fields: { AccountId: '001Rk000000zzzzz' } });
    expect(error.kind).toBe('invalid_request');
    const other = await host.error('salesforce_update_record', { id, fields: { AccountId: '001Rk000000zzzz' } });
    expect(other.message).toContain('`AccountId`: there is no Account 001Rk000000zzzz.');
    expect(host.questions).toEqual([]);
  });
});

describe('salesforce_update_record', () => {
  it('writes nothing when the record changed after the plan was made', async () => {
    const { id } = await deal('Bellwether Foods - Forecast Suite');
    const client = await openClient(sandbox);
    const tool = salesforce.tools.salesforce_update_record;
    const call = {
      input: { id, fields: { NextStep: 'slower' } },
      connection: client,
      clock: standingClock('2026-11-20T12:00:00Z'),
      signal: new AbortController().signal,
      words: {},
      progress: () => {},
      log: () => {},
    };
    const plan = await tool.plan?.(call);
    const other = await hostThat({ approve: 'accept' });
    await other.item('salesforce_update_record', { id, fields: { Description: 'faster' } });
    await expect(tool.apply?.({ ...call, plan: plan as WritePlan, idempotencyKey: 'k' })).rejects.toMatchObject({
      kind: 'conflict',
    });
    expect((await deal('Bellwether Foods - Forecast Suite')).step).toBe('Budget owner changed again');
  });

  it('leaves in its plan what undoes it', async () => {
    const { id } = await deal('Stonemere Water - Field Mobile');
    const call = {
      input: { id, fields: { NextStep: 'x' } },
      connection: await openClient(sandbox),
      clock: standingClock('2026-11-20T12:00:00Z'),
      signal: new AbortController().signal,
      words: {},
      progress: () => {},
      log: () => {},
    };
    const plan = await salesforce.tools.salesforce_update_record.plan?.(call);
    expect(plan?.undo).toMatchObject({ object: 'Opportunity', id, fields: { NextStep: 'Final price approved' } });
  });
});

describe('salesforce_create_record', () => {
  it('names every required field that is missing, before a person is asked', async () => {
    const host = await hostThat({ approve: 'accept' });
    const error = await host.error('salesforce_create_record', { object: 'Opportunity', fields: { Name: 'New' } });
    expect(error.message).toContain('`StageName`, `CloseDate` must be given');
    expect(host.questions).toEqual([]);
  });

  it('refuses an object that cannot be written', async () => {
    const host = await hostThat({ approve: 'accept' });
    expect(
      (await host.error('salesforce_create_record', { object: 'OpportunityHistory', fields: { Amount: 1 } })).kind,
    ).toBe('forbidden');
  });

  it('creates once, after the person saw all of it', async () => {
    const { id } = await deal();
    const before = writes();
    const host = await hostThat({ approve: 'accept' });
    const item = await host.item('salesforce_create_record', {
      object: 'Task',
      fields: { Subject: 'Call legal', WhatId: id, ActivityDate: '2026-11-23' },
    });
    expect(host.questions[0]).toContain('Create Task "Call legal"');
    expect(host.questions[0]).toContain('ActivityDate: 2026-11-23');
    expect(writes()).toBe(before + 1);
    const [activity] = await reader.rows('salesforce_list_activities', { id, when: 'upcoming' });
    expect(activity).toMatchObject({ id: item.id, subject: 'Call legal', status: 'Not Started' });
  });

  it('shows who and what a new record is about, also behind a reference with several targets', async () => {
    const { id } = await deal();
    const [contact] = await reader.rows('salesforce_query', {
      soql: "SELECT Id FROM Contact WHERE Name = 'Declan Voss'",
    });
    const [found] = await reader.rows('salesforce_query', {
      soql: 'SELECT Id, CaseNumber FROM Case ORDER BY Id LIMIT 1',
    });
    const host = await hostThat({ approve: 'decline' });
    const fields = { Subject: 'Call legal', WhatId: id, WhoId: String(contact?.Id) };
    await host.call('salesforce_create_record', { object: 'Task', fields });
    expect(host.questions[0]).toContain(`WhatId: ${id} "Saltmarsh Wind - Control Tower"`);
    expect(host.questions[0]).toContain(`WhoId: ${String(contact?.Id)} "Declan Voss"`);
    await host.call('salesforce_create_record', { object: 'Task', fields: { ...fields, WhatId: String(found?.Id) } });
    expect(host.questions[1]).toContain(`WhatId: ${String(found?.Id)} "${String(found?.CaseNumber)}"`);
  });

  it('names a person by first and last name, and a case by its subject', async () => {
    const host = await hostThat({ approve: 'decline' });
    const create = (object: string, fields: Record<string, unknown>) =>
      host.call('salesforce_create_record', { object, fields });
    await create('Contact', { FirstName: 'Ada', LastName: 'Brook' });
    await create('Case', { Subject: 'Scanner is down' });
    expect(host.questions[0]).toContain('Create Contact "Ada Brook"');
    expect(host.questions[1]).toContain('Create Case "Scanner is down"');
  });

  it('refuses the id of an object that the reference does not take', async () => {
    const host = await hostThat({ approve: 'accept' });
    const { id } = await deal();
    const fields = { Subject: 'Call legal', WhoId: id };
    const error = await host.error('salesforce_create_record', { object: 'Task', fields });
    expect(error.message).toContain(`\`WhoId\`: ${id} is the id of a Opportunity, and it takes Contact, Lead.`);
    expect(host.questions).toEqual([]);
  });
});
