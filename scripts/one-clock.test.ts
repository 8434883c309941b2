// The role plugins on demo data, on a machine whose calendar says another day: their answers are of the demo's day.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connector } from '@rolekit/sdk';
import { servedFrom } from '@rolekit/sdk/serve';
import { connectInMemory, type InMemoryHost, type RunningSandbox, writeSandboxProfile } from '@rolekit/sdk/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as factsetDemo from '../connectors/factset/sandbox/index.ts';
import * as hubspotDemo from '../connectors/hubspot/sandbox/index.ts';
import * as salesforceDemo from '../connectors/salesforce/sandbox/index.ts';
import * as slackDemo from '../connectors/slack/sandbox/index.ts';
import * as snowflakeDemo from '../connectors/snowflake/sandbox/index.ts';

const DEMOS = {
  salesforce: salesforceDemo,
  hubspot: hubspotDemo,
  slack: slackDemo,
  snowflake: snowflakeDemo,
  factset: factsetDemo,
};
const MACHINES = ['2026-03-01T00:00:01Z', '2026-11-30T09:00:00Z', '2027-02-14T23:59:59Z'];
const AS_OF = '2026-11-20T12:00:00.000Z';

let home: string;
const running: RunningSandbox[] = [];
const hosts: InMemoryHost[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'rolekit-one-clock-'));
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  for (const sandbox of running.splice(0)) await sandbox.close();
  vi.useRealTimers();
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** A role plugin on sandboxes of its own, on a machine with that calendar. */
async function open(role: string, machine: string): Promise<InMemoryHost> {
  // timers go on: what is about the wire waits in real time
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(machine) });
  const manifest = JSON.parse(await readFile(new URL(`../plugins/${role}/plugin.json`, import.meta.url), 'utf8'));
  const names = Object.keys(manifest.extensions['dev.rolekit'].connectors);
  const connectors: Connector[] = [];
  for (const name of names) {
    const demo = DEMOS[name as keyof typeof DEMOS];
    if (demo) {
      const sandbox = await demo.startSandbox();
      running.push(sandbox);
      await writeSandboxProfile(name, sandbox, home);
    }
    connectors.push((await import(`../connectors/${name}/src/index.ts`)).default);
  }
  const about = { name: role, version: '1.0.0', description: role };
  const host = await connectInMemory(
    { ...about, connectors: connectors.map(withAllTools) },
    { home, approve: 'accept' },
  );
  hosts.push(host);
  return host;
}

type Answer = Record<string, unknown> & { source: Record<string, unknown> };
async function call(host: InMemoryHost, tool: string, args: Record<string, unknown>): Promise<Answer> {
  const { structured, text, isError } = await host.call(tool, args);
  expect(isError, text).toBe(false);
  return structured as Answer;
}

function withAllTools(connector: Connector) {
  const served = servedFrom(connector);
  const tools = served.description.tools.map((tool) => ({ ...tool, enabled: true }));
  return { ...served, description: { ...served.description, tools } };
}

/** An answer without what is of this call alone. */
function lasting({ source, ...answer }: Answer): unknown {
  const { retrievedAt: _, requestId: __, ...of } = source;
  return { ...answer, source: of };
}

const COMMIT = `SELECT Id, Amount, CloseDate, PushCount, LastActivityDate FROM Opportunity
  WHERE IsClosed = false AND ForecastCategoryName = 'Commit' AND CloseDate >= 2026-10-01 AND CloseDate <= 2026-12-31`;
const AT_RISK = `${COMMIT} AND (CloseDate < TODAY OR PushCount >= 3 OR LastActivityDate < LAST_N_DAYS:29 OR LastActivityDate = null)`;

