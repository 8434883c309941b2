// A vendor that takes every kind of credential, checked with another implementation of JWT, and a connector for each.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import type { OpenContext } from '../connector/connection.ts';
import { type Connector, defineConnection, defineConnector } from '../connector/connector.ts';
import { field } from '../connector/field.ts';
import type { Authorizer, HttpClient } from '../http/request/types.ts';
import { apiKey } from './api-key.ts';
import { basic } from './basic.ts';
import { bearer } from './bearer.ts';
import { jwtBearer, keyPairJwt, privateKeyJwt } from './key-pair.ts';
import { refreshToken } from './refresh.ts';
import { session } from './session.ts';
import { clientCredentials, staticToken } from './token-refresh.ts';

export const KINDS = [
  'key in a header',
  'key in the query',
  'key as Basic',
  'bearer',
  'client credentials',
  'client credentials by Basic',
  'private_key_jwt',
  'refresh token',
  'JWT bearer',
  'key pair',
  'session',
] as const;
export type Kind = (typeof KINDS)[number];

const pem = (key: KeyObject) => String(key.export({ type: 'pkcs8', format: 'pem' }));
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' });
/** Keys that the bank knows, and one that it does not. */
export const KEYS = {
  rsa: pem(RSA.privateKey),
  ec: pem(EC.privateKey),
  other: pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
};

export interface Bank {
  url: string;
  /** Milliseconds that its clock is ahead of this machine's. */
  skew: number;
  /** Refresh tokens that it takes; each is spent by its use. */
  refresh: Set<string>;
  /** Access tokens and sessions that it takes. */
  good: Set<string>;
  /** What it was asked: paths, with the grant. */
  log: string[];
  /** Answers in its place, where it answers anything: a status, `drop` for a connection that breaks, or `lost` for one that does after its work. */
  instead(path: string, count: number): number | 'drop' | 'lost' | undefined;
  close(): Promise<void>;
}

