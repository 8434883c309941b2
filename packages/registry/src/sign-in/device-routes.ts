import { randomBytes, randomInt } from 'node:crypto';
import type { DeviceAuthorization, SignedIn } from '@rolekit/sdk/wire';
import type { FastifyInstance } from 'fastify';
import { createToken, hashOf } from '../access/token-admin.ts';
import { answers } from '../api/openapi-document.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { CACHE, JSON_TYPE } from '../response-cache.ts';
import { SCOPES, type Scope } from '../store/tokens.ts';

interface DeviceRequest {
  client: string;
  scopes?: Scope[];
  namespaces?: string[];
  days?: number;
}

/** Of a code, its command and its page. */
const CODE_MINUTES = 10;
const INTERVAL_SECONDS = 5;
const MAX_PENDING = 1000;
/** RFC 8628, 6.1: letters that spell no word and are not taken for one another. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const DEFAULT_DAYS = 30;
const MAX_DAYS = 90;

/** How a command signs in: it shows a code, and a person approves it on a page. */
export function deviceRoutes(app: FastifyInstance, { catalogue, rates, publicUrl }: Context): void {
  const { deviceLogins, tokens, accounts } = catalogue;

  app.post<{ Body: DeviceRequest }>(
    '/v1/login/device',
    {
      config: { access: 'anybody' },
      schema: {
        summary: 'Begin to sign a command in (RFC 8628)',
        tags: ['access'],
        body: {
          type: 'object',
          properties: {
            client: { type: 'string', minLength: 1, maxLength: 100, pattern: '^[^\\p{C}]+$' },
            scopes: { type: 'array', minItems: 1, items: { type: 'string', enum: [...SCOPES] } },
            namespaces: { type: 'array', minItems: 1, maxItems: 50, items: { type: 'string', maxLength: 64 } },
            days: { type: 'number', exclusiveMinimum: 0, maximum: MAX_DAYS },
          },
          required: ['client'],
        },
        response: answers({ 200: 'DeviceAuthorization' }, 400, 429, 503),
      },
      onRequest: async (request) => rates.signIns.take(request.ip),
    },
    async (request, reply) => {
      const now = tokens.now();
      if ((await deviceLogins.pending(now.toISOString())) >= MAX_PENDING) throw new RegistryError('RK_BUSY');
      const code = randomBytes(32).toString('base64url');
      const userCode = newUserCode();
      const { client, scopes = [...SCOPES], namespaces = ['*'], days = DEFAULT_DAYS } = request.body;
      await deviceLogins.add(
        {
          hash: hashOf(code),
          userCode,
          client,
          address: request.ip,
          namespaces,
          scopes,
          days,
          createdAt: now.toISOString(),
          expiresAt: new Date(now.getTime() + CODE_MINUTES * 60_000).toISOString(),
          state: 'pending',
          accountId: null,
          polledAt: null,
        },
        now.toISOString(),
      );
      const answer: DeviceAuthorization = {
        device_code: code,
        user_code: userCode,
        verification_uri: `${publicUrl()}/login/device`,
        verification_uri_complete: `${publicUrl()}/login/device?code=${userCode}`,
        expires_in: CODE_MINUTES * 60,
        interval: INTERVAL_SECONDS,
      };
      return reply.header('cache-control', CACHE.private).type(JSON_TYPE).send(answer);
    },
  );

  app.post<{ Body: { device_code: string } }>(
    '/v1/login/token',
    {
      config: { access: 'anybody' },
      schema: {
        summary: 'What became of it: a token, once a person approved',
        tags: ['access'],
        body: {
          type: 'object',
          properties: { device_code: { type: 'string', maxLength: 200 } },
          required: ['device_code'],
        },
        response: answers({ 200: 'SignedIn' }, 400, 401, 403, 404),
      },
    },
    async (request, reply) => {
      const now = tokens.now();
      const login = await deviceLogins.poll(hashOf(request.body.device_code), now.toISOString());
      if (login === undefined || login.expiresAt <= now.toISOString() || login.state === 'done')
        throw new RegistryError('RK_DEVICE_UNKNOWN', { code: login?.userCode ?? 'of this command' });
      if (login.state === 'denied') throw new RegistryError('RK_DEVICE_DENIED');
      const account = login.accountId === null ? undefined : await accounts.find(login.accountId);
      if (login.state === 'pending' || account === undefined) {
        // a little early is not: a clock of the network may be a moment off
        const soon = new Date(now.getTime() - INTERVAL_SECONDS * 900).toISOString();
        const isEarly = login.polledAt !== null && login.polledAt > soon;
        throw new RegistryError('RK_DEVICE_PENDING', { seconds: isEarly ? INTERVAL_SECONDS * 2 : INTERVAL_SECONDS });
      }
      // approved by who has left since
      if (account.disabledAt !== null) throw new RegistryError('RK_ACCOUNT_DISABLED', { account: account.handle });
      if (!(await deviceLogins.move(login.hash, 'approved', 'done', account.id)))
        throw new RegistryError('RK_DEVICE_UNKNOWN', { code: login.userCode });
      const { client: name, namespaces, scopes, days } = login;
      const grant = { name, namespaces, scopes, days, by: account.handle, accountId: account.id };
      const { token, expiresAt } = await createToken(tokens, grant);
      const answer: SignedIn = { token, expiresAt, account: account.handle };
      return reply.header('cache-control', CACHE.private).type(JSON_TYPE).send(answer);
    },
  );

  app.delete(
    '/v1/session',
    {
      config: { access: 'token' },
      schema: {
        summary: 'End the token that is sent',
        tags: ['access'],
        response: answers({ 204: { type: 'null' } }, 401),
      },
    },
    async (request, reply) => {
      const { principal } = request;
      if (principal !== undefined) await tokens.revoke(principal.token.id, principal.account?.handle ?? null);
      return reply.code(204).send();
    },
  );
}

function newUserCode(): string {
  const letters = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** As a person types it. */
export function userCodeOf(text: unknown): string {
  const letters = String(text ?? '')
    .toUpperCase()
    .replaceAll(/[^A-Z]/g, '');
  return `${letters.slice(0, 4)}-${letters.slice(4, 8)}`;
}
