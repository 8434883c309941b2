import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptedJob, runJob } from '../list/job.ts';
import type { ResponseRule } from '../policy/response-rules.ts';
import { createHttpClient } from './client.ts';
import type { HttpOptions } from './types.ts';

let handle: (request: IncomingMessage, response: ServerResponse) => void;
let origin: string;
let other: string;
let asked: string[];
const servers = [0, 1].map(() =>
  createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    handle(request, response);
  }),
);
beforeEach(async () => {
  asked = [];
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))));
  [origin = '', other = ''] = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};
const client = (options: Partial<HttpOptions> = {}) =>
  createHttpClient({ connector: 'shop', hosts: [], localOrigins: [origin] }, { baseUrl: origin, ...options });
const NOW = { kind: 'constant', ms: 1 } as const;
const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
};

describe('a rule', () => {
  it('fails with its code, its words and what to do', async () => {
    handle = (_, response) => json(response, 402, { code: 'NO_CREDITS' });
    const rules: ResponseRule[] = [
      {
        body: { at: 'code', is: 'NO_CREDITS' },
        action: 'fail',
        error: 'RK_FORBIDDEN',
        reason: 'the credits are used up',
        hint: 'Buy some.',
      },
    ];
    await expect(client({ policy: { rules } }).request({ path: '/' })).rejects.toMatchObject({
      code: 'RK_FORBIDDEN',
      message: 'shop refused: the credits are used up',
    });
    expect(asked).toEqual(['GET /']);
  });

  it('refreshes the credentials once, and says when that did not help', async () => {
    let token = 'old';
    handle = (request, response) =>
      request.headers.authorization === 'new'
        ? json(response, 200, {})
        : json(response, 400, { error: 'session_over' });
    const rules: ResponseRule[] = [{ body: { at: 'error', is: 'session_over' }, action: 'refresh_then_retry' }];
    const auth = (fresh: string) => ({
      headers: async () => ({ authorization: token }),
      refresh: () => {
        token = fresh;
      },
      secrets: () => [],
    });
    expect((await client({ policy: { rules }, auth: auth('new') }).request({ path: '/' })).status).toBe(200);
    token = 'old';
    await expect(client({ policy: { rules }, auth: auth('worse') }).request({ path: '/' })).rejects.toMatchObject({
      code: 'RK_AUTH_EXPIRED',
    });
    expect(asked).toHaveLength(4);
  });

  it('that says a write may have been done reports its outcome as unknown, whatever the status', async () => {
    handle = (_, response) => json(response, 200, { ok: false });
    const http = (perhapsDone: boolean) => client({ classify: () => ({ action: 'retry', reason: 'no', perhapsDone }) });
    const write = { method: 'POST', path: '/', json: {} } as const;
    await expect(http(true).request(write)).rejects.toMatchObject({ data: { perhapsWritten: true } });
    const error: unknown = await http(false)
      .request(write)
      .catch((thrown: unknown) => thrown);
    expect(error).not.toMatchObject({ data: { perhapsWritten: true } });
    expect(asked).toHaveLength(2);
  });

  it('and a classification wait as Retry-After says, unless they say themselves', async () => {
    handle = (_, response) => json(response, 420, {}, { 'retry-after': '3600' });
    const byRule = client({ policy: { rules: [{ status: 420, action: 'rate_limited' }] } });
    await expect(byRule.request({ path: '/' })).rejects.toThrow('asks to wait 3600 s');
    const classified = client({ classify: () => ({ action: 'rate_limited' }) });
    await expect(classified.request({ path: '/' })).rejects.toThrow('asks to wait 3600 s');
    const own = client({ policy: { rules: [{ status: 420, action: 'rate_limited', wait: NOW }] } });
    await expect(own.request({ path: '/' })).rejects.toThrow('asks to wait 1 s');
    expect(asked).toHaveLength(5);
  });
});

