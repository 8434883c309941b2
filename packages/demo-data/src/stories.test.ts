import { describe, expect, it } from 'vitest';
import { daysBetween } from './calendar.ts';
import {
  closeDatePushes,
  DEMO_TODAY,
  demoCompany,
  FORECAST_STORY,
  MEETING_STORY,
  type Opportunity,
  PRIORITY_STORY,
} from './index.ts';

const company = demoCompany();
const isOpen = (deal: Opportunity) => !deal.stage.startsWith('Closed');
const accountName = (id: string) => company.accounts.find((account) => account.id === id)?.name;
const sum = (deals: readonly Opportunity[]) => deals.reduce((total, deal) => total + deal.amount, 0);

describe('the story of the meeting', () => {
  const { account, meeting, renewal, departedChampion } = MEETING_STORY;

  it('has exactly one meeting of Maren Holt tomorrow', () => {
    const tomorrow = company.events.filter(
      (event) => event.ownerId === 'usr-04' && event.startsAt.startsWith('2026-11-21'),
    );
    expect(tomorrow).toMatchObject([
      {
        id: meeting.id,
        subject: meeting.subject,
        startsAt: meeting.startsAt,
        endsAt: meeting.endsAt,
        location: meeting.location,
        accountId: account.id,
      },
    ]);
    expect(company.contacts.find((contact) => contact.id === tomorrow[0]?.contactId)).toMatchObject({
      id: 'con-0002',
      firstName: 'Declan',
      lastName: 'Voss',
      title: 'Chief Operating Officer',
      buyingRole: 'Economic Buyer',
      leftCompanyOn: null,
    });
  });

  it('has one open deal, the renewal', () => {
    const open = company.opportunities.filter((deal) => deal.accountId === account.id && isOpen(deal));
    expect(open).toMatchObject([{ ...renewal, type: 'Renewal', lastActivityOn: '2026-11-18' }]);
  });

  it('has two open high-priority cases, and others that do not count', () => {
    const cases = company.cases.filter((entry) => entry.accountId === account.id);
    expect(cases.filter((entry) => entry.priority === 'High' && entry.status !== 'Closed')).toMatchObject(
      MEETING_STORY.openHighPriorityCases,
    );
    expect(cases).toHaveLength(4);
  });

  it('has a champion who left, and no contact after that with her', () => {
    const gone = company.contacts.filter((contact) => contact.accountId === account.id && contact.leftCompanyOn);
    expect(gone).toMatchObject([
      { id: departedChampion.id, lastName: 'Marsh', buyingRole: 'Champion', leftCompanyOn: '2026-10-30' },
    ]);
    expect(
      company.tasks.filter((task) => task.contactId === departedChampion.id && task.dueOn >= '2026-10-30'),
    ).toEqual([]);
  });

  it('knows the last activity of the account, which the meeting of tomorrow is not', () => {
    expect(company.accounts.find((entry) => entry.id === account.id)).toMatchObject({
      name: account.name,
      customerNumber: 'BM-1001',
      health: 'Red',
      lastActivityOn: MEETING_STORY.lastActivityOn,
    });
  });
});

describe('the story of the forecast', () => {
  const { quarter } = FORECAST_STORY;
  const inQuarter = company.opportunities.filter(
    (deal) => deal.closeDate >= quarter.from && deal.closeDate <= quarter.to,
  );
  const commit = inQuarter.filter((deal) => isOpen(deal) && deal.forecastCategory === 'Commit');
  const reasonsOf = (deal: Opportunity) => [
    ...(deal.closeDate < DEMO_TODAY ? ['close date passed'] : []),
    ...(closeDatePushes(deal) >= 3 ? ['pushed'] : []),
    ...(deal.lastActivityOn === null || daysBetween(deal.lastActivityOn, DEMO_TODAY) >= 30 ? ['no activity'] : []),
  ];
  const atRisk = commit.filter((deal) => reasonsOf(deal).length > 0);

  it('has the exact commit, at-risk and adjusted totals', () => {
    expect([commit.length, sum(commit)]).toEqual([15, 3_854_000]);
    expect([atRisk.length, sum(atRisk)]).toEqual([8, 2_008_500]);
    expect(sum(commit) - sum(atRisk)).toBe(1_845_500);
    expect([FORECAST_STORY.commitTotal, FORECAST_STORY.atRiskTotal, FORECAST_STORY.adjustedTotal]).toEqual([
      3_854_000, 2_008_500, 1_845_500,
    ]);
    expect(sum(inQuarter.filter((deal) => deal.stage === 'Closed Won'))).toBe(FORECAST_STORY.closedWonTotal);
  });

  it('names each deal at risk with its reasons', () => {
    const found = atRisk.map((deal) => ({
      id: deal.id,
      account: accountName(deal.accountId),
      amount: deal.amount,
      reasons: reasonsOf(deal),
    }));
    expect(found).toEqual(FORECAST_STORY.atRisk);
  });

  it('has near misses that are not at risk', () => {
    for (const miss of FORECAST_STORY.nearMisses) {
      const deal = company.opportunities.find((entry) => entry.id === miss.id);
      expect(accountName(deal?.accountId ?? '')).toBe(miss.account);
      expect(atRisk.map((entry) => entry.id)).not.toContain(miss.id);
    }
  });

  it('has a deal at risk that nobody ever touched, which a filter on dates alone does not find', () => {
    expect(company.opportunities.find((deal) => deal.id === 'opp-0026')?.lastActivityOn).toBeNull();
  });
});

describe('the story of the priorities', () => {
  const scored = company.accounts
    .filter((account) => account.ownerId === PRIORITY_STORY.owner.id && !account.doNotContact)
    .map((account) => {
      const openPipeline = sum(company.opportunities.filter((deal) => deal.accountId === account.id && isOpen(deal)));
      const days =
        account.lastActivityOn === null ? Number.POSITIVE_INFINITY : daysBetween(account.lastActivityOn, DEMO_TODAY);
      const recency = days <= 14 ? 1 : days <= 30 ? 0.8 : days <= 60 ? 0.5 : 0.3;
      const health = { Green: 1, Yellow: 0.7, Red: 0.4 }[account.health];
      const { id, name, lastActivityOn } = account;
      return {
        id,
        name,
        openPipeline,
        lastActivityOn,
        health: account.health,
        score: Math.round(openPipeline * recency * health),
      };
    })
    .filter((account) => account.openPipeline > 0)
    .sort((a, b) => b.score - a.score);

  it('ranks the five accounts, with distance to the sixth', () => {
    expect(scored.slice(0, 5)).toEqual(PRIORITY_STORY.top);
    expect(scored[5]).toMatchObject({ id: 'acc-0006', score: 138_000 });
  });

  it('would be led by the account that must not be contacted, if that were ignored', () => {
    expect(company.accounts.find((account) => account.id === 'acc-0008')).toMatchObject({
      name: 'Orrin Defence Systems',
      doNotContact: true,
    });
    expect(sum(company.opportunities.filter((deal) => deal.accountId === 'acc-0008' && isOpen(deal)))).toBe(1_800_000);
  });

  it('has the largest account of all without an open deal', () => {
    const largest = [...company.accounts].sort((a, b) => b.annualRevenue - a.annualRevenue)[0];
    expect(largest?.name).toBe('Halcyon Grid Utilities');
    expect(company.opportunities.filter((deal) => deal.accountId === largest?.id)).toMatchObject([
      { stage: 'Closed Lost', amount: 2_400_000 },
    ]);
  });
});
