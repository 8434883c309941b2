import { always, once } from '@rolekit/sdk/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../../connectors/factset/sandbox/index.ts';
import { SERVERS, useSlice, walk } from '../host.ts';
import { createPlainServer } from './plain.ts';
import factset from './rolekit.ts';

// One test for both: what is counted as the same does the same.
const FUNDAMENTALS = '/content/factset-fundamentals/v2/fundamentals';
const SALES = { metrics: ['FF_SALES'], period: 'annual' };
const small = (count: number) => Array.from({ length: count }, (_, index) => `Z${String(index).padStart(4, '0')}-US`);
const MANY = { ids: [...small(1500), 'QQQQ-US'], ...SALES };

const { sandbox, faults, hostOf } = useSlice({
  start: () => startSandbox({ jobMs: 1500 }),
  plain: createPlainServer,
  rolekit: factset,
});
afterEach(() => {
  sandbox().setJobFate('finish');
  sandbox().expireKey(false);
});

describe.each(SERVERS)('%s', (server) => {
  it('says that a metric is not there, that a key has expired, and that the subscription lacks an API', async () => {
    const call = await hostOf(server);
    const wrong = await call('factset_get_fundamentals', { ...SALES, ids: ['NVRA-US'], metrics: ['FF_SAILS'] });
    expect([wrong.kind, wrong.error?.message.includes('FF_SAILS')]).toEqual(['invalid_request', true]);
    faults().schedule(always({ kind: 'status', status: 403, body: { message: 'User is not authorized' } }));
    expect((await call('factset_get_fundamentals', { ids: ['NVRA-US'], ...SALES })).kind).toBe('forbidden');
    faults().schedule();
    sandbox().expireKey(true);
    expect((await call('factset_get_fundamentals', { ids: ['NVRA-US'], ...SALES })).kind).toBe('auth_expired');
  });

  it('repeats no key that the vendor repeats', async () => {
    const call = await hostOf(server);
    faults().schedule(always({ kind: 'echo' }));
    const { kind, whole } = await call('factset_get_prices', { ids: ['NVRA-US'], date: '2026-11-19', adjust: 'SPLIT' });
    expect(kind).toBe('invalid_request');
    expect(faults().secrets()).toHaveLength(1);
    for (const secret of [...faults().secrets(), faults().values.apiKey]) expect(whole).not.toContain(secret);
  });

  it('keeps unit, currency, scale and dates on every value', async () => {
    const call = await hostOf(server);
    const args = { ids: ['NVRA-US'], metrics: ['FF_SALES', 'FF_EPS_DIL'], period: 'annual' };
    const { items } = await call('factset_get_fundamentals', args);
    const date = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
    const same = { id: 'NVRA-US', status: 'ok', value: expect.any(Number), currency: 'USD', fiscalYear: 2025 };
    expect(items).toEqual([
      { ...same, metric: 'FF_SALES', unit: 'currency', scale: 1_000_000, periodEnd: date, reportDate: date },
      { ...same, metric: 'FF_EPS_DIL', unit: 'currency/share', scale: 1, periodEnd: date, reportDate: date },
    ]);
    const price = await call('factset_get_prices', { ids: ['NVRA-US'], date: '2026-11-19', adjust: 'SPLIT' });
    expect(price.items).toMatchObject([{ unit: 'currency/share', currency: 'USD', scale: 1, periodEnd: '2026-11-19' }]);
  });

  it('asks for 600 ids in requests of 250, and answers an outcome for each, problems first', async () => {
    const call = await hostOf(server);
    const args = {
      ids: [...small(598), 'QQQQ-US', 'BBBBBB-R'],
      metrics: ['FF_SALES', 'FF_LOAN_LOSS_PROV'],
      period: 'annual',
    };
    const { items, pages } = await walk(call, 'factset_get_fundamentals', { ...args, limit: 170 });
    expect(items.slice(0, 2)).not.toContainEqual(expect.objectContaining({ status: 'ok' }));
    const outcomes = items.map(({ status, metric }) => `${status} ${metric ?? ''}`.trim());
    const count = (outcome: string) => outcomes.filter((value) => value === outcome).length;
    expect([count('not_found'), count('no_data FF_LOAN_LOSS_PROV'), count('ok FF_SALES')]).toEqual([2, 598, 598]);
    expect(new Set(items.map(({ id, metric }) => `${id} ${metric}`)).size).toBe(pages[0]?.total);
    // FactSet refuses more than 250 at once; no page is asked for anew
    expect(faults().log.filter(({ path }) => path === FUNDAMENTALS)).toHaveLength(3);
  });

  it('cuts a request in half that is too much for the vendor', async () => {
    const call = await hostOf(server);
    const body = { errors: [{ title: 'The request took too long. Try again with a smaller request.' }] };
    faults().schedule(once({ kind: 'status', status: 400, body }, ({ path }) => path === FUNDAMENTALS));
    const { items } = await call('factset_get_fundamentals', { ids: small(101), ...SALES });
    expect([items.length, faults().log.filter(({ path }) => path === FUNDAMENTALS).length]).toEqual([101, 3]);
  });

  it('reports a long limit with its seconds, waits for a short one, and keeps below the vendor’s', async () => {
    const call = await hostOf(server);
    const one = (index: number, by = call) =>
      by('factset_get_prices', { ids: [`Z000${index}-US`], date: '2026-11-19', adjust: 'SPLIT' });
    const started = performance.now();
    const all = await Promise.all(Array.from({ length: 17 }, (_, index) => one(index % 10)));
    expect(all.filter(({ kind }) => kind !== undefined)).toEqual([]);
    expect(performance.now() - started).toBeGreaterThan(1900);
    faults().schedule(always({ kind: 'rate_limit', retryAfter: 60 }));
    const limited = await one(1);
    expect([limited.kind, limited.error?.message.includes('60 s')]).toEqual(['rate_limited', true]);
    faults().schedule(once({ kind: 'rate_limit', retryAfter: 0 }));
    // one of its own, as the first may know that it has to wait
    expect((await one(2, await hostOf(server))).kind).toBeUndefined();
  });

  it('goes on with a job that outlasts the call, and starts it once', async () => {
    const call = await hostOf(server, { values: { jobWaitSeconds: '1' } });
    const jobs = sandbox().jobCount();
    let answer = await call('factset_get_fundamentals', { ...MANY, limit: 1000 });
    expect(answer.kind).toBe('timeout');
    const { cursor } = answer.error ?? {};
    const other = await call('factset_get_fundamentals', { ...MANY, ids: small(1400), cursor });
    expect(other.kind).toBe('invalid_request');
    const args = { ...MANY, limit: 1000 };
    while (answer.kind === 'timeout')
      answer = await call('factset_get_fundamentals', { ...args, cursor: answer.error?.cursor });
    const { items } = await walk(call, 'factset_get_fundamentals', { ...args, cursor: answer.page.next });
    const all = [...answer.items, ...items];
    expect(all[0]).toMatchObject({ id: 'QQQQ-US', status: 'not_found' });
    expect(new Set(all.map(({ id }) => id)).size).toBe(1501);
    expect(all).toHaveLength(1501);
    expect(sandbox().jobCount()).toBe(jobs + 1);
  });

  it('says why a job failed', async () => {
    sandbox().setJobFate('fail');
    const call = await hostOf(server);
    const { kind, error } = await call('factset_get_fundamentals', MANY);
    expect([kind, error?.cursor]).toEqual(['too_large', undefined]);
  });
});
