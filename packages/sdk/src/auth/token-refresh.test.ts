import { fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RolekitError } from '../errors.ts';
import { createHttpClient } from '../http/request/client.ts';
import type { HttpClient, HttpRequest } from '../http/request/types.ts';
import { writeConnection } from '../settings/profiles.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { bearer } from './bearer.ts';
import { jwtBearer, keyPairJwt, privateKeyJwt } from './key-pair.ts';
import { keptRefreshToken, refreshToken } from './refresh.ts';
import { session } from './session.ts';
import { askForToken, clientCredentials } from './token-refresh.ts';

/** A token endpoint in memory. */
function endpoint(answer: (form: Record<string, string>, count: number) => unknown) {
  const asked: HttpRequest[] = [];
  const http: HttpClient = {
    async request(request) {
      asked.push(request);
      return {
        status: 200,
        headers: new Headers(),
        body: await answer(request.form as Record<string, string>, asked.length),
      };
    },
  };
  return { asked, request: { connector: 'shop', http, path: '/token', clientId: 'id' } };
}

describe('a refused token', () => {
  it('is not taken for the newer one that another call fetched meanwhile', async () => {
    const { asked, request } = endpoint((_, count) => ({ access_token: `t${count}` }));
    const auth = bearer(clientCredentials(request));
    const first = await auth.headers(undefined);
    auth.refresh(first);
    expect(await auth.headers(undefined)).toEqual({ authorization: 'Bearer t2' });
    auth.refresh(first);
    expect(await auth.headers(undefined)).toEqual({ authorization: 'Bearer t2' });
    expect(asked.length).toBe(2);
    expect(auth.secrets()).toEqual(['t2', 't1']);
  });
});

describe('a token', () => {
  it.each([
    [20, 11_000, 1],
    [20, 9000, 0],
    [3600, 3_560_000, 0],
    [3600, 3_580_000, 1],
    ['soon', 10 ** 12, 0],
    [undefined, 10 ** 12, 0],
  ])('that holds for %s s is fetched again after %i ms: %i', async (expires_in, ms, again) => {
    const { asked, request } = endpoint(() => ({ access_token: 't', expires_in }));
    const source = clientCredentials(request);
    vi.useFakeTimers({ now: 0, toFake: ['Date'] });
    try {
      await source.get();
      vi.setSystemTime(ms);
      await source.get();
    } finally {
      vi.useRealTimers();
    }
    expect(asked.length - 1).toBe(again);
  });
});

it('what a vendor repeats of a secret is not shown', async () => {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: 'invalid_grant', error_description: decodeURIComponent(body) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const http = createHttpClient({ connector: 'shop', hosts: [], localOrigins: [origin] }, { baseUrl: origin });
  const request = { connector: 'shop', http, path: '/', clientId: 'id', clientSecret: 's3cret-s3cret' };
  const grant = { grant_type: 'authorization_code', code: 'c0de-c0de', code_verifier: 'pr00f-pr00f' };
  const error = (await askForToken(request, grant).catch((thrown: unknown) => thrown)) as RolekitError;
  expect(error.message).toContain('code=•••&code_verifier=•••&client_id=id&client_secret=•••');
  expect(JSON.stringify(error.data)).not.toMatch(/s3cret|c0de|pr00f/);
  server.close();
  server.closeAllConnections();
});

it.each([
  [{ ok: false, error: 'invalid_refresh_token' }, 'invalid_refresh_token'],
  [{ error: 'bad_code', error_description: 'expired' }, 'bad_code: expired'],
  [{ authed_user: { id: 'U1' } }, 'the token endpoint sent no access_token'],
  ['<html>', 'the token endpoint sent no access_token'],
])('an answer without a token is a refusal, also with status 200: %j', async (answer, reason) => {
  const { request } = endpoint(() => answer);
  await expect(clientCredentials({ ...request, tokensAt: 'authed_user' }).get()).rejects.toMatchObject({
    code: 'RK_AUTH_EXPIRED',
    message: `shop does not accept the credentials: ${reason}`,
  });
});

