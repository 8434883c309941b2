import { describe, expect, it } from 'vitest';
import { RolekitError } from '../../errors.ts';
import type { HttpClient, HttpRequest } from '../request/types.ts';
import type { HttpResponse } from '../response.ts';
import { acceptedJob, runJob, type StatusJobOptions, statusJob } from './job.ts';

type Step = { status?: number; body?: unknown; headers?: Record<string, string> };
function vendor(...steps: Step[]) {
  const asked: string[] = [];
  const http: HttpClient = {
    async request({ method = 'GET', path }: HttpRequest): Promise<HttpResponse> {
      asked.push(`${method} ${path}`);
      const { status = 200, body, headers } = steps.shift() ?? { body: { state: 'RUNNING' } };
      return { status, body, headers: new Headers(headers), url: 'https://api.shop.example/jobs' };
    },
  };
  return { http, asked };
}
const NOW = { kind: 'constant', ms: 1 } as const;
const report = (http: HttpClient, rest: Partial<StatusJobOptions> = {}) =>
  statusJob(http, {
    connector: 'shop',
    start: { method: 'POST', path: '/jobs' },
    id: 'id',
    status: (id) => ({ path: `/jobs/${id}` }),
    state: 'state',
    done: ['DONE'],
    failed: ['FAILED'],
    reason: 'why',
    progress: { done: 'rows', total: 'of' },
    ...rest,
  });

describe('a job', () => {
  it('that failed says why, in the vendor’s words', async () => {
    const { http } = vendor({ body: { id: 7, state: 'NEW' } }, { body: { state: 'FAILED', why: 'no such table' } });
    await expect(runJob(report(http), { wait: NOW })).rejects.toThrow('the work ended as FAILED: no such table');
  });

  it('that cannot be asked for is an error, not an endless wait', async () => {
    await expect(runJob(report(vendor({ body: {} }).http))).rejects.toThrow('does not say how to ask for it');
    const accepted = acceptedJob(vendor({ status: 202 }).http, { connector: 'shop', start: { path: '/x' } });
    await expect(runJob(accepted)).rejects.toThrow('does not say where to ask');
    const elsewhere = vendor({ status: 202, headers: { location: 'https://evil.example/1' } });
    await expect(runJob(acceptedJob(elsewhere.http, { connector: 'shop', start: { path: '/x' } }))).rejects.toThrow(
      'is not its own',
    );
  });

  it('that outlasts the call gives a token, with which another process goes on', async () => {
    const first = vendor({ body: { id: 'j1', state: 'NEW' } });
    const error = await runJob(report(first.http), { wait: NOW, withinMs: 0 }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'RK_TIMEOUT', data: { resume: 'j1' } });
    const second = vendor({ body: { state: 'RUNNING', rows: 5, of: 9 } }, { body: { state: 'DONE', rows: 9 } });
    const progress: unknown[] = [];
    const result = await runJob(report(second.http), {
      resume: 'j1',
      wait: NOW,
      progress: (done, total) => progress.push([done, total]),
    });
    expect(result.body).toEqual({ state: 'DONE', rows: 9 });
    expect(second.asked).toEqual(['GET /jobs/j1', 'GET /jobs/j1']);
    expect(progress).toEqual([[5, 9]]);
  });

  it('of a vendor that cannot be asked for a while goes on, too; one that failed does not', async () => {
    const http = (failure: RolekitError): HttpClient => ({ request: () => Promise.reject(failure) });
    const away = new RolekitError('RK_UPSTREAM_UNAVAILABLE', { connector: 'shop', reason: 'HTTP 503', hint: '' });
    await expect(runJob(report(http(away)), { resume: 'j1' })).rejects.toMatchObject({
      code: 'RK_UPSTREAM_UNAVAILABLE',
      message: 'shop is not available: HTTP 503',
      data: { resume: 'j1' },
    });
    const gone = new RolekitError('RK_NOT_FOUND', { what: 'Job j1', hint: '' });
    for (const failed of [
      await runJob(report(http(gone)), { resume: 'j1' }).catch((thrown) => thrown),
      await runJob(report(http(away))).catch((thrown) => thrown),
      await runJob(report(vendor({ body: { state: 'FAILED' } }).http), { resume: 'j1' }).catch((thrown) => thrown),
    ])
      expect(failed.data).not.toHaveProperty('resume');
  });

  it('that is accepted is asked with the policy of its start', async () => {
    const policies: unknown[] = [];
    const http: HttpClient = {
      async request({ policy }) {
        policies.push(policy);
        const status = policies.length === 1 ? 202 : 200;
        return {
          status,
          body: {},
          headers: new Headers({ location: '/jobs/1', 'retry-after': '0' }),
          url: 'https://a.example/',
        };
      },
    };
    const start: HttpRequest = { method: 'POST', path: '/x', policy: { timeoutMs: 90_000 } };
    await runJob(acceptedJob(http, { connector: 'shop', start }));
    expect(policies).toEqual([{ timeoutMs: 90_000 }, { redirects: 1, timeoutMs: 90_000 }]);
  });

  it('is ended at the vendor when the caller gives up', async () => {
    const { http, asked } = vendor({ body: { id: 'j1', state: 'NEW' } });
    const abort = new AbortController();
    const job = report(http, { cancel: (id) => ({ method: 'DELETE', path: `/jobs/${id}` }) });
    const running = runJob(job, { signal: abort.signal, progress: () => abort.abort() });
    await expect(running).rejects.toMatchObject({ code: 'RK_CANCELLED' });
    expect(asked).toEqual(['POST /jobs', 'DELETE /jobs/j1']);
  });

  it('is ended too when the caller gives up before the answer to its start', async () => {
    const abort = new AbortController();
    const ended: unknown[] = [];
    const job = {
      connector: 'shop',
      start: () => {
        abort.abort();
        return Promise.reject(new TypeError('cut off'));
      },
      check: () => Promise.reject(new TypeError('never asked')),
      cancel: async (token: string | undefined) => ended.push(token),
    };
    await expect(runJob(job, { signal: abort.signal })).rejects.toMatchObject({ code: 'RK_CANCELLED' });
    expect(ended).toEqual([undefined]);
  });

  it('that is done at once is not asked for again, and its result may lie elsewhere', async () => {
    const { http, asked } = vendor({ body: { id: 'j1', state: 'DONE' } }, { body: [1, 2] });
    const job = report(http, { result: (id) => ({ path: `/jobs/${id}/rows` }) });
    expect((await runJob(job)).body).toEqual([1, 2]);
    expect(asked).toEqual(['POST /jobs', 'GET /jobs/j1/rows']);
  });

  it('behind 202 is asked at its Location, after the time that the vendor names', async () => {
    const { http, asked } = vendor(
      { status: 202, headers: { location: '/jobs/1', 'retry-after': '0' } },
      { status: 202, headers: { 'retry-after': '0' } },
      { body: { rows: [] } },
    );
    expect(
      (await runJob(acceptedJob(http, { connector: 'shop', start: { method: 'POST', path: '/jobs' } }))).body,
    ).toEqual({ rows: [] });
    expect(asked).toEqual(['POST /jobs', 'GET https://api.shop.example/jobs/1', 'GET https://api.shop.example/jobs/1']);
  });
});