describe('time', () => {
  it('of one attempt covers a body that comes slowly, and the next attempt has its own', async () => {
    handle = (_, response) => {
      if (asked.length > 1) return json(response, 200, { ok: true });
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{');
    };
    const http = client({ policy: { timeoutMs: 1500, wait: NOW } });
    expect((await http.request({ path: '/' })).body).toEqual({ ok: true });
    expect(asked).toHaveLength(2);
  });

  it('of one attempt ends a write, which is not sent again', async () => {
    handle = () => {};
    const http = client({ policy: { timeoutMs: 800, wait: NOW } });
    await expect(http.request({ method: 'POST', path: '/', json: {} })).rejects.toMatchObject({
      code: 'RK_TIMEOUT',
      data: { perhapsWritten: true },
    });
    expect(asked).toEqual(['POST /']);
  });
});

describe('a caller that gives up', () => {
  const gone = async (http: ReturnType<typeof client>, isDue: () => boolean) => {
    const abort = new AbortController();
    const call = http.request({ path: '/', signal: abort.signal });
    call.catch(() => {});
    await until(isDue);
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'RK_CANCELLED' });
  };

  it('while its answer comes ends the request at the vendor', async () => {
    let closed = false;
    handle = (_, response) => {
      response.writeHead(200).write('x');
      response.once('close', () => {
        closed = true;
      });
    };
    await gone(client(), () => asked.length === 1);
    await until(() => closed);
    expect(asked).toHaveLength(1);
  });

  it('while it waits for another attempt sends none', async () => {
    let answered = false;
    handle = (_, response) => {
      json(response, 503, {});
      answered = true;
    };
    await gone(client({ policy: { wait: { kind: 'constant', ms: 15_000 } } }), () => answered);
    expect(asked).toHaveLength(1);
  });

  it('while it waits for its turn sends nothing at all', async () => {
    let taken = 0;
    const rateStore = {
      take: async () => {
        taken++;
        return 15_000;
      },
      block: async () => {},
    };
    await gone(client({ policy: { rates: [], rateStore } }), () => taken === 1);
    expect(asked).toEqual([]);
  });
});

it('a redirect to another port of this machine is refused: only the exact origin is named', async () => {
  handle = (_, response) => response.writeHead(302, { location: `${other}/x` }).end();
  await expect(client({ policy: { redirects: 2 } }).request({ path: '/' })).rejects.toMatchObject({
    code: 'RK_OUT_OF_REACH',
  });
  expect(asked).toEqual(['GET /']);
});

it('a redirect is checked at each hop, the last one too', async () => {
  handle = (request, response) => {
    const hop = Number(request.url?.slice(1));
    response.writeHead(302, { location: hop < 2 ? `/${hop + 1}` : 'https://evil.example/' }).end();
  };
  await expect(client({ policy: { redirects: 5 } }).request({ path: '/0' })).rejects.toThrow('not one of the hosts');
  expect(asked).toEqual(['GET /0', 'GET /1', 'GET /2']);
});

describe('a job that the vendor accepts', () => {
  const start = { method: 'POST', path: '/exports', json: {} } as const;
  const vendor = (polls: number) => {
    let left = polls;
    handle = (request, response) => {
      if (request.method === 'POST')
        return json(response, 202, {}, { location: '/exports/7/state', 'retry-after': '0' });
      if (request.url === '/exports/7/rows') return json(response, 200, { rows: [1, 2] });
      if (left-- > 0) return json(response, 202, {}, { 'retry-after': '0' });
      response.writeHead(303, { location: '/exports/7/rows' }).end();
    };
  };

  it('is asked at its Location until that leads to the result', async () => {
    vendor(2);
    const { body } = await runJob(acceptedJob(client(), { connector: 'shop', start }));
    expect(body).toEqual({ rows: [1, 2] });
    expect(asked).toEqual([
      'POST /exports',
      'GET /exports/7/state',
      'GET /exports/7/state',
      'GET /exports/7/state',
      'GET /exports/7/rows',
    ]);
  });

  it('is gone on with by another process, which starts nothing', async () => {
    vendor(0);
    const left = await runJob(acceptedJob(client(), { connector: 'shop', start }), { withinMs: 0 }).catch(
      (error) => error,
    );
    expect(left).toMatchObject({ code: 'RK_TIMEOUT', data: { resume: `${origin}/exports/7/state` } });
    asked = [];
    const { body } = await runJob(acceptedJob(client(), { connector: 'shop', start }), { resume: left.data.resume });
    expect(body).toEqual({ rows: [1, 2] });
    expect(asked).toEqual(['GET /exports/7/state', 'GET /exports/7/rows']);
  });

  it('is ended with DELETE when the caller gives up, where the vendor can', async () => {
    vendor(1000);
    const abort = new AbortController();
    const job = acceptedJob(client(), { connector: 'shop', start, cancel: true });
    const progress = () => abort.abort();
    await expect(runJob(job, { signal: abort.signal, progress })).rejects.toMatchObject({ code: 'RK_CANCELLED' });
    expect(asked.at(-1)).toBe('DELETE /exports/7/state');
  });
});
