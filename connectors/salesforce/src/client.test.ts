import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openFiles } from '@rolekit/sdk';
import { apiOf, createHttpClient } from '@rolekit/sdk/http';
import { standingClock } from '@rolekit/sdk/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from './client.ts';
import type { SalesforceConfig } from './connection.ts';

// Faults that a working service does not show: each test says what its Salesforce answers.

interface Seen {
  method: string;
  path: string;
  token: string | undefined;
  form: URLSearchParams;
}
interface Answer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

const cleanup: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of cleanup.splice(0)) await close();
});

async function serve(answer: (seen: Seen, base: string) => Answer) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const item = {
      method: request.method ?? '',
      path: request.url ?? '',
      token: request.headers.authorization?.replace('Bearer ', ''),
      form: new URLSearchParams(await textOf(request)),
    };
    seen.push(item);
    const { status = 200, body, headers = {} } = answer(item, base);
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  cleanup.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { base, seen };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function clientOf(
  base: string,
  config: Partial<SalesforceConfig> = {},
  save: (changes: object) => Promise<void> = async () => {},
) {
  return createClient({
    connector: 'salesforce',
    environment: 'sandbox',
    clock: standingClock('2026-11-20T12:00:00Z'),
    config: {
      loginUrl: base,
      instanceUrl: undefined,
      clientId: 'app',
      clientSecret: 'secret',
      refreshToken: undefined,
      callbackUrl: 'http://localhost:1717/OauthRedirect',
      apiVersion: 'v62.0',
      ...config,
    },
    http: (options) =>
      apiOf(
        'salesforce',
        createHttpClient({ connector: 'salesforce', hosts: ['*.salesforce.com'], localOrigins: [base] }, options),
      ),
    save,
    files: openFiles({ connector: 'salesforce', folders: [], config: {} }),
  });
}

const isTokenCall = (seen: Seen) => seen.path === '/services/oauth2/token';
const withToken = (answer: (seen: Seen, calls: number) => Answer) => {
  let calls = 0;
  return serve((item, url) =>
    isTokenCall(item) ? { body: { access_token: 't', instance_url: url } } : answer(item, ++calls),
  );
};

