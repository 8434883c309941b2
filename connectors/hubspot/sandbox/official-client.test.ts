import { Client } from '@hubspot/api-client';
import { AssociationSpecAssociationCategoryEnum } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/objects/models/Filter.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HubSpotSandbox, idOfDemoRecord, startSandbox } from './index.ts';

let sandbox: HubSpotSandbox;
let hubspot: Client;

const KESTREL = idOfDemoRecord('companies', 'acc-0001');
const RENEWAL = idOfDemoRecord('deals', 'opp-0001');

beforeAll(async () => {
  sandbox = await startSandbox();
  hubspot = new Client({ accessToken: sandbox.credentials.accessToken ?? '', basePath: sandbox.baseUrl });
});
afterAll(() => sandbox?.close());

const search = (propertyName: string, operator: FilterOperatorEnum, more: object = {}) => ({
  filterGroups: [{ filters: [{ propertyName, operator, ...more }] }],
  limit: 100,
});

async function codeOf(work: Promise<unknown>): Promise<{ code: number; category: string; message: string }> {
  const error = (await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )) as { code: number; body: { category: string; message: string } } | undefined;
  return {
    code: error?.code ?? 200,
    category: error?.body.category ?? 'none',
    message: error?.body.message ?? '',
  };
}

describe("HubSpot's own client against the sandbox", () => {
  it('is refused with a wrong token', async () => {
    const stranger = new Client({ accessToken: 'pat-na1-wrong', basePath: sandbox.baseUrl });
    expect(await codeOf(stranger.crm.deals.basicApi.getPage(1))).toMatchObject({
      code: 401,
      category: 'INVALID_AUTHENTICATION',
    });
  });

  it('hears of an object that is not there, and of a type that does not exist', async () => {
    expect(await codeOf(hubspot.crm.deals.basicApi.getById('1'))).toMatchObject({
      code: 404,
      category: 'OBJECT_NOT_FOUND',
    });
    expect(await codeOf(hubspot.crm.objects.basicApi.getPage('gadgets'))).toEqual({
      code: 400,
      category: 'VALIDATION_ERROR',
      message: 'Unable to infer object type from: gadgets',
    });
  });

  it('hears of an unknown property in a search, and of one that cannot be written', async () => {
    expect(
      await codeOf(hubspot.crm.deals.searchApi.doSearch(search('stage', FilterOperatorEnum.Eq, { value: 'x' }))),
    ).toMatchObject({ code: 400, category: 'VALIDATION_ERROR' });
    const wrong = await codeOf(
      hubspot.crm.deals.basicApi.update(RENEWAL, { properties: { dealstage: 'Negotiation' } }),
    );
    expect(wrong.code).toBe(400);
    const noAddress = await codeOf(
      hubspot.crm.contacts.basicApi.create({ properties: { email: 'nobody' }, associations: [] }),
    );
    expect(noAddress).toMatchObject({ code: 400, message: expect.stringContaining('INVALID_EMAIL') });
    expect(wrong.message).toContain('Negotiation was not one of the allowed options: [appointmentscheduled');
  });

  it('sees ids of associations as numbers under v4 and as texts under the dated paths, and their archiving answered', async () => {
    const ask = async (path: string, inputs: object[]) => {
      const headers = {
        authorization: `Bearer ${sandbox.credentials.accessToken}`,
        'content-type': 'application/json',
      };
      const body = JSON.stringify({ inputs });
      const response = await fetch(sandbox.baseUrl + path, { method: 'POST', headers, body });
      return { status: response.status, body: await response.text() };
    };
    const read = async (path: string) =>
      JSON.parse((await ask(path, [{ id: RENEWAL }])).body).results[0].to[0].toObjectId;
    expect(await read('/crm/v4/associations/deals/companies/batch/read')).toBe(Number(KESTREL));
    expect(await read('/crm/associations/2026-03/deals/companies/batch/read')).toBe(KESTREL);
    const pair = [{ from: { id: '1' }, to: [{ id: '2' }] }];
    expect(await ask('/crm/v4/associations/deals/companies/batch/archive', pair)).toEqual({ status: 204, body: '' });
    expect((await ask('/crm/associations/2026-03/deals/companies/batch/archive', pair)).status).toBe(200);
  });

  it('pages through all companies without loss', async () => {
    const all = await hubspot.crm.companies.getAll(50);
    expect(new Set(all.map((item) => item.id)).size).toBe(120);
  });

  it('counts by every operator', async () => {
    const total = async (name: string, operator: FilterOperatorEnum, more: object = {}) =>
      (await hubspot.crm.companies.searchApi.doSearch(search(name, operator, more))).total;
    const red = await total('health', FilterOperatorEnum.Eq, { value: 'Red' });
    expect(await total('health', FilterOperatorEnum.Neq, { value: 'Red' })).toBe(120 - red);
    expect(await total('health', FilterOperatorEnum.In, { values: ['Red', 'Green', 'Yellow'] })).toBe(120);
    expect(await total('health', FilterOperatorEnum.NotIn, { values: ['Green', 'Yellow'] })).toBe(red);
    const large = await total('numberofemployees', FilterOperatorEnum.Gt, { value: '1000' });
    expect(await total('numberofemployees', FilterOperatorEnum.Lte, { value: '1000' })).toBe(120 - large);
    expect(await total('numberofemployees', FilterOperatorEnum.Gte, { value: '1001' })).toBe(large);
    expect(await total('numberofemployees', FilterOperatorEnum.Lt, { value: '1001' })).toBe(120 - large);
    expect(await total('numberofemployees', FilterOperatorEnum.Between, { value: '0', highValue: '1000' })).toBe(
      120 - large,
    );
    const described = await total('description', FilterOperatorEnum.HasProperty);
    expect(await total('description', FilterOperatorEnum.NotHasProperty)).toBe(120 - described);
    expect(await total('name', FilterOperatorEnum.ContainsToken, { value: 'kestrel*' })).toBe(2);
    expect(await total('name', FilterOperatorEnum.NotContainsToken, { value: 'kestrel' })).toBe(118);
  });

  it('reads the history of a stage, newest first', async () => {
    const deal = await hubspot.crm.deals.basicApi.getById(RENEWAL, ['dealname'], ['dealstage']);
    expect(deal.properties.dealname).toBe('Kestrel & Vale Logistics - Control Tower Renewal');
    const stages = deal.propertiesWithHistory?.dealstage?.map((timestamp) => timestamp.value);
    expect(stages?.at(0)).toBe('contractsent');
    expect(stages?.at(-1)).toBe('appointmentscheduled');
  });

  it('creates, updates and archives a batch, and hears which of them failed', async () => {
    const created = await hubspot.crm.contacts.batchApi.create({
      inputs: [
        { properties: { email: 'ada@batch.example', firstname: 'Ada' }, associations: [] },
        { properties: { email: 'bo@batch.example', firstname: 'Bo' }, associations: [] },
      ],
    });
    expect(created.results).toHaveLength(2);
    const id = created.results[0]?.id ?? '';
    const updated = await hubspot.crm.contacts.batchApi.update({
      inputs: [
        { id, properties: { jobtitle: 'Engineer' } },
        { id: '404', properties: { jobtitle: 'Engineer' } },
      ],
    });
    expect(updated).toMatchObject({ numErrors: 1, errors: [{ category: 'OBJECT_NOT_FOUND' }] });
    const upserted = await hubspot.crm.contacts.batchApi.upsert({
      inputs: [{ id: 'ada@batch.example', idProperty: 'email', properties: { jobtitle: 'Lead' } }],
    });
    expect(upserted.results[0]).toMatchObject({ id, _new: false });
    await hubspot.crm.contacts.batchApi.archive({ inputs: created.results.map((result) => ({ id: result.id })) });
    const gone = await hubspot.crm.contacts.batchApi.read({
      inputs: [{ id }],
      properties: [],
      propertiesWithHistory: [],
    });
    expect(gone).toMatchObject({ results: [], numErrors: 1 });
  });

  it('reads and makes associations', async () => {
    const page = await hubspot.crm.associations.v4.basicApi.getPage('deals', RENEWAL, 'companies');
    expect(page.results.map((result) => String(result.toObjectId))).toEqual([KESTREL]);
    const contact = idOfDemoRecord('contacts', 'con-0300');
    await hubspot.crm.associations.v4.basicApi.createDefault('deals', RENEWAL, 'contacts', contact);
    const batch = await hubspot.crm.associations.v4.batchApi.getPage('deals', 'contacts', {
      inputs: [{ id: RENEWAL }],
    });
    expect(batch.results[0]?.to.map((label) => String(label.toObjectId))).toContain(contact);
  });

  it('labels associations, within the limit of the label, and takes labels back', async () => {
    const [deal, first, second] = [
      idOfDemoRecord('deals', 'opp-0002'),
      ...['con-0251', 'con-0252'].map((id) => idOfDemoRecord('contacts', id)),
    ] as [string, string, string];
    const { batchApi, basicApi } = hubspot.crm.associations.v4;
    const types = [{ associationCategory: AssociationSpecAssociationCategoryEnum.UserDefined, associationTypeId: 41 }];
    const input = (id: string) => ({ _from: { id: deal }, to: { id }, types });
    const made = await batchApi.create('deals', 'contacts', { inputs: [input(first), input(second)] });
    expect(made).toMatchObject({
      results: [{ toObjectId: Number(first), labels: ['Decision maker'] }],
      numErrors: 1,
      errors: [{ category: 'VALIDATION_ERROR' }],
    });
    const labels = async () =>
      (await basicApi.getPage('deals', deal, 'contacts')).results
        .filter((result) => String(result.toObjectId) === first)
        .flatMap((result) => result.associationTypes.map(({ label }) => label));
    expect(await labels()).toEqual([null, 'Decision maker']);
    await batchApi.archiveLabels('deals', 'contacts', { inputs: [input(first)] });
    expect(await labels()).toEqual([null]);
    const definitions = await hubspot.crm.associations.v4.schema.definitionsApi.getAll('contacts', 'deals');
    expect(definitions.results).toMatchObject([
      { category: 'HUBSPOT_DEFINED', typeId: 4 },
      { category: 'USER_DEFINED', typeId: 42, label: 'Decision maker' },
    ]);
  });

  it('has one primary company, which another takes over', async () => {
    const deal = idOfDemoRecord('deals', 'opp-0003');
    const [first, second] = ['acc-0010', 'acc-0011'].map((id) => idOfDemoRecord('companies', id)) as [string, string];
    const { batchApi, basicApi } = hubspot.crm.associations.v4;
    const types = [
      { associationCategory: AssociationSpecAssociationCategoryEnum.HubspotDefined, associationTypeId: 5 },
    ];
    for (const id of [first, second])
      await batchApi.create('deals', 'companies', { inputs: [{ _from: { id: deal }, to: { id }, types }] });
    const page = await basicApi.getPage('deals', deal, 'companies');
    const primary = page.results.filter((result) => result.associationTypes.some(({ label }) => label === 'Primary'));
    expect(primary.map((label) => String(label.toObjectId))).toEqual([second]);
  });

  it('reads and writes objects of the account’s own type', async () => {
    const { results } = await hubspot.crm.schemas.coreApi.getAll();
    expect(results.map(({ labels, objectTypeId }) => [labels.plural, objectTypeId])).toEqual([['Sites', '2-4000118']]);
    const made = await hubspot.crm.objects.basicApi.create('2-4000118', {
      properties: { site_name: 'New hub', city: 'Oslo' },
      associations: [],
    });
    const read = await hubspot.crm.objects.basicApi.getById('p_sites', made.id, ['city']);
    expect(read.properties.city).toBe('Oslo');
    expect(await codeOf(hubspot.crm.objects.basicApi.getPage('sites'))).toMatchObject({ code: 400 });
  });

  it('reads properties, pipelines, owners and lists', async () => {
    const stage = await hubspot.crm.properties.coreApi.getByName('deals', 'dealstage');
    expect(stage.options.map((option) => option.value)).toContain('contractsent');
    const pipelines = await hubspot.crm.pipelines.pipelinesApi.getAll('deals');
    expect(pipelines.results[0]?.stages).toHaveLength(7);
    const owners = await hubspot.crm.owners.ownersApi.getPage('leilani.porter@brindlemark.example');
    expect(owners.results.map((result) => result.lastName)).toEqual(['Porter']);
    const lists = await hubspot.crm.lists.listsApi.doSearch({ query: 'red', offset: 0, count: 10 } as never);
    expect(lists.lists.map((list) => list.name)).toEqual(['Companies in red health']);
  });

  it('refreshes an OAuth token', async () => {
    const { clientId, clientSecret, refreshToken } = sandbox.credentials;
    const oauth = new Client({ basePath: sandbox.baseUrl });
    const answer = await oauth.oauth.tokensApi.create(
      'refresh_token',
      undefined,
      undefined,
      clientId,
      clientSecret,
      refreshToken,
    );
    oauth.setAccessToken(answer.accessToken);
    expect((await oauth.crm.deals.basicApi.getPage(1)).results).toHaveLength(1);
  });
});

