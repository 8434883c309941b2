// What the demo company says in its chat, as the tools read it, is about deals that both of its CRMs have, as their tools answer.

import { connectSandbox, type RunningSandbox } from '@rolekit/sdk/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { startSandbox as startHubSpot } from '../connectors/hubspot/sandbox/index.ts';
import hubspot from '../connectors/hubspot/src/index.ts';
import { startSandbox as startSalesforce } from '../connectors/salesforce/sandbox/index.ts';
import salesforce from '../connectors/salesforce/src/index.ts';
import { startSandbox as startSlack } from '../connectors/slack/sandbox/index.ts';
import slack from '../connectors/slack/src/index.ts';
import {
  CHAT_STORY,
  DEAL_TALKS,
  demoCompany,
  type Said,
  SHARED_TALKS,
  type Talk,
} from '../packages/demo-data/src/index.ts';

const running: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const { close } of running.toReversed()) await close();
});
const kept = <T extends { close(): Promise<void> }>(opened: T): T => {
  running.push(opened);
  return opened;
};

const portal: RunningSandbox = kept(await startHubSpot());
const org: RunningSandbox = kept(await startSalesforce());
const workspace: RunningSandbox = kept(await startSlack());
const inHubSpot = kept(await connectSandbox(hubspot, portal));
const inSalesforce = kept(await connectSandbox(salesforce, org));
const inSlack = kept(await connectSandbox(slack, workspace));

const company = demoCompany();
const nameOf = ({ firstName, lastName }: { firstName: string; lastName: string }) => `${firstName} ${lastName}`;

/** The deals that the chat is about, as the demo data has them. */
const DEALS = DEAL_TALKS.map(({ opportunityId }) => {
  const deal = company.opportunities.find(({ id }) => id === opportunityId);
  const owner = company.users.find(({ id }) => id === deal?.ownerId);
  return {
    name: deal?.name ?? '',
    amount: deal?.amount,
    stage: deal?.stage,
    closeDate: deal?.closeDate,
    category: deal?.forecastCategory,
    nextStep: deal?.nextStep,
    owner: owner ? nameOf(owner) : undefined,
  };
}).toSorted(byName);

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}

type Row = Record<string, string | number | null> & Record<string, unknown>;
const list = (names: readonly string[]) => names.map((name) => `'${name.replaceAll("'", "\\'")}'`).join(', ');

describe('the deals that the chat is about', () => {
  it('are those of Salesforce', async () => {
    const soql = `SELECT Name, Amount, StageName, ForecastCategoryName, CloseDate, NextStep, Owner.Name FROM Opportunity
      WHERE Name IN (${list(DEALS.map(({ name }) => name))}) AND CloseDate >= 2026-01-01`;
    const rows = (await inSalesforce.all('salesforce_query', { soql })) as Row[];
    const deals = rows.map((row) => ({
      name: String(row.Name),
      amount: row.Amount,
      stage: row.StageName,
      closeDate: row.CloseDate,
      category: row.ForecastCategoryName,
      nextStep: row.NextStep,
      owner: (row.Owner as { Name: string } | undefined)?.Name ?? row['Owner.Name'],
    }));
    expect(deals.toSorted(byName)).toEqual(DEALS);
  });

  it('are those of HubSpot', async () => {
    const rows = (await inHubSpot.all('hubspot_search_objects', {
      object: 'deals',
      filterGroups: [
        { filters: [{ propertyName: 'dealname', operator: 'IN', values: DEALS.map(({ name }) => name) }] },
      ],
      properties: [
        ...['dealname', 'amount', 'dealstage', 'closedate', 'hs_manual_forecast_category'],
        ...['hs_next_step', 'hubspot_owner_id'],
      ],
    })) as Row[];
    const categories: Record<string, string> = {
      ...{ OMIT: 'Omitted', PIPELINE: 'Pipeline', BEST_CASE: 'Best Case', COMMIT: 'Commit', CLOSED: 'Closed' },
    };
    const deals = rows
      .filter(({ closedate }) => String(closedate) >= '2026-01-01')
      .map((row) => ({
        name: String(row.dealname),
        amount: Number(row.amount),
        stage: row.dealstage_label,
        closeDate: String(row.closedate).slice(0, 10),
        category: categories[String(row.hs_manual_forecast_category)],
        nextStep: row.hs_next_step ?? null,
        owner: row.owner_name,
      }));
    expect(deals.toSorted(byName)).toEqual(DEALS);
  });
});

describe('the chat', () => {
  const channels = inSlack.all('slack_list_channels', {});

  it('has a channel for each of these deals, with its name as the topic', async () => {
    const topics = (await channels).filter(({ name }) => name.startsWith('deal-')).map(({ topic = '' }) => topic);
    expect(topics.toSorted()).toEqual(DEALS.map(({ name }) => name));
  });

  it('says there what the demo company says, with files, in order', async () => {
    for (const talk of [...DEAL_TALKS, ...SHARED_TALKS]) {
      const channel = (await channels).find((row) => isOf(row, talk))?.id ?? '';
      const said = [];
      for (const { ts, replies } of (await inSlack.all('slack_get_history', { channel })).toReversed())
        said.push(...(replies ? await inSlack.all('slack_get_thread', { channel, ts }) : await messageAt(channel, ts)));
      expect(said.map(({ at, text, files }) => [at, plain(text), files?.map(({ title }) => title)])).toEqual(
        talk.messages.flatMap((message) => [message, ...(message.replies ?? [])]).map(written),
      );
    }
  });

  it('shows by whom it was said: a user of the CRM, or a contact in the shared channel', async () => {
    const people = new Set([...company.users, ...company.contacts].map(nameOf));
    const { items } = await inSlack.list('slack_search_messages', { query: 'after:2026-01-01', limit: 100 });
    expect(items.filter(({ name }) => !people.has(name ?? ''))).toEqual([]);
    const shared = items.filter(({ channelName }) => channelName === CHAT_STORY.shared.channel);
    expect([...new Set(shared.map(({ name }) => name))].toSorted()).toEqual([
      'Declan Voss',
      'Maren Holt',
      'Piet Maartens',
      'Sunniva Brandt',
    ]);
  });

  async function messageAt(channel: string, ts: string) {
    const at = new Date(Number(ts) * 1000).toISOString();
    return inSlack.all('slack_get_history', { channel, after: at, before: at });
  }
});

function isOf({ name, topic }: { name: string; topic?: string | undefined }, talk: Talk): boolean {
  if (SHARED_TALKS.includes(talk)) return name === CHAT_STORY.shared.channel;
  return topic === company.opportunities.find(({ id }) => id === talk.opportunityId)?.name;
}

function written({ at, text, file }: Omit<Said, 'replies'>) {
  return [at.replace('Z', '.000Z'), plain(text), file ? [file.title] : undefined];
}

/** Mentions as nobody writes them: ids and names differ between the app and the data. */
function plain(text: string): string {
  return text.replace(/<@[^>]+>/g, '@');
}
