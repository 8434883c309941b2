// Every host installs all three roles beside each other; those that can call a tool without a model call one of each app.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRoles, ROLES, type Role, type Roles } from '../role-plugins.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { gemini } from './gemini.ts';
import { createHome, type Home } from './home.ts';
import type { Host } from './host.ts';

const HOSTS: { title: string; open(home: Home): Host }[] = [
  { title: 'codex', open: codex },
  { title: 'claude', open: claude },
  { title: 'copilot', open: copilot },
  { title: 'gemini', open: gemini },
];

const CALLS: Record<Role, { tool: string; args: Record<string, unknown>; says: string }[]> = {
  sales: [
    {
      tool: 'salesforce_query',
      args: { soql: "SELECT Name FROM Account WHERE Name LIKE 'Kestrel%'" },
      says: 'Kestrel',
    },
    {
      tool: 'slack_search_messages',
      args: { query: 'in:#deal-tarnbrook-energy legal' },
      says: 'cannot sign before 2027-01-14',
    },
  ],
  analytics: [{ tool: 'snowflake_query', args: { sql: 'SELECT 6 * 7 AS ANSWER' }, says: '42' }],
  banking: [{ tool: 'factset_resolve_ids', args: { ids: ['NVRA-US'] }, says: 'NVRA' }],
};

const SKILLS: Record<Role, string[]> = {
  sales: ['prepare-for-meeting', 'prioritize-accounts', 'review-forecast', 'sales-index', 'sales-setup'],
  analytics: ['analytics-index', 'analytics-setup', 'check-data-quality', 'diagnose-metric', 'write-report'],
  banking: ['banking-index', 'banking-setup', 'check-model', 'company-tear-sheet', 'trading-comps'],
};

let roles: Roles;
let maker: Home;
beforeAll(async () => {
  maker = createHome('roles');
  roles = await openRoles(maker);
});
afterAll(async () => {
  await roles?.close();
  maker?.remove();
});

describe.each(HOSTS)('$title', ({ open }) => {
  let home: Home;
  let host: Host;
  beforeAll(async () => {
    home = createHome('host');
    host = open(home);
    await roles.connect(home);
    await host.addMarketplace(roles.address('sales'));
    for (const role of ROLES) await host.install(roles.address(role));
  });
  afterAll(() => home?.remove());

  test.each(ROLES)('connects to %s as one server, with its skills and at most 50 tools', async (role) => {
    const status = await host.status(roles.address(role));
    expect(status.servers).toMatchObject([{ name: role, connected: true }]);
    // Copilot lists the skills of all plugins together
    expect(status.skills).toEqual(expect.arrayContaining(SKILLS[role]));
    expect(status.tools).toEqual(expect.arrayContaining(CALLS[role].map(({ tool }) => tool)));
    expect(status.tools.length).toBeLessThanOrEqual(50);
  });

  const calls = ROLES.flatMap((role) => CALLS[role].map((call) => ({ role, ...call })));
  test.each(calls)('calls $tool of $role', async ({ role, tool, args, says }) => {
    const answer = await host.call(roles.address(role), tool, args);
    expect(answer).toMatchObject({ isError: false });
    expect(answer.text).toContain(says);
    expect(answer.text).toMatch(/sandbox/i);
  });

  test('works with one of the three apps of sales, and says of another how it is connected', async () => {
    const answer = await host.call(roles.address('sales'), 'hubspot_list_owners', { limit: 1 });
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain('not_connected');
    expect(answer.text).toContain('rolekit connect hubspot');
  });
});
