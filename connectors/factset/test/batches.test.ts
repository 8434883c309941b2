import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import { connectSandbox, openSandbox } from './sandbox-host.ts';

const { sandbox, host } = await openSandbox({ jobMs: 600 }, { jobWaitSeconds: '1' });
afterEach(() => sandbox.setJobFate('finish'));

const FUNDAMENTALS = '/content/factset-fundamentals/v2/fundamentals';
const small = (count: number) => Array.from({ length: count }, (_, index) => `Z${String(index).padStart(4, '0')}-US`);
const SALES = { metrics: ['FF_SALES'], period: 'annual' as const };

describe('many ids', () => {
  it('are refused beyond what a batch job takes, before anything is sent', async () => {
    const before = sandbox.stats().reads;
    const error = await host.error('factset_get_fundamentals', { ids: small(5001), ...SALES });
    expect(error).toMatchObject({ kind: 'invalid_request' });
    expect(error.message).toContain('`ids`');
    expect(sandbox.stats().reads).toBe(before);
  });

  it('are refused for both versions at once when that would take two jobs', async () => {
    const error = await host.error('factset_get_fundamentals', { ids: small(1001), ...SALES, version: 'both' });
    expect(error).toMatchObject({ kind: 'too_large' });
  });

  it('600 of them, some wrong, go out in requests of 250 and come back as one', async () => {
    const ids = [...small(597), 'QQQQ-US', 'HLDN', 'BBBBBB-R'];
    const rows = await host.all('factset_get_fundamentals', { ids, ...SALES, limit: 1000 });
    expect(sandbox.largestRequests()[FUNDAMENTALS]).toBe(250);
    expect(rows.slice(0, 3).map(({ id, status }) => [id, status])).toEqual([
      ['QQQQ-US', 'not_found'],
      ['HLDN', 'ambiguous'],
      ['BBBBBB-R', 'not_found'],
    ]);
    const values = rows.slice(3);
    expect(values).toHaveLength(597);
    expect(new Set(values.map((row) => row.id)).size).toBe(597);
    expect(values.every((row) => row.status === 'ok' && typeof row.value === 'number' && row.name !== undefined)).toBe(
      true,
    );
    expect(sandbox.jobCount()).toBe(0);
  });

  it('say how far they are', async () => {
    const steps: (string | undefined)[] = [];
    await host.client.callTool(
      { name: 'factset_get_fundamentals', arguments: { ids: small(600), ...SALES } },
      { onprogress: ({ message }) => steps.push(message) },
    );
    expect(steps[0]).toBe('0 of 600 ids');
    expect(steps.at(-1)).toBe('600 of 600 ids');
  });

  it('fail as a whole when one request fails', async () => {
    await host.list('factset_get_fundamentals', { ids: small(600), ...SALES });
    sandbox.failNext({ status: 403 });
    const { isError, structured } = await host.call('factset_get_fundamentals', { ids: small(600), ...SALES });
    expect(isError).toBe(true);
    expect(structured.items).toBeUndefined();
  });
});

describe('a batch job', () => {
  const MANY = { ids: [...small(1500), 'QQQQ-US'], ...SALES };

  it('that never ends is a timeout with a cursor, and the cursor goes on with the same job', async () => {
    sandbox.setJobFate('hang');
    const jobs = sandbox.jobCount();
    const error = await host.error('factset_get_fundamentals', MANY);
    expect(error).toMatchObject({ kind: 'timeout', cursor: expect.any(String) });
    expect(error.next).toContain('The work goes on');
    const again = await host.error('factset_get_fundamentals', { ...MANY, cursor: error.cursor });
    expect(again).toMatchObject({ kind: 'timeout', cursor: expect.any(String) });
    expect(sandbox.jobCount()).toBe(jobs + 1);
  });

  it('that outlasts the first call is fetched with the cursor', async () => {
    const patient = await startSandbox({ jobMs: 1800 });
    const other = await connectSandbox(patient, { jobWaitSeconds: '1' });
    const { cursor } = await other.error('factset_get_fundamentals', MANY);
    const rows = await other.all('factset_get_fundamentals', { ...MANY, cursor, limit: 1000 });
    expect(patient.jobCount()).toBe(1);
    expect(rows).toHaveLength(1501);
    expect(rows[0]).toMatchObject({ id: 'QQQQ-US', status: 'not_found' });
    await other.close();
    await patient.close();
  });

  it('refuses a cursor for other ids', async () => {
    sandbox.setJobFate('hang');
    const { cursor } = await host.error('factset_get_fundamentals', MANY);
    const error = await host.error('factset_get_fundamentals', { ...MANY, ids: small(1400), cursor });
    expect(error).toMatchObject({ kind: 'invalid_request' });
  });

  it('that fails says why, and gives no rows', async () => {
    sandbox.setJobFate('fail');
    const error = await host.error('factset_get_fundamentals', MANY);
    expect(error.kind).toBe('too_large');
    expect(error.cursor).toBeUndefined();
  });

  it('is no longer asked about when the host cancels', async () => {
    sandbox.setJobFate('hang');
    const stop = new AbortController();
    const call = host.client.callTool({ name: 'factset_get_fundamentals', arguments: MANY }, { signal: stop.signal });
    setTimeout(() => stop.abort(), 450);
    await expect(call).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const asked = sandbox.stats().reads;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(sandbox.stats().reads).toBe(asked);
  });

  it('tells the host how it goes', async () => {
    const steps: (string | undefined)[] = [];
    await host.client.callTool(
      { name: 'factset_get_fundamentals', arguments: MANY },
      { onprogress: ({ message }) => steps.push(message) },
    );
    expect(steps.some((step) => /^batch job [0-9a-f-]+: (queued|executing)$/.test(step ?? ''))).toBe(true);
  });
});
