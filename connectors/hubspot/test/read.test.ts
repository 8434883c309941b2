import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import { connectSandbox, openSandbox } from './sandbox-host.ts';

const KESTREL = '2010000001';
const RENEWAL = '3010000001';

const others: { close(): Promise<void> }[] = [];

const { host } = await openSandbox();
afterEach(async () => {
  for (const other of others.splice(0).reverse()) await other.close();
});

async function hostOf(options: Parameters<typeof startSandbox>[0], values: Record<string, string> = {}) {
  const own = await startSandbox(options);
  const connected = await connectSandbox({ ...own, values: { ...own.values, ...values } });
  others.push(own, connected);
  return connected;
}

const filter = (propertyName: string, operator: string, more: object = {}) => [
  { filters: [{ propertyName, operator, ...more }] },
];

describe('percentages, which HubSpot keeps as fractions', () => {
  it('come in percent beside what HubSpot keeps', async () => {
    const properties = ['dealname', 'hs_deal_stage_probability'];
    const filterGroups = filter('hs_deal_stage_probability', 'GT', { value: 0.5 });
    const [row] = await host.rows('hubspot_search_objects', { object: 'deals', properties, filterGroups });
    expect(row).toMatchObject({ hs_deal_stage_probability: expect.any(String) });
    expect(row?.hs_deal_stage_probability_percent).toBe(Number(row?.hs_deal_stage_probability) * 100);
  });

  it('are said to be fractions where a property is described', async () => {
    const names = ['hs_deal_stage_probability', 'amount'];
    const rows = await host.rows('hubspot_list_properties', { object: 'deals', names });
    expect(rows.map(({ name, unit }) => [name, unit])).toEqual([
      ['amount', undefined],
      ['hs_deal_stage_probability', 'fraction: 0.6 is 60 %'],
    ]);
  });

  it('refuse a filter in percent, which would find nothing', async () => {
    const error = await host.error('hubspot_search_objects', {
      object: 'deals',
      filterGroups: filter('hs_deal_stage_probability', 'GTE', { value: 60 }),
    });
    expect(error.message).toContain(
      '`hs_deal_stage_probability` is a fraction in HubSpot, at most 1, and `60` is more.',
    );
    expect(error.next).toContain('Write 0.6 for 60 %.');
  });
});