describe('a caller that gives up', () => {
  it('does not take the token from the others', async () => {
    const { request } = endpoint(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { access_token: 't' };
    });
    const source = clientCredentials(request);
    const abort = new AbortController();
    const gone = source.get(abort.signal);
    const other = source.get();
    abort.abort();
    await expect(gone).rejects.toMatchObject({ code: 'RK_CANCELLED' });
    expect(await other).toBe('t');
  });
});

describe('a rotated refresh token', () => {
  it('that could not be saved fails the call, and is saved before it is spent', async () => {
    const { asked, request } = endpoint((_, count) => ({ access_token: `a${count}`, refresh_token: `r${count + 1}` }));
    const saved: string[] = [];
    let broken = true;
    const source = refreshToken({
      ...request,
      refreshToken: 'r1',
      async save(rotated) {
        if (broken) throw new TypeError('disk full');
        saved.push(rotated);
      },
    });
    await expect(source.get()).rejects.toThrow('disk full');
    broken = false;
    await source.get();
    expect(asked.map((httpRequest) => httpRequest.form?.refresh_token)).toEqual(['r1', 'r2']);
    expect(saved).toEqual(['r2', 'r3']);
  });
});

it('every token that was ever held is a secret, and the proof of the client too', async () => {
  const { request } = endpoint((_, count) => ({ access_token: `a${count}`, refresh_token: `r${count + 1}` }));
  const client = { ...request, clientSecret: 'of the client', clientAuth: 'basic' as const };
  const source = refreshToken({ ...client, refreshToken: 'r1', save: async () => {} });
  for (let round = 1; round <= 3; round += 1) {
    await source.get();
    source.invalidate();
  }
  expect(source.secrets().toSorted()).toEqual(
    ['r1', 'r2', 'r3', 'r4', 'a1', 'a2', 'a3', 'of the client', 'aWQ6b2YrdGhlK2NsaWVudA=='].toSorted(),
  );
});

it('a token that another process rotated away is a secret still', async () => {
  const { request } = endpoint(() => ({ access_token: 'a', refresh_token: 'r3' }));
  const source = refreshToken({
    ...request,
    refreshToken: 'r1',
    save: async () => {},
    exclusive: (work) => work('r2'),
  });
  await source.get();
  expect(source.secrets().toSorted()).toEqual(['a', 'r1', 'r2', 'r3']);
});

it('a refresh token of the settings is taken from there, and kept there when it rotates', async () => {
  const { asked, request } = endpoint(() => ({ access_token: 'a', refresh_token: 'r3' }));
  const saved: unknown[] = [];
  const fields: string[] = [];
  const context = {
    connector: 'shop',
    save: async (changes: { token?: string }) => void saved.push(changes),
    exclusive: <T>(field: 'token', work: (latest: string | undefined) => Promise<T>) => {
      fields.push(field);
      return work('r2');
    },
  };
  await keptRefreshToken(context, 'token', { ...request, refreshToken: 'r1' }).get();
  // another process had rotated it before
  expect(asked.map(({ form }) => form?.refresh_token)).toEqual(['r2']);
  expect([saved, fields]).toEqual([[{ token: 'r3' }], ['token']]);
});

