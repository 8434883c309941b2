import { publicKeyOf } from '@rolekit/sdk/internal/signing';
import type { AttestationList, PublisherKeyList, RegistryKeys } from '@rolekit/sdk/wire';
import type { FastifyInstance } from 'fastify';
import { actorOf, tokenIdOf } from '../access/authentication.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { CACHE, cacheFor, JSON_TYPE, sendAnswer } from '../response-cache.ts';
import { attestationsOf } from '../signing/countersign.ts';
import { findVersion, tagsOf } from './find-plugin.ts';
import { answers, NAMESPACE, NAMESPACE_KEY, VERSION, type VersionParams } from './openapi-document.ts';

interface NamespaceParams {
  namespace: string;
}

const KEY = {
  type: 'object',
  properties: {
    spki: { type: 'string', maxLength: 4096, description: 'SubjectPublicKeyInfo: DER in base64, or PEM' },
    label: { type: 'string', minLength: 1, maxLength: 100, pattern: '^[^\\p{C}]*[^\\p{C}\\s][^\\p{C}]*$' },
  },
  required: ['spki', 'label'],
};

/** Of `/v1`: the public keys of the registry and of publishers, and what is signed of a version. */
export function signingRoutes(app: FastifyInstance, context: Context): void {
  const { publisherKeys, signingKeys } = context.catalogue;

  app.get(
    '/v1/keys',
    {
      config: { access: 'anybody' },
      schema: {
        summary: 'The public keys that the registry signs with, and signed with',
        description: 'A client keeps them at its first use, and follows only a change that the key before signed.',
        tags: ['read'],
        response: answers({ 200: 'RegistryKeys' }),
      },
    },
    async (_request, reply) => {
      const keys = await signingKeys.list();
      const answer: RegistryKeys = {
        current: keys.at(-1)?.keyid ?? null,
        keys: keys.map(({ keyid, spki, since, rotation }) => ({ keyid, spki, since, rotation })),
      };
      return reply.header('cache-control', CACHE.revalidate).type(JSON_TYPE).send(answer);
    },
  );

  app.get<{ Params: VersionParams }>(
    '/v1/plugins/:namespace/:name/versions/:version/attestations',
    {
      config: { access: 'sight' },
      schema: {
        summary: 'What is signed of a version: by the registry, by its publisher, and which workflow published it',
        tags: ['read'],
        params: VERSION,
        response: answers({ 200: 'AttestationList' }, 404, 500),
      },
    },
    async (request, reply) => {
      const sight = await context.access.sight(request);
      const key = `${sight.key}${request.url}`;
      const answer = await context.answers.get(key, tagsOf(request.params), JSON_TYPE, async () => {
        const version = await findVersion(sight.reads, request.params);
        const list: AttestationList = {
          id: `${version.namespace}/${version.name}`,
          version: version.version,
          attestations: await attestationsOf(version, context),
        };
        return JSON.stringify(list);
      });
      return sendAnswer(request, reply, answer, cacheFor(sight));
    },
  );

  const keysOf = async (namespace: string): Promise<PublisherKeyList> => ({
    namespace,
    keys: await publisherKeys.list(namespace),
  });

  app.get<{ Params: NamespaceParams }>(
    '/v1/namespaces/:namespace/keys',
    {
      config: { access: 'read' },
      schema: {
        summary: 'The keys that publishers of a namespace sign with',
        tags: ['access'],
        params: NAMESPACE,
        response: answers({ 200: 'PublisherKeyList' }, 401, 403),
      },
    },
    async (request, reply) =>
      reply
        .header('cache-control', CACHE.private)
        .type(JSON_TYPE)
        .send(await keysOf(request.params.namespace)),
  );

  app.put<{ Params: NamespaceParams; Body: { spki: string; label: string } }>(
    '/v1/namespaces/:namespace/keys',
    {
      config: { access: 'govern' },
      schema: {
        summary: 'Add a key of publishers; from the first on, versions have to be signed by one',
        tags: ['access'],
        params: NAMESPACE,
        body: KEY,
        response: answers({ 200: 'PublisherKeyList' }, 400, 401, 403),
      },
      onRequest: async (request) => context.rates.changes.take(tokenIdOf(request)),
    },
    async (request, reply) => {
      const { namespace } = request.params;
      const key = publicKeyOf(request.body.spki);
      if (key === undefined) throw new RegistryError('RK_KEY_INVALID');
      await publisherKeys.add(namespace, key, request.body.label, actorOf(request));
      return reply.type(JSON_TYPE).send(await keysOf(namespace));
    },
  );

  app.delete<{ Params: NamespaceParams & { key: string } }>(
    '/v1/namespaces/:namespace/keys/:key',
    {
      config: { access: 'govern' },
      schema: {
        summary: 'Take a key out; what it signed stays signed',
        tags: ['access'],
        params: NAMESPACE_KEY,
        response: answers({ 200: 'PublisherKeyList' }, 401, 403, 404),
      },
      onRequest: async (request) => context.rates.changes.take(tokenIdOf(request)),
    },
    async (request, reply) => {
      const { namespace, key } = request.params;
      if (!(await publisherKeys.remove(namespace, key, actorOf(request))))
        throw new RegistryError('RK_MEMBER_UNKNOWN', { namespace, kind: 'key', subject: key });
      return reply.type(JSON_TYPE).send(await keysOf(namespace));
    },
  );
}
