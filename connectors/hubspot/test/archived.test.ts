import { beforeAll, expect, it } from 'vitest';
import { openSandbox } from './sandbox-host.ts';

// an archived deal, one that never was, and one that stands: https://developers.hubspot.com/docs/api-reference/2026-03/crm/objects/objects/get-object
const [GONE, NEVER, THERE] = ['3010000120', '3999999999', '3010000121'] as const;

const { sandbox, host } = await openSandbox({}, { approve: 'decline' });
beforeAll(async () => {
  await fetch(`${sandbox.baseUrl}/crm/v3/objects/deals/${GONE}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${sandbox.credentials.accessToken}` },
  });
});

const WAS_ARCHIVED = new RegExp(`deal ${GONE} was archived on \\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}Z`);

it.each([[[GONE, NEVER, THERE]], [[GONE, NEVER]]])('is told apart from what never was: %j', async (ids) => {
  const { structured } = await host.call('hubspot_list_objects', { object: 'deals', ids });
  expect(structured.notes).toEqual([
    expect.stringMatching(new RegExp(`^${GONE} was archived on .+Z\\. Read them with \`archived\`\\.$`)),
    `These do not exist, or may not be seen: ${NEVER}.`,
  ]);
});

it('is told of one id too', async () => {
  const { structured } = await host.call('hubspot_list_objects', { object: 'deals', ids: [GONE] });
  expect(structured.notes).toEqual([expect.stringContaining(`${GONE} was archived on `)]);
});

it('is read where it is asked for, by its id and in the list, and then nothing else is', async () => {
  const args = { object: 'deals', archived: true, properties: ['dealname'] };
  expect(await host.rows('hubspot_list_objects', { ...args, ids: [GONE, THERE] })).toMatchObject([{ id: GONE }]);
  expect(await host.rows('hubspot_list_objects', args)).toMatchObject([{ id: GONE }]);
});

it('is never found by a search', async () => {
  const filterGroups = [{ filters: [{ propertyName: 'hs_object_id', operator: 'EQ', value: GONE }] }];
  expect(await host.rows('hubspot_search_objects', { object: 'deals', filterGroups })).toEqual([]);
});

it.each([
  ['hubspot_update_objects', { object: 'deals', items: [{ id: GONE, properties: { amount: 1 } }] }],
  ['hubspot_create_associations', { object: 'contacts', to: 'deals', items: [{ id: '1010000251', toId: GONE }] }],
  ['hubspot_create_activity', { kind: 'note', text: 'x', at: '2026-11-20', for: [{ object: 'deals', id: GONE }] }],
  [
    'hubspot_create_objects',
    {
      object: 'contacts',
      items: [{ properties: { email: 'x@y.example' }, associations: [{ object: 'deals', id: GONE }] }],
    },
  ],
] as const)('is nothing that %s asks a person about', async (tool, args) => {
  expect((await host.error(tool, args)).message).toMatch(WAS_ARCHIVED);
  expect(host.questions).toEqual([]);
});

it.each([
  ['a day', 'EQ', { value: '2019-04-30' }, true],
  ['its midnight in UTC', 'EQ', { value: '1556582400000' }, true],
  ['the day after', 'LT', { value: '2019-05-01' }, true],
  ['the day itself, which is not before it', 'LT', { value: '2019-04-30' }, false],
  ['a range whose ends count', 'BETWEEN', { value: '2019-04-30', highValue: '2019-04-30' }, true],
  ['a list', 'IN', { values: ['2019-04-30', '2020-01-01'] }, true],
])('a date is compared with %s', async (_, operator, operands, isFound) => {
  const [contact] = await host.rows('hubspot_list_objects', { object: 'contacts', ids: ['1010000251'] });
  await fetch(`${sandbox.baseUrl}/crm/v3/objects/contacts/${contact?.id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${sandbox.credentials.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ properties: { left_company_on: '2019-04-30' } }),
  });
  const filters = [
    { propertyName: 'left_company_on', operator, ...operands },
    { propertyName: 'hs_object_id', operator: 'EQ', value: '1010000251' },
  ];
  const rows = await host.rows('hubspot_search_objects', { object: 'contacts', filterGroups: [{ filters }] });
  expect(rows.map(({ id }) => id)).toEqual(isFound ? ['1010000251'] : []);
});

it.each([
  ['1556582400001', 'is not midnight in UTC'],
  ['2019-02-30', 'is none'],
  ['2019-04-30T10:00:00Z', 'is none'],
])('refuses %s for a date, which HubSpot keeps as a midnight in UTC', async (value, why) => {
  const filterGroups = [{ filters: [{ propertyName: 'left_company_on', operator: 'GTE', value }] }];
  expect((await host.error('hubspot_search_objects', { object: 'contacts', filterGroups })).message).toContain(why);
});
