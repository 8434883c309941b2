import { expect, it } from 'vitest';
import { openSandbox } from './sandbox-host.ts';

const SEARCH = 'https://developers.hubspot.com/docs/api-reference/2026-03/crm/search-the-crm';
const OWNERS = 'https://developers.hubspot.com/docs/guides/api/crm/owners';
const PROPERTIES = 'https://developers.hubspot.com/docs/guides/api/crm/properties';
const CONTACT = '1010000251';
const OWNER = { id: '9010000001', userId: '70000000' };

const { sandbox, host } = await openSandbox({}, { approve: 'accept' });

const city = (operator: string, more: object) => ({ propertyName: 'city', operator, ...more });
const cities = (count: number) => Array.from({ length: count }, () => city('EQ', { value: 'Leith' }));
const groups = (...sizes: number[]) => ({ filterGroups: sizes.map((size) => ({ filters: cities(size) })) });
const only = (filter: object) => ({ filterGroups: [{ filters: [filter] }] });

it.each([
  ['six groups', SEARCH, groups(1, 1, 1, 1, 1, 1), 'filterGroups'],
  ['seven filters of a group', SEARCH, groups(7), 'filters'],
  ['nineteen filters', SEARCH, groups(6, 6, 6, 1), 'HubSpot takes at most 18 filters in all, and 19 were given.'],
  ['a page of 201', SEARCH, { limit: 201 }, 'limit'],
  ['a long query', SEARCH, { query: 'x'.repeat(3001) }, 'a `query` of at most 3000 characters, and 3001 were given'],
  ['BETWEEN without an end', SEARCH, only(city('BETWEEN', { value: 'a' })), 'needs `highValue`'],
  ['IN with one value', SEARCH, only(city('IN', { value: 'a' })), 'needs `values`'],
  ['an empty value', SEARCH, only(city('EQ', { value: '' })), 'NOT_HAS_PROPERTY'],
  [
    "a user's id for an owner's",
    OWNERS,
    only({ propertyName: 'hubspot_owner_id', operator: 'EQ', value: OWNER.userId }),
    '`hubspot_owner_id` has no value `70000000`.',
  ],
  ["the contacts' last change", PROPERTIES, { properties: ['lastmodifieddate'] }, 'Did you mean `hs_lastmodifieddate`'],
])('a search of companies with %s is refused before it is sent (%s)', async (_, _source, args, message) => {
  // what is known of the account is not asked for again
  await host.rows('hubspot_list_properties', { object: 'companies' });
  await host.rows('hubspot_list_owners', {});
  const known = sandbox.stats().reads;
  const error = await host.error('hubspot_search_objects', { object: 'companies', ...args });
  expect(error.kind).toBe('invalid_request');
  expect(error.message).toContain(message);
  expect(sandbox.stats().reads).toBe(known);
});

it.each([
  ['5 groups, 18 filters', SEARCH, groups(6, 6, 4, 1, 1)],
  ['a query of 3,000 characters', SEARCH, { query: 'x'.repeat(3000) }],
  ['a page of 200', SEARCH, { limit: 200 }],
])('a search with %s is sent (%s)', async (_, _source, args) => {
  const rows = await host.rows('hubspot_search_objects', { object: 'companies', ...args });
  expect(rows.length).toBeLessThanOrEqual(200);
});

it('a list of texts is sent in small letters, in which alone HubSpot finds them', async () => {
  const args = {
    object: 'companies',
    ...only({ propertyName: 'name', operator: 'IN', values: ['Kestrel & Vale Logistics'] }),
  };
  expect(await host.rows('hubspot_search_objects', args)).toMatchObject([{ id: '2010000001' }]);
});

it('contacts have their last change in a property of their own', async () => {
  const properties = ['hs_lastmodifieddate'];
  const { message } = await host.error('hubspot_search_objects', { object: 'contacts', properties });
  expect(message).toContain('Did you mean `lastmodifieddate`');
});

const role = (hs_buying_role: string | null) => ({ id: CONTACT, properties: { hs_buying_role } });

it.each([
  ['one that is no option', PROPERTIES, 'CHAMPION;BOSS', '`hs_buying_role` has no value `BOSS`'],
  ['an empty one', PROPERTIES, 'CHAMPION;', '`hs_buying_role` has no value ``'],
  ['values to add', PROPERTIES, ';CHAMPION', '`hs_buying_role` starts with `;`: give all of its values'],
])('refuses %s among several values (%s)', async (_, _source, value, message) => {
  const error = await host.error('hubspot_update_objects', { object: 'contacts', items: [role(value)] });
  expect(error.message).toContain(message);
});

it('writes several values in any order, and empties them by null or an empty text', async () => {
  const write = async (value: string | null) =>
    (await host.item('hubspot_update_objects', { object: 'contacts', items: [role(value)] })).done;
  const read = async () => {
    const properties = ['hs_buying_role'];
    return (await host.rows('hubspot_list_objects', { object: 'contacts', ids: [CONTACT], properties }))[0]
      ?.hs_buying_role;
  };
  expect([await write('CHAMPION;BLOCKER'), await read()]).toEqual([1, 'CHAMPION;BLOCKER']);
  // the same values are no change
  expect(await write('BLOCKER;CHAMPION')).toBe(0);
  expect([await write(null), await read()]).toEqual([1, null]);
  // none stays none: https://developers.hubspot.com/docs/api-reference/2026-03/crm/objects/objects/update-object
  expect(await write('')).toBe(0);
  expect([await write('CHAMPION'), await write(''), await read()]).toEqual([1, 1, null]);
});

it.each([
  [
    'hubspot_update_objects',
    OWNERS,
    { object: 'contacts', items: [{ id: CONTACT, properties: { hubspot_owner_id: OWNER.userId } }] },
  ],
  [
    'hubspot_create_activity',
    OWNERS,
    { kind: 'note', text: 'x', at: '2026-11-20', ownerId: OWNER.userId, for: [{ object: 'contacts', id: CONTACT }] },
  ],
] as const)("%s refuses a user's id with the owner's (%s)", async (tool, _source, args) => {
  const before = host.questions.length;
  const { message } = await host.error(tool, args);
  expect(message).toContain(`It is a user's id; the owner's is \`${OWNER.id}\` (`);
  expect(host.questions.length).toBe(before);
});

// https://developers.hubspot.com/docs/faq/how-do-i-set-multiple-values-for-checkbox-properties
it('HubSpot adds a value that follows a semicolon, and refuses one that is no option', async () => {
  const patch = (hs_buying_role: string) =>
    fetch(`${sandbox.baseUrl}/crm/v3/objects/contacts/1010000252`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${sandbox.credentials.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ properties: { hs_buying_role } }),
    });
  await patch('CHAMPION');
  expect(await (await patch(';BLOCKER')).json()).toMatchObject({ properties: { hs_buying_role: 'CHAMPION;BLOCKER' } });
  expect((await patch('CHAMPION;BOSS')).status).toBe(400);
});
