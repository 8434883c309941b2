import { describe, expect, it } from 'vitest';
import { daysBetween } from '../calendar.ts';
import {
  type Account,
  CHAT_STORY,
  DEMO_TODAY,
  demoCompany,
  FORECAST_STORY,
  type Opportunity,
  PRIORITY_STORY,
} from '../index.ts';
import { factsIn, provenFacts } from './facts.ts';
import { DEAL_TALKS, type Said, SHARED_TALKS, type Talk } from './index.ts';

const company = demoCompany();
const accounts = company.accounts.map(({ name }) => name);
const dealOf = (id: string) => company.opportunities.find((deal) => deal.id === id) as Opportunity;
const accountOf = ({ opportunityId }: { opportunityId: string }) =>
  company.accounts.find(({ id }) => id === dealOf(opportunityId).accountId) as Account;
const allOf = (talk: Talk): Omit<Said, 'replies'>[] => talk.messages.flatMap((said) => [said, ...(said.replies ?? [])]);
const textsOf = (said: Omit<Said, 'replies'>) => [said.text, said.file?.content ?? ''];

/** What is said about a deal and is not in the CRM. */
function unproven(talk: Talk): string[] {
  const facts = allOf(talk)
    .flatMap(textsOf)
    .flatMap((text) => {
      const proven = provenFacts(company, talk.opportunityId, text);
      return factsIn(text, accounts).filter((fact) => !proven.has(fact));
    });
  return [...new Set(facts)];
}

describe('facts in a text', () => {
  it('are amounts, dates, stages, categories, cases and names of people', () => {
    expect(
      factsIn('Pay $620,000 by 2026-12-11 in Negotiation, Commit, case 00001001, says Bruno Pemberley.', accounts),
    ).toEqual(['$620,000', '2026-12-11', '00001001', 'Negotiation', 'Commit', 'Bruno Pemberley']);
  });

  it('are unknown when a digit, a stage or a name is another', () => {
    const said = '$620,001 on 2026-12-12 in Proposal, Best Case, 00001001, says Bruno Underhill.';
    const proven = provenFacts(company, 'opp-0003', said);
    expect(factsIn(said, accounts).filter((fact) => proven.has(fact))).toEqual([]);
  });

  it('are unknown when they are of another deal of the account, unless the text names it', () => {
    const proves = (said: string) => provenFacts(company, 'opp-0003', said).has('$240,000');
    expect([proves('It is $240,000.'), proves('Field Mobile is $240,000.')]).toEqual([false, true]);
  });
});