/** The calls of each role whose answers depend on the day. */
const CALLS: Record<string, [tool: string, args: Record<string, unknown>][]> = {
  sales: [
    ['salesforce_query', { soql: AT_RISK, limit: 500 }],
    ['salesforce_query', { soql: 'SELECT COUNT(Id) n FROM Opportunity WHERE CloseDate = THIS_FISCAL_QUARTER' }],
    ['salesforce_query', { soql: 'SELECT COUNT(Id) n FROM Case WHERE CreatedDate = LAST_N_DAYS:30' }],
    ['salesforce_query', { soql: 'SELECT Subject FROM Event WHERE StartDateTime = TOMORROW ORDER BY Subject LIMIT 5' }],
    ['salesforce_get_user', {}],
    ['hubspot_list_owners', {}],
    ['slack_search_messages', { query: 'after:2026-11-17', limit: 50 }],
    ['slack_list_scheduled', {}],
  ],
  analytics: [
    [
      'snowflake_query',
      {
        sql: `SELECT CURRENT_DATE() AS today, GETDATE()::DATE AS got, SYSDATE()::DATE AS utc, CURRENT_TIMESTAMP()::DATE AS stamp,
          DATEDIFF('day', MAX(order_date), CURRENT_DATE()) AS days_old, COUNT_IF(order_date > CURRENT_DATE()) AS in_future
          FROM SALES.ORDERS`,
      },
    ],
    [
      'snowflake_query',
      { sql: "SELECT COUNT(*) AS n FROM SALES.ORDERS WHERE order_date >= DATEADD('day', -30, GETDATE())" },
    ],
    ['snowflake_get_session', {}],
  ],
  banking: [
    ['factset_get_prices', { ids: ['NVRA-US'], from: '2026-11-10', adjust: 'split' }],
    ['factset_get_estimates', { ids: ['NVRA-US'], metrics: ['SALES'], period: 'annual', periods: 2 }],
    ['factset_get_ratings', { ids: ['NVRA-US'] }],
    ['factset_get_fundamentals', { ids: ['NVRA-US'], metrics: ['FF_SALES'], period: 'ltm' }],
  ],
};

