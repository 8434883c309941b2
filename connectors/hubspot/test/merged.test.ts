import { beforeAll, expect, it } from 'vitest';
import { openSandbox } from './sandbox-host.ts';

// a merge makes a new record, and both old ids lead to it:
// https://developers.hubspot.com/changelog/updated-merge-functionality-for-contacts-and-companies
const [PRIMARY, OTHER, THIRD, APART] = ['2010000001', '2010000002', '2010000003', '2010000004'] as const;
const NEVER = '2019999999';

let canonical = '';

async function merge(primaryObjectId: string, objectIdToMerge: string): Promise<string> {
  const answer = await fetch(`${sandbox.baseUrl}/crm/v3/objects/companies/merge`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.credentials.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ primaryObjectId, objectIdToMerge }),
  });
  return ((await answer.json()) as { id: string }).id;
}

const { sandbox, host } = await openSandbox({}, { approve: 'accept' });
beforeAll(async () => {
  // one merge upon another: the ids of both lead to the last record
  canonical = await merge(await merge(PRIMARY, OTHER), THIRD);
});

it('makes a record with an id of its own, and the values of the first', async () => {
  const properties = ['name', 'hs_merged_object_ids'];
  const [row] = await host.rows('hubspot_list_objects', { object: 'companies', ids: [canonical], properties });
  expect([PRIMARY, OTHER, THIRD]).not.toContain(row?.id);
  expect(row?.name).toBe('Kestrel & Vale Logistics');
  expect(String(row?.hs_merged_object_ids).split(';')).toEqual(expect.arrayContaining([PRIMARY, OTHER, THIRD]));
});

it.each([PRIMARY, OTHER, THIRD])('answers %s with the merged record, and says so', async (id) => {
  const { structured } = await host.call('hubspot_list_objects', { object: 'companies', ids: [id] });
  expect(structured.items).toMatchObject([{ id: canonical, name: 'Kestrel & Vale Logistics' }]);
  expect(structured.notes).toEqual([`${id} was merged into ${canonical}: the merged record is shown.`]);
});

it('tells several merged ids from one that stands and one that never was', async () => {
  const ids = [OTHER, APART, NEVER, THIRD];
  const { structured } = await host.call('hubspot_list_objects', { object: 'companies', ids });
  expect((structured.items as { id: string }[]).map((row) => row.id).sort()).toEqual([APART, canonical].sort());
  expect(structured.notes).toEqual([
    `${OTHER} was merged into ${canonical}; ${THIRD} was merged into ${canonical}: the merged record is shown.`,
    `These do not exist, or may not be seen: ${NEVER}.`,
  ]);
});

it('finds the merged record alone, with what belonged to either', async () => {
  const filterGroups = [
    { filters: [{ propertyName: 'hs_object_id', operator: 'IN', values: [PRIMARY, OTHER, canonical] }] },
  ];
  const rows = await host.rows('hubspot_search_objects', { object: 'companies', filterGroups });
  expect(rows.map(({ id }) => id)).toEqual([canonical]);
  const deals = await host.rows('hubspot_list_associations', { object: 'companies', id: canonical, to: 'deals' });
  expect(deals.map(({ id }) => id)).toContain('3010000001');
});

it('says of a history whose it is', async () => {
  const args = { object: 'companies', id: OTHER, properties: ['name'] };
  const { structured } = await host.call('hubspot_list_history', args);
  expect(structured.notes).toEqual([`${OTHER} was merged into ${canonical}: the merged record is shown.`]);
});

it('refuses two changes of what is one record now', async () => {
  const items = [PRIMARY, OTHER].map((id) => ({ id, properties: { city: 'Leith' } }));
  const error = await host.error('hubspot_update_objects', { object: 'companies', items });
  expect(error.message).toBe(`Several of these companies are one record, ${canonical}, since they were merged.`);
  expect(host.questions).toEqual([]);
});

it('names the merged record where another one is to belong to it', async () => {
  const associations = [{ object: 'companies', id: OTHER }];
  const items = [{ properties: { email: 'x@y.example' }, associations }];
  const error = await host.error('hubspot_create_objects', { object: 'contacts', items });
  expect(error.message).toContain(
    `company ${OTHER} was merged into ${canonical} ("Kestrel & Vale Logistics"); name that one`,
  );
  expect(host.questions).toEqual([]);
});

it('changes the merged record, which the person is shown', async () => {
  const items = [{ id: OTHER, properties: { city: 'Leith' } }];
  const item = await host.item('hubspot_update_objects', { object: 'companies', items });
  expect(host.questions.at(-1)).toContain(`Update 1 companies in HubSpot (${OTHER} was merged into ${canonical})`);
  expect(host.questions.at(-1)).toContain(`${canonical} "Kestrel & Vale Logistics"`);
  expect(item).toMatchObject({ done: 1, items: [{ id: canonical, outcome: 'done' }] });
  const [row] = await host.rows('hubspot_list_objects', {
    object: 'companies',
    ids: [canonical],
    properties: ['city'],
  });
  expect(row?.city).toBe('Leith');
});
