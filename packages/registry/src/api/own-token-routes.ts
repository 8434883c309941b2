import type { OwnTokenList, SignedIn } from '@rolekit/sdk/wire';
import type { FastifyInstance } from 'fastify';
import { tokenIdOf } from '../access/authentication.ts';
import { nameOf, type Principal } from '../access/permissions.ts';
import { createToken } from '../access/token-admin.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { CACHE, JSON_TYPE } from '../response-cache.ts';
import { answers } from './openapi-document.ts';

const DAY_MS = 86_400_000;
const SECURITY = [{ token: [] }];

/** Of `/v1`: the tokens of who asks. */
export function ownTokenRoutes(app: FastifyInstance, { access, catalogue: { tokens }, rates }: Context): void {
  const principalOf = async (request: Parameters<typeof access.authenticate>[0]) =>
    request.principal ?? (await access.authenticate(request));

  app.get(
    '/v1/tokens',
    {
      config: { access: 'token' },
      schema: {
        summary: 'The tokens of who asks that have not ended',
        tags: ['access'],
        security: SECURITY,
        response: answers({ 200: 'OwnTokenList' }, 401),
      },
    },
    async (request, reply) => {
      const { token, account } = await principalOf(request);
      const own = account === undefined ? [token] : await tokens.liveOf(account.id);
      const answer: OwnTokenList = {
        tokens: own.map(({ id, name, namespaces, scopes, createdAt, expiresAt, lastUsedAt }) => ({
          ...{ id, name, namespaces, scopes, createdAt, expiresAt, lastUsedAt },
          current: id === token.id,
        })),
      };
      return reply.header('cache-control', CACHE.private).type(JSON_TYPE).send(answer);
    },
  );

  app.post<{ Body: { name: string } }>(
    '/v1/tokens',
    {
      config: { access: 'token' },
      schema: {
        summary: 'A token of the same account that only reads',
        description:
          'For a program that takes no other way to sign in, and keeps it in a file. It ends with the one that is sent, or before.',
        tags: ['access'],
        security: SECURITY,
        body: {
          type: 'object',
          properties: {
            name: {
              type: 'string',
              minLength: 1,
              maxLength: 100,
              pattern: '^[^\\p{C}\\s](?:[^\\p{C}]*[^\\p{C}\\s])?$',
            },
          },
          required: ['name'],
        },
        response: answers({ 201: 'SignedIn' }, 400, 401),
      },
      onRequest: async (request) => rates.changes.take(tokenIdOf(request)),
    },
    async (request, reply) => {
      const principal = await principalOf(request);
      const { account } = principal;
      if (account === undefined)
        throw new RegistryError('RK_REQUEST_INVALID', { reason: 'Tokens of machines are made by an administrator.' });
      const { token, expiresAt } = await createToken(tokens, {
        name: request.body.name,
        namespaces: principal.token.namespaces,
        scopes: ['read'],
        ...daysLeft(principal, tokens.now()),
        by: nameOf(principal),
        accountId: account.id,
      });
      const answer: SignedIn = { token, expiresAt, account: account.handle };
      return reply.code(201).header('cache-control', CACHE.private).type(JSON_TYPE).send(answer);
    },
  );

  app.delete<{ Params: { id: string } }>(
    '/v1/tokens/:id',
    {
      config: { access: 'token' },
      schema: {
        summary: 'End a token of one’s own',
        tags: ['access'],
        security: SECURITY,
        params: { type: 'object', properties: { id: { type: 'string', maxLength: 100 } }, required: ['id'] },
        response: answers({ 204: { type: 'null' } }, 401, 404),
      },
    },
    async (request, reply) => {
      const { token, account } = await principalOf(request);
      const own = account === undefined ? [token] : await tokens.liveOf(account.id);
      const found = own.find(({ id }) => id === request.params.id);
      if (found === undefined)
        throw new RegistryError('RK_TOKEN_NOT_FOUND', { token: request.params.id, hint: 'List them at /v1/tokens.' });
      await tokens.revoke(found.id, account?.handle ?? null);
      return reply.code(204).send();
    },
  );
}

function daysLeft({ token: { expiresAt } }: Principal, now: Date): { days?: number } {
  // a second less: it is made a moment later, and must not end after the one that made it
  return expiresAt === null ? {} : { days: (new Date(expiresAt).getTime() - now.getTime() - 1000) / DAY_MS };
}