describe('hubspot_search_objects', () => {
  it('names the property that was meant, which HubSpot would leave out without a word', async () => {
    const error = await host.error('hubspot_search_objects', { object: 'deals', properties: ['Close Date', 'amout'] });
    expect(error.kind).toBe('invalid_request');
    expect(error.message).toContain('`Close Date` (Did you mean `closedate` (Close Date)?)');
    expect(error.message).toContain('`amout` (Did you mean `amount` (Amount)?)');
  });

  it('names the stage id when a label is given', async () => {
    const error = await host.error('hubspot_search_objects', {
      object: 'deals',
      filterGroups: filter('dealstage', 'EQ', { value: 'Negotiation' }),
    });
    expect(error.message).toBe('`dealstage` has no value `Negotiation`.');
    expect(error.next).toBe('Did you mean `contractsent` (Negotiation)?');
  });

  it.each([
    [{ operator: 'IN', value: 'Red' }, 'needs `values`'],
    [{ operator: 'HAS_PROPERTY', value: 'Red' }, 'takes no value'],
    [{ operator: 'BETWEEN', value: 1 }, 'needs `highValue`'],
    [{ operator: 'EQ' }, 'needs `value`'],
  ])('refuses the filter %j before it is sent', async (wrong, said) => {
    const filterGroups = [{ filters: [{ propertyName: 'health', ...wrong }] }];
    expect((await host.error('hubspot_search_objects', { object: 'companies', filterGroups })).message).toContain(said);
  });

  it('knows no object type by half a name', async () => {
    const error = await host.error('hubspot_search_objects', { object: 'opportunities' });
    expect(error.message).toBe('There is no object type `opportunities`.');
    expect((await host.error('hubspot_search_objects', { object: 'compnies' })).next).toContain('`companies`');
  });

  it('finds objects of the account’s own type by its name, with the properties that somebody named', async () => {
    const [site] = await host.rows('hubspot_search_objects', { object: 'Sites', query: 'rotterdam' });
    expect(site).toMatchObject({ site_name: 'Rotterdam distribution centre', site_kind: 'Warehouse', docks: '8' });
    const of = await host.rows('hubspot_list_associations', { object: 'companies', id: KESTREL, to: 'site' });
    expect(of).toEqual([{ id: site?.id, name: 'Rotterdam distribution centre' }]);
    const error = await host.error('hubspot_list_objects', { object: 'warehouses' });
    expect(error.next).toBe('Use contacts, companies, deals or tickets, or of this account Sites.');
    expect((await host.error('hubspot_list_objects', { object: 'stes' })).next).toContain('`Sites`');
  });

  it('gives the labels behind stage and owner ids', async () => {
    const [deal] = await host.rows('hubspot_search_objects', { object: 'deals', query: 'control tower renewal' });
    expect(deal).toMatchObject({ id: RENEWAL, dealstage: 'contractsent', dealstage_label: 'Negotiation' });
    expect(deal?.owner_name).toMatch(/^\w+ \w+/);
  });

  it('takes a date alone for the whole day', async () => {
    const on = await host.rows('hubspot_search_objects', {
      object: 'deals',
      filterGroups: filter('closedate', 'EQ', { value: '2026-12-15' }),
    });
    expect(on.map((deal) => deal.id)).toContain(RENEWAL);
    const upTo = await host.rows('hubspot_search_objects', {
      object: 'deals',
      filterGroups: filter('closedate', 'BETWEEN', { value: '2026-12-15', highValue: '2026-12-15' }),
    });
    expect(upTo.map((deal) => deal.id)).toEqual(on.map((deal) => deal.id));
  });

  it('joins groups by OR', async () => {
    const filterGroups = [
      ...filter('health', 'EQ', { value: 'Red' }),
      ...filter('health', 'IN', { values: ['Yellow', 'Green'] }),
    ];
    const { structured } = await host.call('hubspot_search_objects', { object: 'companies', filterGroups });
    expect(structured.page).toMatchObject({ total: 120 });
  });

  it('walks past the cap of HubSpot where the order does not matter', async () => {
    const capped = await hostOf({ searchCap: 100 });
    const ids = new Set<unknown>();
    let cursor: string | undefined;
    do {
      const { structured } = await capped.call('hubspot_search_objects', { object: 'deals', limit: 70, cursor });
      for (const row of structured.items as { id: string }[]) ids.add(row.id);
      const page = structured.page as { next?: string; total: number };
      expect(page.total).toBe(260);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(ids.size).toBe(260);
  });
});

describe('hubspot_search_objects with HubSpot’s own conditions', () => {
  it('finds what belongs to an object', async () => {
    const filterGroups = filter('associations.companies', 'EQ', { value: KESTREL });
    const found = await host.rows('hubspot_search_objects', { object: 'deals', filterGroups, limit: 200 });
    const of = await host.rows('hubspot_list_associations', { object: 'companies', id: KESTREL, to: 'deals' });
    expect(found.map(({ id }) => id).sort()).toEqual(of.map(({ id }) => id).sort());
    expect(found.map(({ id }) => id)).toContain(RENEWAL);
  });

  it('refuses other conditions on what belongs to it', async () => {
    const filterGroups = filter('associations.company', 'IN', { values: [KESTREL] });
    const error = await host.error('hubspot_search_objects', { object: 'deals', filterGroups });
    expect(error.message).toContain('must be EQ with the id of one object');
  });

  it('finds texts of a list, which HubSpot knows in small letters only', async () => {
    const filterGroups = filter('name', 'IN', { values: ['Kestrel & Vale Logistics'] });
    const [found] = await host.rows('hubspot_search_objects', { object: 'companies', filterGroups });
    expect(found?.id).toBe(KESTREL);
  });

  it('refuses to leave out a whole day, and says how', async () => {
    const filterGroups = filter('closedate', 'NEQ', { value: '2026-12-15' });
    const error = await host.error('hubspot_search_objects', { object: 'deals', filterGroups });
    expect(error.next).toBe('Use two groups: LT the day, and GT the day.');
  });
});

describe('hubspot_list_objects', () => {
  it('reads more ids than HubSpot takes at once, page by page, and names those that are missing', async () => {
    const ids = Array.from({ length: 230 }, (_, index) => `301${String(index + 1).padStart(7, '0')}`).with(150, '42');
    const found: unknown[] = [];
    const notes: string[] = [];
    let cursor: string | undefined;
    do {
      const { structured } = await host.call('hubspot_list_objects', { object: 'deals', ids, limit: 70, cursor });
      found.push(...(structured.items as { id: string }[]).map(({ id }) => id));
      notes.push(...((structured.notes ?? []) as string[]));
      cursor = (structured.page as { next?: string }).next;
    } while (cursor !== undefined);
    expect(found).toEqual(ids.filter((id) => id !== '42'));
    expect(new Set(notes)).toEqual(new Set(['These do not exist, or may not be seen: 42.']));
  });

  it('knows the types that a demo account lacks by name, and tells what HubSpot says', async () => {
    const error = await host.error('hubspot_list_objects', { object: 'line items' });
    expect(error.message).toBe('HubSpot refuses the request: Unable to infer object type from: line_items');
  });

  it('names ids that do not exist', async () => {
    const { structured } = await host.call('hubspot_list_objects', { object: 'deals', ids: [RENEWAL, '42'] });
    expect(structured.items).toHaveLength(1);
    expect(structured.notes).toEqual(['These do not exist, or may not be seen: 42.']);
  });

  it('reads by a property with unique values', async () => {
    const rows = await host.rows('hubspot_list_objects', {
      object: 'contacts',
      ids: ['ottoline.marsh@kestrelvalelogistics.example'],
      idProperty: 'email',
      properties: ['lastname'],
    });
    expect(rows).toEqual([
      { id: '1010000001', email: 'ottoline.marsh@kestrelvalelogistics.example', lastname: 'Marsh' },
    ]);
  });

  it.each(['v3', '2026-09'])('reads the same through the paths of %s', async (apiVersion) => {
    const other = await hostOf({}, { apiVersion });
    const rows = await other.rows('hubspot_list_objects', { object: 'companies', limit: 3, properties: ['name'] });
    expect(rows[0]).toEqual({ id: KESTREL, name: 'Kestrel & Vale Logistics' });
    const args = { object: 'companies', id: KESTREL, to: 'contacts' };
    expect(await other.rows('hubspot_list_associations', args)).toEqual(
      await host.rows('hubspot_list_associations', args),
    );
  });
});

describe('properties, pipelines, owners, lists', () => {
  it('are found by words, then described by name', async () => {
    const index = await host.rows('hubspot_list_properties', { object: 'deals', text: 'stage' });
    expect(index[0]).toEqual({ name: 'dealstage', label: 'Deal Stage', type: 'enumeration' });
    const [stage] = await host.rows('hubspot_list_properties', { object: 'deals', names: ['dealstage'] });
    expect(stage?.options).toContainEqual({ value: 'contractsent', label: 'Negotiation' });
  });

  it('tell stages in order', async () => {
    const stages = await host.rows('hubspot_list_pipelines', { object: 'deal' });
    expect(stages.map((stage) => stage.stage)).toEqual([
      'Qualification',
      'Discovery',
      'Evaluation',
      'Proposal',
      'Negotiation',
      'Closed Won',
      'Closed Lost',
    ]);
    expect(stages.at(-1)).toMatchObject({ stageId: 'closedlost', probability: 0, closed: true });
    // HubSpot keeps 0.1, 0.2, 0.4, 0.6, 0.8, 1 and 0
    expect(stages.map(({ probability }) => probability)).toEqual([10, 20, 40, 60, 80, 100, 0]);
  });

  it('find an owner and a list', async () => {
    expect(await host.rows('hubspot_list_owners', { text: 'porter' })).toMatchObject([{ name: 'Leilani Porter' }]);
    expect(await host.rows('hubspot_list_lists', { text: 'red' })).toMatchObject([{ id: '12', object: 'companies' }]);
    const lists = await host.rows('hubspot_list_lists', {});
    expect(lists.length).toBeGreaterThan(1);
    expect(await host.all('hubspot_list_lists', { limit: 1 })).toEqual(lists);
  });
});

describe('hubspot_list_history', () => {
  it('tells when a deal entered and left each stage', async () => {
    const stages = await host.rows('hubspot_list_history', { object: 'deals', id: RENEWAL });
    expect(stages[0]).toMatchObject({ label: 'Negotiation', until: null });
    expect(stages.at(-1)).toMatchObject({ label: 'Qualification', from: '2026-07-06T09:15:00.000Z' });
    expect(stages.at(-1)?.until).toBe(stages.at(-2)?.from);
  });

  it('hears of an object that does not exist', async () => {
    expect((await host.error('hubspot_list_history', { object: 'deals', id: '42' })).kind).toBe('not_found');
  });
});

describe('hubspot_list_activities', () => {
  it('gives all kinds in one order, page by page, without loss', async () => {
    const all: { id: string; kind: string; at: string }[] = [];
    let cursor: string | undefined;
    let total = 0;
    do {
      const { structured } = await host.call('hubspot_list_activities', {
        object: 'companies',
        id: KESTREL,
        limit: 7,
        cursor,
      });
      all.push(...(structured.items as typeof all));
      const page = structured.page as { next?: string; total: number };
      cursor = page.next;
      total = page.total;
    } while (cursor !== undefined);
    expect(new Set(all.map((item) => item.id)).size).toBe(total);
    expect(new Set(all.map((item) => item.kind)).size).toBe(4);
    expect(all.map((item) => item.at)).toEqual([...all.map((item) => item.at)].sort().reverse());
  });
});

describe('the limits of HubSpot', () => {
  it('are waited for when they are short, and told when they are not', async () => {
    const slow = await hostOf({ limits: { searchesPerSecond: 1 } });
    await slow.rows('hubspot_search_objects', { object: 'deals', limit: 1 });
    expect(await slow.rows('hubspot_search_objects', { object: 'tickets', limit: 1 })).toHaveLength(1);
    const spent = await hostOf({ limits: { daily: 0 } });
    const error = await spent.error('hubspot_list_owners', {});
    expect(error.kind).toBe('rate_limited');
    expect(error.message).toContain('3600 s');
  });
});

describe('the credentials', () => {
  it('may be those of an OAuth app, whose tokens end', async () => {
    const own = await startSandbox();
    const { baseUrl = '', clientId = '', clientSecret = '', refreshToken = '' } = own.credentials;
    const connected = await connectSandbox({ ...own, values: { baseUrl, clientId, clientSecret, refreshToken } });
    others.push(own, connected);
    expect(await connected.rows('hubspot_list_owners', { text: 'porter' })).toHaveLength(1);
    own.expireTokens();
    expect(await connected.rows('hubspot_list_pipelines', { object: 'deals' })).toHaveLength(7);
  });

  it('are missed with the command that gives them', async () => {
    const own = await startSandbox();
    const connected = await connectSandbox({ ...own, values: { baseUrl: own.baseUrl, clientId: 'x' } });
    others.push(own, connected);
    expect((await connected.error('hubspot_list_owners', {})).kind).toBe('not_connected');
  });
});