const ROWS = { totalSize: 1, done: true, records: [{ Id: '1' }] };
const SESSION = [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }];
const LOCKED = [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record' }];

describe('the token', () => {
  it('is not sent to a host that the connector does not declare', async () => {
    const { base, seen } = await serve(() => ({ body: { access_token: 't1', instance_url: 'https://evil.example' } }));
    await expect(clientOf(base).query('SELECT Id FROM Account')).rejects.toMatchObject({ kind: 'forbidden' });
    expect(seen.map((request) => request.path)).toEqual(['/services/oauth2/token']);
  });

  it('is fetched anew when the session expires, once, and the call is repeated', async () => {
    let issued = 0;
    const { base, seen } = await serve((item, url) => {
      if (isTokenCall(item)) return { body: { access_token: `t${++issued}`, instance_url: url } };
      return item.token === 't2' ? { body: ROWS } : { status: 401, body: SESSION };
    });
    expect((await clientOf(base).query('SELECT Id FROM Account')).records).toEqual([{ Id: '1' }]);
    expect(seen.map((request) => request.token)).toEqual([undefined, 't1', undefined, 't2']);
  });

  it('that stays refused ends in auth_expired with the command that helps', async () => {
    const { base } = await serve((item, url) =>
      isTokenCall(item) ? { body: { access_token: 't', instance_url: url } } : { status: 401, body: SESSION },
    );
    await expect(clientOf(base).query('SELECT Id FROM Account')).rejects.toMatchObject({
      kind: 'auth_expired',
      fix: 'Run `rolekit connect salesforce` to sign in again.',
    });
  });

  it('that rotates its refresh token is used only after the new one is saved', async () => {
    const events: string[] = [];
    const { base } = await serve((item, url) => {
      events.push(isTokenCall(item) ? `refresh with ${item.form.get('refresh_token')}` : `call with ${item.token}`);
      if (isTokenCall(item))
        return {
          body: { access_token: `t-${item.form.get('refresh_token')}`, refresh_token: 'r2', instance_url: url },
        };
      return item.token === 't-r2' ? { body: ROWS } : { status: 401, body: SESSION };
    });
    const client = clientOf(base, { refreshToken: 'r1' }, async (changes) => {
      events.push(`save ${JSON.stringify(changes)}`);
    });
    await client.query('SELECT Id FROM Account');
    expect(events).toEqual([
      'refresh with r1',
      'save {"refreshToken":"r2"}',
      'call with t-r1',
      'refresh with r2',
      'call with t-r2',
    ]);
  });

  it('is not used when its rotated refresh token cannot be saved', async () => {
    const { base, seen } = await serve((_, url) => ({
      body: { access_token: 't', refresh_token: 'r2', instance_url: url },
    }));
    const client = clientOf(base, { refreshToken: 'r1' }, () => Promise.reject(new TypeError('disk full')));
    await expect(client.query('SELECT Id FROM Account')).rejects.toThrow('disk full');
    expect(seen.every(isTokenCall)).toBe(true);
  });
});

describe('a fault of Salesforce', () => {
  it('such as the daily limit is reported at once, with the wait', async () => {
    const { base, seen } = await withToken(() => ({
      status: 403,
      body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
    }));
    await expect(clientOf(base).query('SELECT Id FROM Account')).rejects.toMatchObject({
      kind: 'rate_limited',
      data: { seconds: 3600 },
    });
    expect(seen).toHaveLength(2);
  });

  it('such as a locked row is tried again, and then called a conflict', async () => {
    const { base, seen } = await withToken(() => ({ status: 400, body: LOCKED }));
    await expect(clientOf(base).update('Account', '001Rk00000000001', { Name: 'x' })).rejects.toMatchObject({
      kind: 'conflict',
    });
    expect(seen.filter((request) => request.method === 'PATCH')).toHaveLength(3);
  });

  it('such as a row locked for a moment does not fail the write', async () => {
    const { base } = await withToken((_, calls) =>
      calls === 1 ? { status: 400, body: LOCKED } : { status: 201, body: { id: '001X', success: true, errors: [] } },
    );
    expect(await clientOf(base).create('Account', { Name: 'x' })).toBe('001X');
  });

  it('never sends a create twice when its answer may be lost', async () => {
    const { base, seen } = await withToken(() => ({
      status: 503,
      body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'busy' }],
    }));
    await expect(clientOf(base).create('Account', { Name: 'x' })).rejects.toMatchObject({
      kind: 'upstream_unavailable',
    });
    expect(seen.filter((request) => request.method === 'POST' && !isTokenCall(request))).toHaveLength(1);
  });

  it('such as an answer of another form is not passed on', async () => {
    const { base } = await withToken(() => ({ body: { rows: [] } }));
    await expect(clientOf(base).query('SELECT Id FROM Account')).rejects.toMatchObject({
      kind: 'upstream_unavailable',
    });
  });

  it('does not hide what its limit header says', async () => {
    const { base } = await withToken(() => ({ body: ROWS, headers: { 'sforce-limit-info': 'api-usage=4999/5000' } }));
    const client = clientOf(base);
    await client.query('SELECT Id FROM Account');
    expect(client.usage()).toEqual({ used: 4999, max: 5000 });
  });
});

describe('a result of many pages', () => {
  const at = { cursor: undefined, limit: 200, signal: new AbortController().signal };

  it('is not followed to another host', async () => {
    const { base } = await withToken(() => ({
      body: { ...ROWS, done: false, nextRecordsUrl: 'https://evil.example/services/data/v62.0/query/1-200' },
    }));
    await expect(clientOf(base).page('SELECT Id FROM Account', at)).rejects.toThrow('is not its own');
  });

  it('ends in an error when Salesforce sends a page twice', async () => {
    const { base } = await withToken(() => ({
      body: { ...ROWS, done: false, nextRecordsUrl: '/services/data/v62.0/query/1-200' },
    }));
    const client = clientOf(base);
    const { next } = await client.page('SELECT Id FROM Account', at);
    await expect(client.page('SELECT Id FROM Account', { ...at, cursor: next })).rejects.toThrow('the same page twice');
  });
});

describe('numbers in answers', () => {
  it('keep all their digits', async () => {
    const records =
      '[{"attributes":{"type":"A"},"Big__c":9007199254740993,"Small__c":12,"Rate__c":0.1,"Text__c":"9007199254740993"}]';
    const { base } = await serve(({ path }, origin) =>
      path.includes('/oauth2/')
        ? { body: { access_token: 't', instance_url: origin } }
        : { body: `{"totalSize":1,"done":true,"records":${records}}` },
    );
    const { records: rows } = await clientOf(base).query('SELECT Big__c FROM A__c');
    expect(rows).toEqual([
      {
        attributes: { type: 'A' },
        Big__c: '9007199254740993',
        Small__c: 12,
        Rate__c: 0.1,
        Text__c: '9007199254740993',
      },
    ]);
  });
});