describe('client authentication', () => {
  it('by Basic encodes both parts first, and sends nothing in the body', async () => {
    const { asked, request } = endpoint(() => ({ access_token: 't' }));
    await clientCredentials({ ...request, clientId: 'a:b', clientSecret: 'c d', clientAuth: 'basic' }).get();
    expect(asked[0]?.form).toEqual({ grant_type: 'client_credentials' });
    expect(asked[0]?.headers?.authorization).toBe(`Basic ${Buffer.from('a%3Ab:c+d').toString('base64')}`);
  });

  it('by an assertion makes a new one for each request', async () => {
    const privateKey = String(
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
    );
    const { asked, request } = endpoint(() => ({ access_token: 't', expires_in: 0 }));
    const clientAuth = privateKeyJwt({ privateKey }, 'id', 'https://shop.example/token');
    const source = clientCredentials({ ...request, clientAuth });
    await source.get();
    await source.get();
    const [first, second] = asked.map((httpRequest) => httpRequest.freshForm?.client_assertion?.());
    expect(first).not.toBe(second);
    expect(JSON.parse(Buffer.from(first?.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      iss: 'id',
      sub: 'id',
      aud: 'https://shop.example/token',
    });
    const grant = jwtBearer({ ...request, key: { privateKey }, claims: () => ({ iss: 'me' }) });
    await grant.get();
    expect(grant.secrets()).toContain(privateKey);
    const own = keyPairJwt({ privateKey }, () => ({ iss: 'me' }));
    expect(await own.get()).toBe(await own.get());
  });
});

describe('a session', () => {
  it('is one for concurrent calls, another after a refusal, and signed out at the end', async () => {
    const events: string[] = [];
    let number = 0;
    const auth = session({
      async signIn() {
        events.push(`in ${++number}`);
        return { headers: { 'x-session': `s${number}` } };
      },
      async signOut({ headers }) {
        events.push(`out ${headers['x-session']}`);
      },
      secrets: () => ['pw'],
    });
    const [one] = await Promise.all([auth.headers(undefined), auth.headers(undefined)]);
    auth.refresh(one);
    await auth.headers(undefined);
    auth.refresh(one);
    expect(await auth.headers(undefined)).toEqual({ 'x-session': 's2' });
    // an error of before may still repeat the first
    expect(auth.secrets()).toEqual(['pw', 's1', 's2']);
    await auth.close();
    await auth.close();
    expect(events).toEqual(['in 1', 'in 2', 'out s2']);
  });
});

describe('several processes', () => {
  let home: string;
  beforeEach(() => {
    home = temporaryFolder();
  });

  it('spend a rotating refresh token once each, one after the other', async () => {
    let current = 1;
    const refused: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const spent = new URLSearchParams(body).get('refresh_token');
        if (spent !== `r${current}`) refused.push(String(spent));
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ access_token: 'a', refresh_token: `r${++current}` }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await writeConnection(
      'shop',
      { format: 1, active: 'default', profiles: { default: { values: { token: 'r1' } } } },
      home,
    );
    const script = join(home, 'refresh.ts');
    const from = (file: string) => JSON.stringify(join(import.meta.dirname, file));
    await writeFile(
      script,
      `import { createHttpClient } from ${from('../http/request/client.ts')};
       import { refreshToken } from ${from('refresh.ts')};
       import { resolveSettings } from ${from('../settings/settings.ts')};
       const field = { schema: { safeParse: (data) => ({ success: true, data }) }, title: 'T', description: '', env: 'SHOP_TOKEN', secret: true };
       const settings = await resolveSettings('shop', { token: field }, { home: ${JSON.stringify(home)}, env: {} });
       const http = createHttpClient({ connector: 'shop', hosts: [], localOrigins: [${JSON.stringify(origin)}] }, { baseUrl: ${JSON.stringify(origin)} });
       const source = refreshToken({ connector: 'shop', http, path: '/', clientId: 'id', refreshToken: settings.config.token,
         save: (token) => settings.save({ token }), exclusive: (work) => settings.exclusive('token', work) });
       for (let n = 0; n < 4; n++) { await source.get(); source.invalidate(); }
       process.send('done');`,
    );
    const run = () =>
      new Promise((resolve, reject) => {
        const child = fork(script, {
          execArgv: ['--conditions=rolekit-source'],
          stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        });
        child.once('message', resolve);
        child.once('exit', () => reject(new TypeError('it ended early')));
      });
    await Promise.all([run(), run(), run()]);
    server.closeAllConnections();
    server.close();
    expect(refused).toEqual([]);
    expect(current).toBe(13);
  });
});

it('a client without the endpoint of its own is bound like any other', async () => {
  const http = createHttpClient(
    { connector: 'shop', hosts: [], localOrigins: [] },
    { baseUrl: 'https://evil.example' },
  );
  await expect(clientCredentials({ connector: 'shop', http, path: '/', clientId: 'id' }).get()).rejects.toMatchObject({
    code: 'RK_OUT_OF_REACH',
  });
});