/** Opens the bank on loopback. Its right secret is always `right`. */
export async function openBank(): Promise<Bank> {
  const seen = new Set<string>();
  const bank: Bank = {
    url: '',
    skew: 0,
    refresh: new Set(['r1']),
    good: new Set(['right']),
    log: [],
    instead: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const issue = () => {
    const token = `t${bank.good.size}`;
    bank.good.add(token);
    return token;
  };
  const verify = async (token: string, audience: string) => {
    const key = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).alg === 'RS256' ? RSA : EC;
    const currentDate = new Date(Date.now() + bank.skew);
    const { payload } = await jwtVerify(token, key.publicKey, { audience, currentDate, maxTokenAge: 3600 });
    if (typeof payload.exp !== 'number' || typeof payload.jti !== 'string' || seen.has(payload.jti))
      throw new TypeError('used before');
    return payload;
  };
  const grant = async (form: URLSearchParams, request: IncomingMessage) => {
    const assertion = form.get('client_assertion');
    if (assertion !== null) {
      const { sub, iss, jti } = await verify(assertion, `${bank.url}/token`);
      seen.add(String(jti));
      if (sub !== 'app' || iss !== 'app') return { error: 'invalid_client' };
    }
    const secret = form.get('client_secret') ?? basicOf(request)[1];
    switch (form.get('grant_type')) {
      case 'client_credentials':
        if (assertion === null && secret !== 'right')
          return { error: 'invalid_client', error_description: 'unknown client or wrong secret' };
        return { access_token: issue() };
      case 'refresh_token': {
        if (!bank.refresh.delete(form.get('refresh_token') ?? ''))
          return { error: 'invalid_grant', error_description: 'the refresh token was revoked' };
        const next = `r${bank.log.length + 1}`;
        bank.refresh.add(next);
        return { access_token: issue(), refresh_token: next };
      }
      default: {
        const { sub, jti } = await verify(form.get('assertion') ?? '', bank.url);
        seen.add(String(jti));
        return sub === 'me' ? { access_token: issue() } : { error: 'invalid_grant', error_description: 'who is that?' };
      }
    }
  };
  const admit = async (request: IncomingMessage, url: URL): Promise<boolean> => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token?.includes('.')) {
      await verify(token, bank.url);
      return true;
    }
    const shown = [
      request.headers['x-api-key'],
      url.searchParams.get('key'),
      basicOf(request)[1],
      request.headers['x-session'],
      token,
    ];
    return shown.some((item) => typeof item === 'string' && bank.good.has(item));
  };
  const server: Server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const url = new URL(request.url ?? '/', bank.url);
    const form = new URLSearchParams(text);
    const path = url.pathname;
    bank.log.push(path);
    const instead = bank.instead(path, bank.log.filter((value) => value === path).length);
    if (instead === 'drop') return void request.socket.destroy();
    response.setHeader('date', new Date(Date.now() + bank.skew).toUTCString());
    response.setHeader('content-type', 'application/json');
    const say = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body));
    if (typeof instead === 'number') return say(instead, {});
    if (path === '/token') {
      const answer = await grant(form, request).catch((error: Error) => ({
        error: 'invalid_grant',
        error_description: error.message.replaceAll('"', "'"),
      }));
      if (instead === 'lost') return void request.socket.destroy();
      return say('error' in answer ? 400 : 200, answer);
    }
    if (path === '/sign-in') {
      if (form.get('password') !== 'right') return say(403, {});
      return say(200, { session: issue() });
    }
    if (path === '/sign-out') return say(bank.good.delete(String(request.headers['x-session'])) ? 200 : 401, {});
    const refusal = await admit(request, url).then(
      (ok) => (ok ? undefined : 'the credentials are not known'),
      (error: Error) => error.message.replaceAll('"', "'"),
    );
    if (refusal === undefined) return say(200, { name: 'Ada' });
    response.setHeader('www-authenticate', `Bearer error="invalid_token", error_description="${refusal}"`);
    return say(401, {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  bank.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return bank;
}

function basicOf(request: IncomingMessage): string[] {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  return Buffer.from(basic, 'base64').toString().split(':');
}

const text = (name: string, secret = false) =>
  field(z.string().optional(), { title: name, description: '', env: `BANK_${name.toUpperCase()}`, secret });

const config = {
  baseUrl: field(z.url(), { title: 'Base URL', description: '', env: 'BANK_BASE_URL' }),
  secret: text('secret', true),
  /** Of assertions, where it is not the right one. */
  audience: text('audience'),
};

/** The connector that signs in to the bank with one kind of credential. */
export function bankConnector(kind: Kind): Connector {
  const connection = defineConnection({
    config,
    open: (context) => context.http({ baseUrl: context.config.baseUrl, auth: authOf(kind, context), attempts: 2 }),
    async test(bank: HttpClient, signal) {
      const { body } = await bank.request({ path: '/me', signal });
      return z.object({ name: z.string() }).parse(body).name;
    },
  });
  const about = { name: 'bank', title: 'Bank', version: '1.0.0', description: 'Of money.', hosts: [], tools: [] };
  return defineConnector({ ...about, connection });
}

function authOf(
  kind: Kind,
  {
    config: { baseUrl, secret = '', audience },
    http,
    save,
    exclusive,
  }: OpenContext<{ baseUrl: string; secret: string | undefined; audience: string | undefined }>,
): Authorizer {
  const door = http({ baseUrl, policy: { wait: { kind: 'constant', ms: 1 } } });
  const request = { connector: 'bank', http: door, path: '/token', clientId: 'app' };
  const key = { connector: 'bank', privateKey: secret };
  switch (kind) {
    case 'key in a header':
      return apiKey({ in: 'header', name: 'x-api-key', key: secret });
    case 'key in the query':
      return apiKey({ in: 'query', name: 'key', key: secret });
    case 'key as Basic':
      return basic('me', secret);
    case 'bearer':
      return bearer(staticToken(secret));
    case 'client credentials':
      return bearer(clientCredentials({ ...request, clientSecret: secret }));
    case 'client credentials by Basic':
      return bearer(clientCredentials({ ...request, clientSecret: secret, clientAuth: 'basic' }));
    case 'private_key_jwt':
      return bearer(
        clientCredentials({ ...request, clientAuth: privateKeyJwt(key, 'app', audience ?? `${baseUrl}/token`) }),
      );
    case 'refresh token':
      return bearer(
        refreshToken({
          ...request,
          refreshToken: secret,
          save: (rotated) => save({ secret: rotated }),
          exclusive: exclusive && ((work) => exclusive('secret', work)),
        }),
      );
    case 'JWT bearer':
      return bearer(jwtBearer({ ...request, key, claims: () => ({ sub: 'me', aud: audience ?? baseUrl }) }));
    case 'key pair':
      return bearer(keyPairJwt(key, () => ({ sub: 'me', aud: audience ?? baseUrl })));
    case 'session':
      return session({
        async signIn() {
          const { body } = await door.request({ method: 'POST', path: '/sign-in', form: { password: secret } });
          return { headers: { 'x-session': z.object({ session: z.string() }).parse(body).session } };
        },
        async signOut({ headers }) {
          await door.request({ method: 'POST', path: '/sign-out', headers });
        },
        secrets: () => [secret],
      });
  }
}