describe.each(Object.entries(CALLS))('the plugin %s', (role, calls) => {
  it('answers the same whatever the machine’s calendar says, and says when that was', async () => {
    const seen: unknown[] = [];
    for (const machine of MACHINES) {
      const host = await open(role, machine);
      const answers: unknown[] = [];
      for (const [tool, args] of calls) {
        const answer = await call(host, tool, args);
        expect([answer.source.asOf, String(answer.source.retrievedAt).slice(0, 10)]).toEqual([
          AS_OF,
          machine.slice(0, 10),
        ]);
        answers.push(lasting(answer));
      }
      seen.push(answers);
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });
});

describe('what follows from the day of the data', () => {
  it('a forecast that is reviewed by asOf has exactly the risk that the service sees', async () => {
    const host = await open('sales', '2026-11-30T09:00:00Z');
    const commit = await call(host, 'salesforce_query', { soql: COMMIT, limit: 500 });
    const { items } = await call(host, 'salesforce_query', { soql: AT_RISK, limit: 500 });
    expect(sum(items as Deal[])).toBe(2_008_500);
    expect(sum(atRisk(commit.items as Deal[], String(commit.source.asOf)))).toBe(2_008_500);
    // what the machine's calendar adds
    expect(sum(atRisk(commit.items as Deal[], String(commit.source.retrievedAt)))).toBe(2_414_500);
  });

  it('a chart and a table of comparables are of the day of their numbers', async () => {
    const analytics = await open('analytics', '2026-11-30T09:00:00Z');
    const sql = 'SELECT platform, COUNT(*) AS events FROM PRODUCT.EVENTS GROUP BY 1 ORDER BY 2 DESC';
    const { items: rows, source } = await call(analytics, 'snowflake_query', { sql });
    const chart = await call(analytics, 'charts_draw_chart', {
      ...{ type: 'bar', title: 'Events by platform', x: 'PLATFORM', y: 'EVENTS', unit: 'events', query: sql },
      ...{ rows, source },
    });
    expect(chart.source.asOf).toBe(AS_OF);
    const svg = await readFile((chart.item as { path: string }).path, 'utf8');
    expect(svg).toContain('as of 2026-11-20 12:00 UTC');
    expect(svg.replace(/<metadata>.*<\/metadata>/, '')).not.toContain('2026-11-30');
    const banking = await open('banking', '2026-11-30T09:00:00Z');
    const closes = { ids: ['NVRA-US'], from: '2026-11-19', adjust: 'split' };
    const { items, common } = await call(banking, 'factset_get_prices', closes);
    const [{ values: close }] = items as [{ values: { price: number } }];
    const { asOf } = common as { asOf: string };
    const peer = {
      currency: 'USD',
      shares: 34,
      netDebt: 0,
      revenue: 1762,
      ebitda: 500,
      period: 'LTM',
      source: 'FactSet',
    };
    const companies = ['A', 'B'].map((id) => ({ ...peer, id, name: id, price: close.price, asOf }));
    const comps = await call(banking, 'models_compute_comps', { companies });
    expect(comps.source.asOf).toBe('2026-11-19');
    // numbers alone say no day: they are of the day of what the plugin reads
    const values = ['A', 'B'].map((id) => ({ id, value: 1 }));
    expect((await call(banking, 'models_compute_statistics', { values })).source.asOf).toBe(AS_OF);
  });

  it('queries lasted as long as they ran, and began on the day', async () => {
    const host = await open('analytics', '2026-11-30T09:00:00Z');
    const running = host.call('snowflake_query', { sql: "SELECT SYSTEM$WAIT(3, 'SECONDS') AS waited" });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { items } = await call(host, 'snowflake_list_queries', { limit: 20 });
    await running;
    const queries = items as { seconds: number; startedAt: string; status: string }[];
    expect(queries.some(({ status }) => status === 'RUNNING')).toBe(true);
    expect(queries.filter(({ seconds }) => seconds < 0 || seconds > 120)).toEqual([]);
    expect(queries.filter(({ startedAt }) => !startedAt.startsWith('2026-11-20T12:00:'))).toEqual([]);
  });

  it('the sandboxes agree what today is, also of what is written', async () => {
    const machine = '2027-02-14T23:59:59Z';
    const sales = await open('sales', machine);
    const analytics = await open('analytics', machine);
    const banking = await open('banking', machine);
    const rows = async (soql: string) => (await call(sales, 'salesforce_query', { soql })).items as Deal[];
    const [due] = await rows('SELECT CloseDate FROM Opportunity WHERE CloseDate = TODAY');
    const today = (await call(analytics, 'snowflake_query', { sql: 'SELECT CURRENT_DATE() AS d' })).items;
    const ratings = (await call(banking, 'factset_get_ratings', { ids: ['NVRA-US'] })).items as { asOf: string }[];
    expect([due?.CloseDate, today, ratings[0]?.asOf]).toEqual(['2026-11-20', [{ D: '2026-11-20' }], '2026-11-19']);

    for (const Subject of ['First', 'Second'])
      await call(sales, 'salesforce_create_record', {
        object: 'Task',
        fields: { Subject, ActivityDate: '2026-11-20' },
      });
    const written = (await rows(
      "SELECT Subject, CreatedDate FROM Task WHERE CreatedDate = TODAY AND Subject IN ('First', 'Second') ORDER BY CreatedDate",
    )) as unknown as { Subject: string; CreatedDate: string }[];
    expect(written.map(({ Subject, CreatedDate }) => [Subject, CreatedDate.slice(0, 17)])).toEqual([
      ['First', '2026-11-20T12:00:'],
      ['Second', '2026-11-20T12:00:'],
    ]);
    const note = await call(sales, 'hubspot_create_activity', {
      ...{ kind: 'note', text: 'Written today', at: '2026-11-20T12:00:00Z' },
      for: [{ object: 'deals', id: '3010000001' }],
    });
    expect(note.source.asOf).toBe(AS_OF);
    expect(JSON.stringify(note.item)).not.toContain('2027-');
    const posted = await call(sales, 'slack_post_message', { channel: '#sales', text: 'Written today' });
    const { ts } = posted.item as { ts: string };
    expect([posted.source.asOf, new Date(Number(ts) * 1000).toISOString().slice(0, 17)]).toEqual([
      AS_OF,
      '2026-11-20T12:00:',
    ]);
  });
});

interface Deal {
  Amount: number;
  CloseDate: string;
  PushCount: number;
  LastActivityDate: string | null;
}

const sum = (deals: readonly Deal[]) => deals.reduce((total, { Amount }) => total + Amount, 0);

/** The rules of `review-forecast`, by hand. */
function atRisk(deals: readonly Deal[], asOf: string): Deal[] {
  const today = asOf.slice(0, 10);
  const silentSince = new Date(Date.parse(`${today}T00:00:00Z`) - 30 * 86_400_000).toISOString().slice(0, 10);
  return deals.filter(
    ({ CloseDate, PushCount, LastActivityDate }) =>
      CloseDate < today || PushCount >= 3 || LastActivityDate === null || LastActivityDate <= silentSince,
  );
}
