import { always, once } from '@rolekit/sdk/testing';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../connectors/hubspot/sandbox/index.ts';
import { ERAS, SERVERS, useSlice, walk } from '../host.ts';
import { createPlainServer } from './plain.ts';
import hubspot from './rolekit.ts';

// One test for both: what is counted as the same does the same.
const DEALS = { object: 'deals', properties: ['dealname', 'amount'] };
const isUpdate = ({ path }: { path: string }) => path.endsWith('/batch/update');

const { sandbox, faults, hostOf } = useSlice({
  start: () => startSandbox(),
  plain: createPlainServer,
  rolekit: hubspot,
});

const steps = (count: number, text: string, from = 1) => ({
  object: 'deals',
  items: Array.from({ length: count }, (_, index) => ({
    id: `301${String(from + index).padStart(7, '0')}`,
    properties: { hs_next_step: text },
  })),
});

describe.each(SERVERS)('%s', (server) => {
  it('says what went wrong, in the same kinds, and repeats no token', async () => {
    const call = await hostOf(server);
    const filterGroups = [{ filters: [{ propertyName: 'nothing', operator: 'EQ', value: 1 }] }];
    expect((await call('hubspot_search_objects', { ...DEALS, filterGroups })).kind).toBe('invalid_request');
    faults().schedule(always({ kind: 'expired' }));
    expect((await call('hubspot_search_objects', DEALS)).kind).toBe('auth_expired');
    faults().schedule(always({ kind: 'echo' }));
    const { kind, whole } = await call('hubspot_search_objects', DEALS);
    expect(kind).toBe('invalid_request');
    expect(faults().secrets()).toHaveLength(1);
    expect(whole).not.toContain(faults().secrets()[0]);
  });

  it('waits as long as the limit that was reached lasts, reports a long one, and keeps below that of searches', async () => {
    const call = await hostOf(server);
    const started = performance.now();
    for (let index = 0; index < 5; index++) await call('hubspot_search_objects', { ...DEALS, limit: 1 });
    expect(performance.now() - started).toBeGreaterThan(900);
    const limit = (policyName: string) => ({ kind: 'status', status: 429, body: { policyName } }) as const;
    for (const short of [limit('SECONDLY'), { kind: 'status', status: 423 } as const]) {
      faults().schedule(once(short));
      expect((await call('hubspot_search_objects', DEALS)).kind).toBeUndefined();
    }
    faults().schedule(always(limit('DAILY')));
    const { kind, error } = await call('hubspot_search_objects', DEALS);
    expect([kind, error?.message.includes('3600 s')]).toEqual(['rate_limited', true]);
  });

  it('searches by groups joined by OR, filters joined by AND', async () => {
    const call = await hostOf(server);
    const filters = (stage: string) => [
      { propertyName: 'dealstage', operator: 'EQ', value: stage },
      { propertyName: 'amount', operator: 'GTE', value: 50_000 },
    ];
    const filterGroups = [{ filters: filters('contractsent') }, { filters: filters('closedwon') }];
    const properties = ['dealstage', 'amount'];
    const { items, pages } = await walk(call, 'hubspot_search_objects', {
      object: 'deals',
      filterGroups,
      properties,
      limit: 7,
    });
    expect(new Set(items.map(({ dealstage }) => dealstage))).toEqual(new Set(['contractsent', 'closedwon']));
    expect(items.filter(({ amount }) => Number(amount) < 50_000)).toEqual([]);
    expect(items).toHaveLength(pages[0]?.total ?? 0);
  });

  it('walks a search to its end, each row once, at a page size that is not the vendor’s', async () => {
    const call = await hostOf(server);
    const { items, pages } = await walk(call, 'hubspot_search_objects', { ...DEALS, limit: 170 });
    expect(items.length).toBeGreaterThan(200);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(pages.map(({ total }) => total)).toEqual(pages.map(() => items.length));
  });

  it('takes no cursor of another search, no page twice, and no empty page for the end', async () => {
    const call = await hostOf(server);
    for (const kind of ['repeat_page', 'empty_page'] as const) {
      faults().schedule(({ number }) => (number === 2 ? { kind } : undefined));
      const { page } = await call('hubspot_search_objects', { ...DEALS, limit: 100 });
      const other = await call('hubspot_search_objects', { ...DEALS, object: 'companies', cursor: page.next });
      expect(other.kind).toBe('invalid_request');
      const next = await call('hubspot_search_objects', { ...DEALS, limit: 100, cursor: page.next });
      expect([kind, next.kind]).toEqual([kind, 'upstream_unavailable']);
    }
  });

  it.each(ERAS)('changes 60 deals for a yes in MCP %s, and none without', async (era) => {
    const text = `${era} ${SERVERS.indexOf(server)}`;
    const args = steps(60, text);
    const { writes } = sandbox().stats();
    const mute = await hostOf(server, { era });
    expect((await mute('hubspot_update_objects', args)).kind).toBe('approval_required');
    const no = await hostOf(server, { era, approve: () => false });
    expect((await no('hubspot_update_objects', args)).kind).toBe('approval_refused');
    expect(sandbox().stats().writes).toBe(writes);
    const yes = await hostOf(server, {
      era,
      approve: (question) => args.items.every(({ id }) => question.includes(id)) && question.includes(text),
    });
    const { item } = await yes('hubspot_update_objects', args);
    expect(item).toMatchObject({ done: 60, failed: 0, unknown: 0, notSent: 0 });
    expect(item.items).toHaveLength(60);
    const found = await yes('hubspot_search_objects', {
      object: 'deals',
      filterGroups: [{ filters: [{ propertyName: 'hs_next_step', operator: 'EQ', value: text }] }],
      properties: ['hs_next_step'],
    });
    expect(found.page.total).toBe(60);
  });

  it('takes a yes once, and for what was asked', async () => {
    const yes = await hostOf(server, { approve: () => true });
    const { writes } = sandbox().stats();
    expect((await yes('hubspot_update_objects', steps(2, `${server} once`))).item).toMatchObject({ done: 2 });
    expect((await yes.repeatAnswer()).kind).toBe('approval_refused');
    expect(sandbox().stats().writes).toBe(writes + 1);
  });

  it('asks nobody about what cannot be done, or is more than a person can be shown', async () => {
    let questions = 0;
    const call = await hostOf(server, { approve: () => ++questions > 0 });
    const gone = { object: 'deals', items: [{ id: '42', properties: { hs_next_step: 'x' } }] };
    expect((await call('hubspot_update_objects', gone)).kind).toBe('invalid_request');
    const long = steps(100, 'A long text that a person would have to read a hundred times.', 101);
    expect((await call('hubspot_update_objects', long)).kind).toBe('too_large');
    expect(questions).toBe(0);
  });

  it('leaves alone what was changed between question and answer, and says so for that item', async () => {
    const yes = await hostOf(server, { approve: () => true });
    const late = await hostOf(server, {
      approve: async () => (await yes('hubspot_update_objects', steps(1, `${server} between`, 2))).kind === undefined,
    });
    const { item } = await late('hubspot_update_objects', steps(3, `${server} late`));
    expect(item).toMatchObject({ done: 2, failed: 1 });
    expect(item.items).toMatchObject([
      { outcome: 'done' },
      { item: 2, outcome: 'failed', reason: 'Changed by someone else.' },
      { outcome: 'done' },
    ]);
  });

  it('gives each item the outcome that HubSpot gives it', async () => {
    const yes = await hostOf(server, { approve: () => true });
    const body = {
      results: [{ id: '3010000001', properties: {} }],
      errors: [{ message: 'No such owner', context: { ids: ['3010000002'] } }],
    };
    faults().schedule(once({ kind: 'status', status: 207, body }, isUpdate));
    const { item } = await yes('hubspot_update_objects', steps(3, `${server} in part`));
    expect(item).toMatchObject({ done: 1, failed: 1, unknown: 1, notSent: 0 });
    expect(item.items).toMatchObject([
      { outcome: 'done' },
      { outcome: 'failed', reason: 'No such owner' },
      { outcome: 'unknown' },
    ]);
  });

  it('sends a batch once, and looks what became of one whose answer was lost', async () => {
    const yes = await hostOf(server, { approve: () => true });
    faults().schedule(once({ kind: 'drop', after: true }, isUpdate));
    const done = await yes('hubspot_update_objects', steps(12, `${server} lost`));
    expect(done.item).toMatchObject({ done: 12, unknown: 0 });
    faults().schedule(once({ kind: 'drop' }, isUpdate));
    const lost = await yes('hubspot_update_objects', steps(12, `${server} never came`));
    expect(lost.kind).toBe('conflict');
    expect(lost.error?.message).toContain('Nobody knows whether this was applied');
    expect(faults().log.filter(isUpdate)).toHaveLength(1);
  });

  it('reports a batch that HubSpot refuses whole as a failure', async () => {
    const yes = await hostOf(server, { approve: () => true });
    faults().schedule(once({ kind: 'status', status: 400, body: { message: 'It is read only' } }, isUpdate));
    const { kind, error } = await yes('hubspot_update_objects', steps(12, `${server} refused`));
    expect([kind, error?.message.includes('read only')]).toEqual(['invalid_request', true]);
  });
});
