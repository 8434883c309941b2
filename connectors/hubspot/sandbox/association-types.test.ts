import { Client } from '@hubspot/api-client';
import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HubSpotSandbox, idOfDemoRecord, startSandbox } from './index.ts';

let sandbox: HubSpotSandbox;
let hubspot: Client;
const KESTREL = idOfDemoRecord('companies', 'acc-0001');

beforeAll(async () => {
  sandbox = await startSandbox();
  hubspot = new Client({ accessToken: sandbox.credentials.accessToken ?? '', basePath: sandbox.baseUrl });
});
afterAll(() => sandbox?.close());

// https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide#association-type-id-values
describe('association types of HubSpot, each of one direction', () => {
  it.each([
    ['contacts', 'companies', 279, 1],
    ['companies', 'contacts', 280, 2],
    ['deals', 'companies', 341, 5],
    ['companies', 'deals', 342, 6],
    ['tickets', 'companies', 339, 26],
    ['companies', 'tickets', 340, 25],
  ])('%s to %s: %i, and the primary %i', async (from, to, plain, primary) => {
    const { results } = await hubspot.crm.associations.v4.schema.definitionsApi.getAll(from, to);
    expect(results.filter(({ category }) => category === 'HUBSPOT_DEFINED')).toEqual([
      { category: 'HUBSPOT_DEFINED', typeId: plain, label: null },
      { category: 'HUBSPOT_DEFINED', typeId: primary, label: 'Primary' },
    ]);
  });

  it.each([
    ['deals', 'contacts', 3],
    ['contacts', 'deals', 4],
    ['contacts', 'tickets', 15],
    ['tickets', 'contacts', 16],
    ['deals', 'tickets', 27],
    ['tickets', 'deals', 28],
    ['notes', 'contacts', 202],
    ['notes', 'companies', 190],
    ['notes', 'deals', 214],
    ['tasks', 'deals', 216],
  ])('%s to %s: %i', async (from, to, plain) => {
    const { results } = await hubspot.crm.associations.v4.schema.definitionsApi.getAll(from, to);
    expect(results[0]).toEqual({ category: 'HUBSPOT_DEFINED', typeId: plain, label: null });
  });
});

describe('a new object', () => {
  const create = (associationCategory: Category, associationTypeId: number) =>
    hubspot.crm.contacts.basicApi.create({
      properties: { email: `c${associationTypeId}${associationCategory}@types.example`.toLowerCase() },
      associations: [{ to: { id: KESTREL }, types: [{ associationCategory, associationTypeId }] }],
    });

  it.each([
    ['another category', Category.UserDefined, 279],
    ['the other direction', Category.HubspotDefined, 280],
    ['a number that nothing has', Category.HubspotDefined, 9999],
    ['an integration that made none', Category.IntegratorDefined, 279],
  ])('is not associated by a type of %s', async (_, category, typeId) => {
    await expect(create(category, typeId)).rejects.toMatchObject({ code: 400 });
  });

  it('is associated with its primary company, and then without a label too', async () => {
    const { id } = await create(Category.HubspotDefined, 1);
    const { results } = await hubspot.crm.associations.v4.basicApi.getPage('contacts', id, 'companies');
    expect(results[0]?.associationTypes).toEqual([
      { category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
      { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
    ]);
  });
});

it('answers an archived object to who asks for it, with the time, and its last change as it was', async () => {
  const created = await hubspot.crm.contacts.basicApi.create({
    properties: { email: 'gone@types.example' },
    associations: [],
  });
  await hubspot.crm.contacts.basicApi.archive(created.id);
  await expect(hubspot.crm.contacts.basicApi.getById(created.id)).rejects.toMatchObject({ code: 404 });
  const gone = await hubspot.crm.contacts.basicApi.getById(created.id, ['email'], undefined, undefined, true);
  expect(gone).toMatchObject({ archived: true, properties: { email: 'gone@types.example' } });
  expect(gone.archivedAt?.getTime()).toBeGreaterThan(created.updatedAt.getTime());
  expect(gone.updatedAt).toEqual(created.updatedAt);
  const inputs = [{ id: created.id }];
  const batch = { inputs, properties: [], propertiesWithHistory: [] };
  expect((await hubspot.crm.contacts.batchApi.read(batch, true)).results).toHaveLength(1);
});