describe('what the chat says about deals', () => {
  it('is what the CRM says, except for the disagreements that are listed', () => {
    const said = [...DEAL_TALKS, ...SHARED_TALKS].flatMap((talk) =>
      unproven(talk).map((fact) => [talk.opportunityId, fact]),
    );
    expect(said).toEqual([
      ['opp-0003', '2027-01-14'],
      ['opp-0006', '$380,000'],
    ]);
    expect(
      CHAT_STORY.disagreements.map(({ opportunityId, chat }) => [
        opportunityId,
        typeof chat === 'number' ? `$${chat.toLocaleString('en-US')}` : chat,
      ]),
    ).toEqual(said);
  });

  it('disagrees with the CRM as it is', () => {
    for (const { opportunityId, account, field, crm } of CHAT_STORY.disagreements) {
      expect([account, dealOf(opportunityId)[field]]).toEqual([accountOf({ opportunityId }).name, crm]);
    }
  });

  it('is said by the owner of the deal, their managers and colleagues who are still there', () => {
    const active = new Set(company.users.filter((user) => user.active).map(({ id }) => id));
    for (const talk of DEAL_TALKS) {
      const people = allOf(talk).map(({ by }) => by);
      if (talk.opportunityId !== 'opp-0011') expect(people).toContain(dealOf(talk.opportunityId).ownerId);
      expect(people.filter((by) => !active.has(by))).toEqual([]);
    }
  });

  it('is said by people of the account in shared channels, who still work there', () => {
    const { id } = accountOf({ opportunityId: 'opp-0001' });
    const there = company.contacts.filter((person) => person.accountId === id && person.leftCompanyOn === null);
    const outside = SHARED_TALKS.flatMap(allOf).flatMap(({ by }) => (by.startsWith('con-') ? by : []));
    expect([...new Set(outside)].sort()).toEqual(CHAT_STORY.shared.outsiders);
    expect(there.map((person) => person.id)).toEqual(CHAT_STORY.shared.outsiders);
  });

  it('comes in the order of time, up to today', () => {
    for (const talk of [...DEAL_TALKS, ...SHARED_TALKS]) {
      const tops = talk.messages.map(({ at }) => at);
      expect(tops).toEqual(tops.toSorted());
      expect(allOf(talk).filter(({ at }) => at >= '2026-11-20T12:00:00Z')).toEqual([]);
    }
  });

  it('is silent for 30 days about the deals that are listed, and about no other that is open', () => {
    const open = DEAL_TALKS.filter(({ opportunityId }) => !dealOf(opportunityId).stage.startsWith('Closed'));
    const lastOf = (talk: Talk) =>
      allOf(talk)
        .map(({ at }) => at.slice(0, 10))
        .toSorted()
        .at(-1) ?? '';
    const silent = open
      .filter((talk) => daysBetween(lastOf(talk), DEMO_TODAY) >= 30)
      .map((talk) => ({ opportunityId: talk.opportunityId, account: accountOf(talk).name, lastOn: lastOf(talk) }))
      .toSorted((a, b) => a.opportunityId.localeCompare(b.opportunityId));
    expect(silent).toEqual(CHAT_STORY.silent);
  });
});

describe('times in the words of those who are there', () => {
  it('are those of the meetings', () => {
    const starts = (id: string) =>
      company.events.find((event) => event.accountId === id && event.startsAt > '2026-11-21')?.startsAt;
    const local = (at: string | undefined, timeZone: string) =>
      new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short', dateStyle: 'short' }).format(new Date(at ?? ''));
    expect(local(starts('acc-0001'), 'Europe/Amsterdam')).toBe('21/11/2026, 10:00');
    expect(local(starts('acc-0024'), 'Australia/Brisbane')).toBe('21/11/2026, 11:00');
  });
});

describe('what a right answer says of both', () => {
  it('has the totals with and without the deal that slips', () => {
    const { amount } = dealOf('opp-0003');
    expect([FORECAST_STORY.commitTotal - amount, FORECAST_STORY.adjustedTotal - amount]).toEqual([
      3_234_000, 1_225_500,
    ]);
    expect(CHAT_STORY.disagreements.find(({ field }) => field === 'closeDate')?.mustSay).toContain(
      '3,234,000 and 1,225,500',
    );
  });

  it('has the score with the amount of the chat, and the same rank', () => {
    const [, solvane, ironquay, marlowe] = PRIORITY_STORY.top.map(({ score }) => score);
    const score = (700_000 - 450_000 + 380_000) * 0.7;
    expect([ironquay, score]).toEqual([490_000, 441_000]);
    expect(score).toBeLessThan(solvane ?? 0);
    expect(score).toBeGreaterThan(marlowe ?? 0);
  });

  it('names the second push as it is in the history of the deal', () => {
    const { history, closeDate } = dealOf('opp-0014');
    expect(history.filter(({ at }) => at.startsWith('2026-11-13')).map((state) => state.closeDate)).toEqual([
      closeDate,
    ]);
    expect(history.at(-2)?.closeDate).toBe('2026-11-18');
  });
});

it('shares pricing that adds up to the amount', () => {
  const file = DEAL_TALKS.flatMap(allOf).find(({ file }) => file?.id === 'fil-03')?.file;
  const rows = (file?.content ?? '')
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(',').map(Number));
  expect(rows.map(([, quantity = 0, unit = 0]) => quantity * unit)).toEqual(rows.map(([, , , total]) => total));
  expect(rows.reduce((sum, [, , , total = 0]) => sum + total, 0)).toBe(dealOf('opp-0003').amount);
});