describe('the limits of the sandbox', () => {
  const call = (at: string, path: string, init?: RequestInit) =>
    fetch(`${at}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
  let token = '';

  it('are told in headers and kept as HubSpot keeps them', async () => {
    const tight = await startSandbox({ limits: { tenSeconds: 2, searchesPerSecond: 1 } });
    token = tight.credentials.accessToken ?? '';
    const first = await call(tight.baseUrl, '/crm/v3/owners');
    expect(first.headers.get('x-hubspot-ratelimit-remaining')).toBe('1');
    await call(tight.baseUrl, '/crm/v3/owners');
    const third = await call(tight.baseUrl, '/crm/v3/owners');
    expect(third.status).toBe(429);
    expect(await third.json()).toMatchObject({ errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' });
    const body = { method: 'POST', body: '{}' };
    const found = await call(tight.baseUrl, '/crm/v3/objects/deals/search', body);
    expect(found.status).toBe(200);
    expect(found.headers.get('x-hubspot-ratelimit-remaining')).toBeNull();
    const refused = await call(tight.baseUrl, '/crm/v3/objects/deals/search', body);
    expect(await refused.json()).toMatchObject({ policyName: 'SECONDLY' });
    await tight.close();
  });

  it('end a search at its cap', async () => {
    const small = await startSandbox({ searchCap: 100 });
    token = small.credentials.accessToken ?? '';
    const at = (after: number) =>
      call(small.baseUrl, '/crm/objects/2026-03/deals/search', {
        method: 'POST',
        body: JSON.stringify({ limit: 50, after }),
      });
    expect(await (await at(50)).json()).toMatchObject({ total: 260, paging: { next: { after: '100' } } });
    expect((await at(100)).status).toBe(400);
    await small.close();
  });

  it.each(['/crm/v3/objects/deals', '/crm/objects/2026-03/deals', '/crm/objects/2026-09/deals'])(
    'answers the same at %s',
    async (path) => {
      token = sandbox.credentials.accessToken ?? '';
      const page = (await (await call(sandbox.baseUrl, `${path}/${RENEWAL}`)).json()) as { id: string };
      expect(page.id).toBe(RENEWAL);
    },
  );

  it('refuse a Host that is not the sandbox, and an Origin of elsewhere', async () => {
    const refused = await fetch(`${sandbox.baseUrl}/crm/v3/owners`, { headers: { origin: 'https://evil.example' } });
    expect(refused.status).toBe(403);
  });
});
