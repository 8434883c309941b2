import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { closeDatePushes, DEMO_TODAY, demoCompany } from '../index.ts';

const company = demoCompany();
const ids = (records: readonly { readonly id: string }[]) => new Set(records.map((record) => record.id));

describe('the demo company', () => {
  it('cannot be changed by whoever reads it', () => {
    expect(() => {
      (company.accounts[0] as { name: string }).name = 'changed';
    }).toThrow(TypeError);
    expect(demoCompany()).toBe(company);
  });

  it('is large enough that a page of 2,000 rows does not hold it', () => {
    expect(
      Object.fromEntries(
        Object.entries(company).flatMap(([kind, rows]) => (Array.isArray(rows) ? [[kind, rows.length]] : [])),
      ),
    ).toEqual({
      users: 11,
      accounts: 120,
      contacts: 300,
      opportunities: 260,
      tasks: 3400,
      events: 1300,
      cases: 80,
      leads: 40,
    });
  });

  it('is the same on every machine', () => {
    const digest = createHash('sha256').update(JSON.stringify(company)).digest('hex');
    expect(digest).toBe('d9ed38a65aa9a853007800b1aee0014ffd733de417129128b2a92b59ff879d31');
  });

  it('has no reference to a record that does not exist', () => {
    const [users, accounts, contacts, deals] = [
      ids(company.users),
      ids(company.accounts),
      ids(company.contacts),
      ids(company.opportunities),
    ];
    const rows = [...company.contacts, ...company.opportunities, ...company.tasks, ...company.events, ...company.cases];
    expect(rows.filter((row) => !accounts.has(row.accountId) || !users.has(row.ownerId))).toEqual([]);
    const activities = [...company.tasks, ...company.events];
    expect(activities.filter((row) => row.contactId !== null && !contacts.has(row.contactId))).toEqual([]);
    expect(activities.filter((row) => row.opportunityId !== null && !deals.has(row.opportunityId))).toEqual([]);
    expect(company.accounts.filter((row) => row.parentId !== null && !accounts.has(row.parentId))).toEqual([]);
  });

  it('has nothing closed, completed or created after today', () => {
    expect(
      company.opportunities.filter((deal) => deal.stage.startsWith('Closed') && deal.closeDate > DEMO_TODAY),
    ).toEqual([]);
    expect(
      company.opportunities.filter((deal) => deal.history.some((state) => state.at.slice(0, 10) > DEMO_TODAY)),
    ).toEqual([]);
    expect(company.tasks.filter((task) => task.completedAt !== null && task.dueOn > DEMO_TODAY)).toEqual([]);
    const created = [
      ...company.accounts,
      ...company.contacts,
      ...company.tasks,
      ...company.events,
      ...company.cases,
      ...company.leads,
    ];
    expect(created.filter((row) => row.createdAt.slice(0, 10) > DEMO_TODAY)).toEqual([]);
  });

  it('has nothing saved after noon of today, the time at which sandboxes stand', () => {
    const times = [
      ...company.accounts.map((account) => account.lastModifiedAt),
      ...company.contacts.map((contact) => contact.lastModifiedAt),
      ...company.opportunities.flatMap((deal) => deal.history.map((state) => state.at)),
      ...company.tasks.flatMap((task) => [task.createdAt, task.completedAt ?? '']),
      ...company.events.map((event) => event.createdAt),
      ...company.cases.flatMap((entry) => [entry.createdAt, entry.closedAt ?? '']),
      ...company.leads.map((lead) => lead.createdAt),
    ];
    expect(times.filter((time) => time > '2026-11-20T12:00:00Z')).toEqual([]);
  });

  it('ends the history of each deal in what the deal is', () => {
    for (const deal of company.opportunities) {
      expect(deal.history.at(-1)).toMatchObject({
        stage: deal.stage,
        amount: deal.amount,
        closeDate: deal.closeDate,
        probability: deal.probability,
        forecastCategory: deal.forecastCategory,
      });
      const times = deal.history.map((state) => state.at);
      expect(times).toEqual([...times].sort());
    }
  });

  it('counts a push only when the close date moves to a later month', () => {
    const state = {
      at: '',
      byId: '',
      stage: 'Proposal',
      amount: 1,
      probability: 60,
      forecastCategory: 'Commit',
    } as const;
    const history = ['2026-08-10', '2026-08-28', '2026-09-01', '2026-07-01', '2027-01-04'].map((closeDate) => ({
      ...state,
      closeDate,
    }));
    expect(closeDatePushes({ history })).toBe(2);
  });
});
