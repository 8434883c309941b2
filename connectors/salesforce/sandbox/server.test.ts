import { request as httpRequest } from 'node:http';
import { foreignAnswers } from '@rolekit/sdk/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type SalesforceSandbox, type SalesforceSandboxOptions, startSandbox } from './index.ts';

const running: SalesforceSandbox[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

async function start(options?: SalesforceSandboxOptions): Promise<SalesforceSandbox> {
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  return sandbox;
}

async function post(
  sandbox: SalesforceSandbox,
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
) {
  const response = await fetch(sandbox.baseUrl + path, { method: 'POST', body: new URLSearchParams(form), headers });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

const client = ({ values }: SalesforceSandbox) => ({
  client_id: values.clientId ?? '',
  client_secret: values.clientSecret ?? '',
});

async function signIn(sandbox: SalesforceSandbox): Promise<{ authorization: string }> {
  const { body } = await post(sandbox, '/services/oauth2/token', {
    grant_type: 'client_credentials',
    ...client(sandbox),
  });
  return { authorization: `Bearer ${body.access_token}` };
}

function rawGet(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    })
      .on('error', reject)
      .end();
  });
}

describe('a page of another site', () => {
  it('gets nothing, however it asks', async () => {
    const { baseUrl } = await start();
    for (const { what, status, body } of await foreignAnswers(`${baseUrl}/services/data`))
      expect([what, status, JSON.parse(body)]).toEqual([
        what,
        403,
        [{ errorCode: 'FORBIDDEN', message: expect.stringContaining("is not this sandbox's") }],
      ]);
  });

  it('gets nothing with a foreign Host', async () => {
    const { baseUrl } = await start();
    const { port } = new URL(baseUrl);
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1:1', `127.0.0.1.evil.example:${port}`]) {
      expect((await rawGet(`${baseUrl}/services/data`, { host })).status).toBe(403);
    }
    expect((await rawGet(`${baseUrl}/services/data`, { host: `localhost:${port}` })).status).toBe(200);
  });

  it('gets nothing with a foreign Origin, and no CORS headers', async () => {
    const { baseUrl } = await start();
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
      const answer = await rawGet(`${baseUrl}/services/data`, { origin });
      expect(answer.status).toBe(403);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
    expect((await rawGet(`${baseUrl}/services/data`, { origin: baseUrl })).status).toBe(200);
  });
});

describe('the token endpoint', () => {
  it.each([
    ['no grant type', {}, 'invalid_request', 'must supply a grant_type'],
    ['an unknown grant type', { grant_type: 'implicit' }, 'unsupported_grant_type', 'grant type not supported'],
    [
      'an unknown refresh token',
      { grant_type: 'refresh_token', refresh_token: 'x' },
      'invalid_grant',
      'expired access/refresh token',
    ],
    [
      'an unknown user',
      { grant_type: 'password', username: 'x', password: 'y' },
      'invalid_grant',
      'authentication failure',
    ],
    [
      'an unknown client',
      { grant_type: 'client_credentials', client_id: 'x' },
      'invalid_client_id',
      'client identifier invalid',
    ],
    [
      'no secret',
      { grant_type: 'client_credentials', client_secret: '' },
      'invalid_client',
      'invalid client credentials',
    ],
  ])('refuses %s', async (_what, form, error, error_description) => {
    const sandbox = await start();
    const answer = await post(sandbox, '/services/oauth2/token', {
      ...client(sandbox),
      ...(form as Record<string, string>),
    });
    expect(answer).toEqual({ status: 400, body: { error, error_description } });
  });

  it('refuses a user who has left', async () => {
    const sandbox = await start();
    const form = {
      grant_type: 'password',
      username: 'gareth.penhallow@brindlemark.example',
      password: sandbox.credentials.password ?? '',
    };
    expect((await post(sandbox, '/services/oauth2/token', { ...client(sandbox), ...form })).body.error).toBe(
      'invalid_grant',
    );
  });

  it('takes the client as Basic authentication', async () => {
    const sandbox = await start();
    const basic = Buffer.from(`${sandbox.values.clientId}:${sandbox.values.clientSecret}`).toString('base64');
    const answer = await post(
      sandbox,
      '/services/oauth2/token',
      { grant_type: 'client_credentials' },
      { authorization: `Basic ${basic}` },
    );
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer', instance_url: sandbox.baseUrl } });
  });

  it('ends the old refresh token when it rotates', async () => {
    const sandbox = await start({ rotateRefreshTokens: true });
    const refresh = (refresh_token: string) =>
      post(sandbox, '/services/oauth2/token', { grant_type: 'refresh_token', refresh_token, ...client(sandbox) });
    const first = await refresh(sandbox.credentials.refreshToken ?? '');
    expect(first.body.refresh_token).not.toBe(sandbox.credentials.refreshToken);
    expect((await refresh(sandbox.credentials.refreshToken ?? '')).body.error).toBe('invalid_grant');
    expect((await refresh(first.body.refresh_token ?? '')).status).toBe(200);
  });

  it('has other secrets at each start', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    expect(one.values.clientSecret).not.toBe(two.values.clientSecret);
  });
});

