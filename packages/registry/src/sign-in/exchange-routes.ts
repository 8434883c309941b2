import type { PublisherList, SignedIn } from '@rolekit/sdk/wire';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { actorOf, tokenIdOf } from '../access/authentication.ts';
import { createToken } from '../access/token-admin.ts';
import { answers, NAMESPACE } from '../api/openapi-document.ts';
import { addressKey } from '../client-address.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { CACHE, JSON_TYPE } from '../response-cache.ts';
import type { PublisherKey, TrustedPublisher } from '../store/trusted-publishers.ts';
import type { CiRun } from './id-token.ts';

const MINUTES = 15;
const NAME = { type: 'string', minLength: 1, maxLength: 200, pattern: '^[^\\p{C}\\s]+$' };
const PUBLISHER = {
  type: 'object',
  properties: {
    issuer: { type: 'string', maxLength: 200 },
    repository: { ...NAME, pattern: '^[\\w.-]+(?:/[\\w.-]+)+$', description: '`owner/name`' },
    workflow: { ...NAME, pattern: '^[\\w.-]+\\.ya?ml$', description: 'File of the workflow: `release.yml`' },
    environment: { ...NAME, description: 'Deployment environment; any without it' },
  },
  required: ['issuer', 'repository', 'workflow'],
};

type NamespaceRequest = FastifyRequest<{
  Params: { namespace: string };
  Body: Omit<PublisherKey, 'environment'> & { environment?: string };
}>;

/** Trusted publishing: which CI may publish in a namespace, and its ID token for a token of minutes. */
export function exchangeRoutes(app: FastifyInstance, { catalogue, idTokens, rates, publicUrl }: Context): void {
  const { trustedPublishers, tokens } = catalogue;

  app.get<{ Params: { namespace: string } }>(
    '/v1/namespaces/:namespace/publishers',
    {
      config: { access: 'read' },
      schema: {
        summary: 'The CIs that may publish in a namespace',
        tags: ['access'],
        params: NAMESPACE,
        response: answers({ 200: 'PublisherList' }, 401, 403),
      },
    },
    async (request, reply) =>
      reply
        .header('cache-control', CACHE.private)
        .type(JSON_TYPE)
        .send(await listOf(request.params.namespace)),
  );

  for (const [method, summary] of [
    ['PUT', 'Let a CI publish in a namespace'],
    ['DELETE', 'Let it publish no more'],
  ] as const) {
    app.route<{ Params: { namespace: string }; Body: PublisherKey }>({
      method,
      url: '/v1/namespaces/:namespace/publishers',
      config: { access: 'govern' },
      schema: {
        summary,
        tags: ['access'],
        params: NAMESPACE,
        body: PUBLISHER,
        response: answers({ 200: 'PublisherList' }, 400, 401, 403, 404),
      },
      onRequest: async (request) => rates.changes.take(tokenIdOf(request)),
      handler: async (request, reply) => {
        const { namespace } = request.params;
        const key = keyOf((request as NamespaceRequest).body);
        if (!idTokens.isKnown(key.issuer))
          throw new RegistryError('RK_REQUEST_INVALID', {
            reason: `This registry does not believe the issuer ${key.issuer}.`,
          });
        if (method === 'PUT') await trustedPublishers.add(namespace, key, actorOf(request));
        else if (!(await trustedPublishers.remove(namespace, key, actorOf(request))))
          throw new RegistryError('RK_MEMBER_UNKNOWN', {
            kind: 'publisher',
            subject: `${key.repository} ${key.workflow}`,
            namespace,
          });
        return reply.type(JSON_TYPE).send(await listOf(namespace));
      },
    });
  }

  app.post<{ Body: { namespace: string; id_token: string } }>(
    '/v1/login/exchange',
    {
      config: { access: 'anybody' },
      schema: {
        summary: 'An ID token of a CI for a token that publishes in a namespace for minutes',
        description: `The audience of the ID token has to be the address of the registry. It can be exchanged once.`,
        tags: ['access'],
        body: {
          type: 'object',
          properties: { namespace: { type: 'string', maxLength: 64 }, id_token: { type: 'string', maxLength: 16_384 } },
          required: ['namespace', 'id_token'],
        },
        response: answers({ 200: 'SignedIn' }, 400, 401, 403, 429, 502),
      },
      onRequest: async (request) => rates.signIns.take(addressKey(request.ip)),
    },
    async (request, reply) => {
      const { namespace, id_token } = request.body;
      const run = await idTokens.verify(id_token, publicUrl());
      const publisher = (await trustedPublishers.list(namespace)).find((each) => isOf(run, each));
      if (publisher === undefined) throw notTrusted(run, namespace);
      if (!(await trustedPublishers.spend(run.id, run.expiresAt)))
        throw new RegistryError('RK_ID_TOKEN_REFUSED', { reason: 'it was exchanged before' });
      if (run.repositoryId !== undefined) await trustedPublishers.pin(namespace, publisher, run.repositoryId);
      const name = `${run.repository} ${run.workflow}`;
      const { id, token, expiresAt } = await createToken(tokens, {
        name: name.slice(0, 100),
        namespaces: [namespace],
        scopes: ['publish'],
        days: MINUTES / (24 * 60),
        by: run.issuer,
      });
      await trustedPublishers.keepRun(id, run.facts);
      const answer: SignedIn = { token, expiresAt, account: name };
      return reply.header('cache-control', CACHE.private).type(JSON_TYPE).send(answer);
    },
  );

  async function listOf(namespace: string): Promise<PublisherList> {
    return { namespace, publishers: await trustedPublishers.list(namespace) };
  }
}

function keyOf({ issuer, repository, workflow, environment }: NamespaceRequest['body']): PublisherKey {
  return { issuer, repository, workflow, environment: environment ?? null };
}

function isOf(run: CiRun, publisher: TrustedPublisher): boolean {
  return (
    run.issuer === publisher.issuer &&
    // as the platforms compare them
    run.repository.toLowerCase() === publisher.repository.toLowerCase() &&
    run.workflow === publisher.workflow &&
    (publisher.environment === null || run.environment === publisher.environment) &&
    (publisher.repositoryId === null || run.repositoryId === publisher.repositoryId)
  );
}

function notTrusted({ repository, workflow, environment }: CiRun, namespace: string): RegistryError {
  const run = `${workflow} of ${repository}${environment === null ? '' : ` in the environment ${environment}`}`;
  return new RegistryError('RK_PUBLISHER_UNKNOWN', { run, namespace });
}
