import { expect, test } from 'vitest';
import { dataFlow } from './data-flow.ts';
import { parsePlaybook } from './parse.ts';

const TEXT = `
connector: crm
title: Deals of an account
input: { name: Kestrel }
steps:
  - { id: account, call: crm_find, with: { name: '\${input.name}' }, capture: { account: 'items[0].id' } }
  - { id: deals, call: crm_deals, with: { of: ['\${account}'] }, capture: { deals: items } }
  - { id: people, call: crm_people, with: { filter: { text: 'account = \${quote(account)}' } } }
  - id: chart
    call: chart_draw
    with:
      rows:
        $each: { deal: '\${deals}' }
        $make: { x: '\${deal.amount}', at: '\${account}' }
`;

test('a step comes after those whose values it uses, wherever they stand in its arguments', () => {
  const { playbook, findings } = parsePlaybook(TEXT, 'playbooks/deals.yaml');
  expect(findings).toEqual([]);
  const pairs = playbook ? dataFlow(playbook) : [];
  expect(pairs.map(({ before, after }) => `${before.id} → ${after.id}`)).toEqual([
    'account → deals',
    'account → people',
    'deals → chart',
    'account → chart',
  ]);
});