describe('the REST API', () => {
  it('asks for a session, and tells when it ended', async () => {
    const sandbox = await start();
    const headers = await signIn(sandbox);
    const status = async (used: Record<string, string>) =>
      (await fetch(`${sandbox.baseUrl}/services/data/v62.0/limits`, { headers: used })).status;
    expect(await status({})).toBe(401);
    expect(await status({ authorization: 'Bearer x' })).toBe(401);
    expect(await status(headers)).toBe(200);
    sandbox.expireTokens();
    expect(await status(headers)).toBe(401);
  });

  it('ends a session after its lifetime', async () => {
    const sandbox = await start({ tokenLifetime: 0 });
    const response = await fetch(`${sandbox.baseUrl}/services/data/v62.0/limits`, { headers: await signIn(sandbox) });
    expect([response.status, await response.json()]).toEqual([
      401,
      [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
    ]);
  });

  it('lists its versions, and knows no others', async () => {
    const sandbox = await start();
    const headers = await signIn(sandbox);
    const versions = (await (await fetch(`${sandbox.baseUrl}/services/data`)).json()) as {
      version: string;
      label: string;
      url: string;
    }[];
    expect([versions[0], versions.at(-1)]).toEqual([
      { label: "Winter '21", url: '/services/data/v50.0', version: '50.0' },
      { label: "Spring '26", url: '/services/data/v66.0', version: '66.0' },
    ]);
    for (const version of ['v49.0', 'v67.0', 'v62', '62.0']) {
      const response = await fetch(`${sandbox.baseUrl}/services/data/${version}/limits`, { headers });
      expect([response.status, await response.json()]).toEqual([
        404,
        [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
      ]);
    }
  });

  it('answers 404 for what it does not have and 405 for a wrong method', async () => {
    const sandbox = await start();
    const headers = await signIn(sandbox);
    const call = async (method: string, path: string) => {
      const response = await fetch(`${sandbox.baseUrl}/services/data/v62.0${path}`, { method, headers });
      return [response.status, ((await response.json()) as { errorCode: string }[])[0]?.errorCode];
    };
    expect(await call('GET', '/jobs/query')).toEqual([404, 'NOT_FOUND']);
    expect(await call('GET', '/sobjects/Foo/describe')).toEqual([404, 'NOT_FOUND']);
    expect(await call('PUT', '/sobjects/Account')).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(await call('DELETE', '/query')).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(await call('GET', '/query')).toEqual([400, 'MALFORMED_QUERY']);
  });

  it('refuses a body that is not JSON', async () => {
    const sandbox = await start();
    const headers = { ...(await signIn(sandbox)), 'content-type': 'application/json' };
    for (const [body, type, code] of [
      ['{', 'application/json', 'JSON_PARSER_ERROR'],
      ['[]', 'application/json', 'JSON_PARSER_ERROR'],
      ['x', 'image/png', 'UNSUPPORTED_MEDIA_TYPE'],
    ] as const) {
      const response = await fetch(`${sandbox.baseUrl}/services/data/v62.0/sobjects/Account`, {
        method: 'POST',
        headers: { ...headers, 'content-type': type },
        body,
      });
      expect(((await response.json()) as { errorCode: string }[])[0]?.errorCode).toBe(code);
    }
  });

  it('follows relationships and external ids by address', async () => {
    const sandbox = await start();
    const headers = await signIn(sandbox);
    const get = async (path: string) =>
      (await fetch(`${sandbox.baseUrl}/services/data/v62.0/sobjects${path}`, { headers })).json();
    expect(await get('/Account/External_Id__c/BM-1002?fields=Name')).toMatchObject({ Name: 'Tarnbrook Energy' });
    expect(await get('/Account/001Rk0000000002IAA/Owner?fields=Name')).toMatchObject({ Name: 'Maren Holt' });
    expect(await get('/Account/001Rk0000000002IAA/Opportunities?fields=Amount')).toMatchObject({
      totalSize: 2,
      done: true,
    });
    expect(await get('/Account/001Rk0000000002IAA/Nothing')).toMatchObject([{ errorCode: 'NOT_FOUND' }]);
  });

  it('refuses calls over the limit of the day with 403', async () => {
    const sandbox = await start({ requestLimit: 2 });
    const headers = await signIn(sandbox);
    const call = () => fetch(`${sandbox.baseUrl}/services/data/v62.0/limits`, { headers });
    await call();
    expect((await call()).headers.get('sforce-limit-info')).toBe('api-usage=2/2');
    const refused = await call();
    expect([refused.status, await refused.json()]).toEqual([
      403,
      [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
    ]);
  });

  it('counts reads and writes', async () => {
    const sandbox = await start();
    const headers = { ...(await signIn(sandbox)), 'content-type': 'application/json' };
    const base = `${sandbox.baseUrl}/services/data/v62.0`;
    await fetch(`${base}/query?q=SELECT+Id+FROM+User`, { headers });
    await fetch(`${base}/composite/sobjects/User`, {
      method: 'POST',
      headers,
      body: '{"ids":["005Rk0000000001"],"fields":["Name"]}',
    });
    expect(sandbox.stats()).toEqual({ reads: 2, writes: 0 });
    await fetch(`${base}/sobjects/Account`, { method: 'POST', headers, body: '{"Name":"x"}' });
    await fetch(`${base}/sobjects/Account`, { method: 'POST', headers, body: '{}' });
    expect(sandbox.stats()).toEqual({ reads: 2, writes: 2 });
  });

  it('forgets what was written when it stops', async () => {
    const first = await start();
    await fetch(`${first.baseUrl}/services/data/v62.0/sobjects/Account/001Rk0000000002`, {
      method: 'PATCH',
      headers: { ...(await signIn(first)), 'content-type': 'application/json' },
      body: '{"Name":"Renamed"}',
    });
    const second = await start();
    const answer = await fetch(`${second.baseUrl}/services/data/v62.0/sobjects/Account/001Rk0000000002?fields=Name`, {
      headers: await signIn(second),
    });
    expect(await answer.json()).toMatchObject({ Name: 'Tarnbrook Energy' });
  });
});

it('takes the fiscal year from the words of a plugin, in literals and functions', async () => {
  const fiscalYear = { startMonth: 2, startDay: 1, named: 'end' } as const;
  const ask = async (options: SalesforceSandboxOptions) => {
    const sandbox = await start(options);
    const headers = await signIn(sandbox);
    const soql =
      'SELECT FISCAL_YEAR(CloseDate) y, FISCAL_QUARTER(CloseDate) q FROM Opportunity WHERE CloseDate = THIS_FISCAL_QUARTER ' +
      'GROUP BY FISCAL_YEAR(CloseDate), FISCAL_QUARTER(CloseDate)';
    const response = await fetch(`${sandbox.baseUrl}/services/data/v62.0/query?q=${encodeURIComponent(soql)}`, {
      headers,
    });
    const { records } = (await response.json()) as { records: { y: number; q: number }[] };
    return records.map(({ y, q }) => [y, q]);
  };
  expect(await ask({})).toEqual([[2026, 4]]);
  expect(await ask({ words: { fiscalYear } })).toEqual([[2027, 4]]);
});
