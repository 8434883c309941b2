import { expect, it } from 'vitest';
import type { HubSpotClient } from './client.ts';
import { propertiesToRead } from './schema.ts';

const property = (name: string, more: object = {}) => [name, { name, label: name, type: 'string', ...more }] as const;

it('of a type of the account’s own, the first properties that somebody named are read', async () => {
  const own = Array.from({ length: 9 }, (_, index) => property(`field_${index + 1}`));
  const all = [
    property('hs_object_id'),
    property('secret', { hidden: true }),
    property('sum', { calculated: true }),
    ...own,
  ];
  const client = { properties: async () => new Map(all) } as unknown as HubSpotClient;
  expect(await propertiesToRead(client, '2-123', undefined)).toEqual([
    'field_1',
    'field_2',
    'field_3',
    'field_4',
    'field_5',
    'field_6',
    'field_7',
    'field_8',
  ]);
});
