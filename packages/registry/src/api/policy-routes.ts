import { judge, type PolicyDocument, parsePolicy, refusalText, SNAPSHOT_TYPE } from '@rolekit/sdk/internal/policy';
import { signEnvelope } from '@rolekit/sdk/internal/signing';
import type { PolicyChange, PolicyHistory, RegistryPolicy } from '@rolekit/sdk/wire';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { actorOf, tokenIdOf } from '../access/authentication.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { snapshotOf } from '../policy/snapshot.ts';
import { visiblePolicy } from '../policy/visible-policy.ts';
import { announceEvents } from '../publish/announce.ts';
import { CACHE, JSON_TYPE } from '../response-cache.ts';
import { answers } from './openapi-document.ts';

const SECURITY = [{ token: [] }];
/** Of refused versions that an answer names. */
const MAX_SHOWN = 100;

/** Of `/v1`: what the company allows. */
export function policyRoutes(app: FastifyInstance, context: Context): void {
  const { access, catalogue, company, rates, signer } = context;
  const { policies } = catalogue;

  app.get(
    '/v1/policy',
    {
      config: { access: 'sight' },
      schema: {
        summary: 'What the company allows',
        description: 'Without entries that name private namespaces which the reader does not see.',
        tags: ['read'],
        response: answers({ 200: 'RegistryPolicy' }),
      },
    },
    async (request, reply) => {
      const last = await policies.last();
      const document = last?.document ?? null;
      const answer: RegistryPolicy = {
        policy: document && { ...visiblePolicy(document, await hiddenFor(request)) },
        setAt: last?.at ?? null,
        digest: last?.digest ?? null,
      };
      return reply.header('cache-control', CACHE.private).type(JSON_TYPE).send(answer);
    },
  );

  app.get<{ Querystring: { plugin: string[] } }>(
    '/v1/policy/snapshot',
    {
      config: { access: 'sight' },
      schema: {
        summary: 'The policy, signed by the registry and good for a while, for machines that keep it',
        description: 'With what a policy looks at of the versions that are named and that the reader sees.',
        tags: ['read'],
        querystring: {
          type: 'object',
          properties: {
            plugin: {
              type: 'array',
              items: { type: 'string', maxLength: 300 },
              maxItems: 200,
              default: [],
              description: '`namespace/name@version`, as often as there are versions',
            },
          },
        },
        response: answers({ 200: 'SignedPolicy' }, 400),
      },
    },
    async (request, reply) => {
      const sight = await access.sight(request);
      const document = (await policies.last())?.document ?? null;
      const snapshot = await snapshotOf(
        { document: document && visiblePolicy(document, await hiddenFor(request)), wanted: request.query.plugin },
        sight.reads,
        context,
      );
      const envelope = signEnvelope(SNAPSHOT_TYPE, Buffer.from(JSON.stringify(snapshot)), [signer]);
      return reply.header('cache-control', CACHE.private).type(JSON_TYPE).send(envelope);
    },
  );

  app.put<{ Querystring: { dryRun?: boolean }; Body: Record<string, unknown> }>(
    '/v1/policy',
    {
      config: { access: 'administrator' },
      schema: {
        summary: 'Set what the company allows, or ask what that would refuse',
        tags: ['access'],
        security: SECURITY,
        querystring: { type: 'object', properties: { dryRun: { type: 'boolean', default: false } } },
        body: { type: 'object', additionalProperties: true },
        response: answers({ 200: 'PolicyChange' }, 400, 401, 403),
      },
      onRequest: async (request) => rates.changes.take(tokenIdOf(request)),
    },
    async (request, reply) => {
      const document = parsePolicy(request.body, (reason) => new RegistryError('RK_POLICY_INVALID', { reason }), {
        isLocal: false,
      });
      const isDry = request.query.dryRun === true;
      const event = isDry ? undefined : await catalogue.setPolicy(document, actorOf(request));
      await announceEvents([event], context, request.log);
      const answer: PolicyChange = { changed: event !== undefined, refused: await refusedBy(document) };
      return reply.type(JSON_TYPE).send(answer);
    },
  );

  app.delete(
    '/v1/policy',
    {
      config: { access: 'administrator' },
      schema: {
        summary: 'Take the policy away: everything is allowed',
        tags: ['access'],
        security: SECURITY,
        response: answers({ 200: 'PolicyChange' }, 401, 403),
      },
      onRequest: async (request) => rates.changes.take(tokenIdOf(request)),
    },
    async (request, reply) => {
      const event = await catalogue.setPolicy(null, actorOf(request));
      await announceEvents([event], context, request.log);
      const answer: PolicyChange = { changed: event !== undefined, refused: { count: 0, versions: [] } };
      return reply.type(JSON_TYPE).send(answer);
    },
  );

  app.get(
    '/v1/policy/history',
    {
      config: { access: 'administrator' },
      schema: {
        summary: 'Every policy that was set, newest first',
        tags: ['access'],
        security: SECURITY,
        response: answers({ 200: 'PolicyHistory' }, 401, 403),
      },
    },
    async (_request, reply) => {
      const history = (await policies.history()).reverse();
      const answer: PolicyHistory = {
        policies: history.map(({ document, ...entry }) => ({ ...entry, policy: document && { ...document } })),
      };
      return reply.header('cache-control', CACHE.private).type(JSON_TYPE).send(answer);
    },
  );

  async function hiddenFor(request: FastifyRequest): Promise<(namespace: string) => boolean> {
    const sight = await access.sight(request);
    const visibilities = await catalogue.namespaces.visibilities();
    return (namespace) => visibilities.get(namespace) === 'private' && !sight.sees(namespace);
  }

  /** What a document refuses of what is published. */
  async function refusedBy(document: PolicyDocument): Promise<PolicyChange['refused']> {
    const levels = [company.level(document)];
    const now = policies.now();
    const versions: PolicyChange['refused']['versions'] = [];
    let count = 0;
    for await (const { namespace, name, version, facts } of policies.judged()) {
      const refusals = judge(levels, facts, now);
      if (refusals.length === 0) continue;
      count += 1;
      if (versions.length < MAX_SHOWN)
        versions.push({ id: `${namespace}/${name}`, version, reason: refusals.map(refusalText).join('; ') });
    }
    return { count, versions };
  }
}
