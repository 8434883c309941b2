import { entryDigest } from '@rolekit/sdk/internal/audit';
import type { AuditPage, CheckpointList, Consistency } from '@rolekit/sdk/wire';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Context } from '../context.ts';
import { CACHE, JSON_TYPE } from '../response-cache.ts';
import type { AuditQuery } from '../store/audit-record.ts';
import { answers, NAMESPACE } from './openapi-document.ts';

const TIME = { type: 'string', maxLength: 30, pattern: '^\\d{4}-\\d{2}-\\d{2}(?:T[\\d:.]+Z)?$' };
const QUERY = {
  since: { type: 'integer', minimum: 0, default: 0, description: 'Lines after this number' },
  limit: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
  type: { type: 'string', maxLength: 64, description: 'Lines of this type alone' },
  from: { ...TIME, description: 'At or after this time' },
  until: { ...TIME, description: 'Before this time' },
};
const SECURITY = [{ token: [] }];
/** In one answer; whoever wants more asks on. */
const MAX_ENTRIES = 10_000;

type AuditContext = Pick<Context, 'catalogue' | 'checkpoints' | 'tally'>;

/**
 * The audit record: administrators read it whole, owners the lines of their namespace. Its checkpoints say nothing of what
 * happened, and are there for everybody: a copy elsewhere shows that nothing before it was rewritten.
 */
export function auditRoutes(app: FastifyInstance, { catalogue, checkpoints, tally }: AuditContext): void {
  const { audit } = catalogue;

  const send = async (reply: FastifyReply, query: AuditQuery) => {
    // what this process still holds belongs in it
    await tally.flush();
    const lines = await audit.lines(query);
    const page: AuditPage = { lines, next: lines.at(-1)?.seq ?? query.since };
    return reply.header('cache-control', CACHE.private).type(JSON_TYPE).send(page);
  };

  app.get<{ Querystring: AuditQuery }>(
    '/v1/audit',
    {
      config: { access: 'administrator' },
      schema: {
        summary: 'Everything that happened, in order; for administrators',
        tags: ['access'],
        security: SECURITY,
        querystring: {
          type: 'object',
          properties: { ...QUERY, namespace: { type: 'string', maxLength: 64, description: 'Of this one alone' } },
        },
        response: answers({ 200: 'AuditPage' }, 400, 401, 403),
      },
    },
    (request, reply) => send(reply, request.query),
  );

  app.get<{ Params: { namespace: string }; Querystring: AuditQuery }>(
    '/v1/namespaces/:namespace/audit',
    {
      config: { access: 'govern' },
      schema: {
        summary: 'What happened in a namespace, in order; for its owners',
        tags: ['access'],
        security: SECURITY,
        params: NAMESPACE,
        querystring: { type: 'object', properties: QUERY },
        response: answers({ 200: 'AuditPage' }, 400, 401, 403),
      },
    },
    (request, reply) => send(reply, { ...request.query, namespace: request.params.namespace }),
  );

  app.get<{ Querystring: { since: number; limit: number } }>(
    '/v1/audit/checkpoints',
    {
      config: { access: 'anybody' },
      schema: {
        summary: 'How far the audit record goes, signed by the registry',
        tags: ['read'],
        querystring: { type: 'object', properties: { since: QUERY.since, limit: QUERY.limit } },
        response: answers({ 200: 'CheckpointList' }, 400),
      },
    },
    async (request, reply) => {
      const { since, limit } = request.query;
      const found = await audit.checkpoints(since, limit);
      const list: CheckpointList = { checkpoints: found, next: found.at(-1)?.seq ?? since };
      return reply.header('cache-control', CACHE.private).type(JSON_TYPE).send(list);
    },
  );

  app.post(
    '/v1/audit/checkpoints',
    {
      config: { access: 'administrator' },
      schema: {
        summary: 'Sign how far the audit record goes now',
        tags: ['access'],
        security: SECURITY,
        response: answers({ 200: 'AuditCheckpoint' }, 401, 403, 500),
      },
    },
    async (_request, reply) => {
      await tally.flush();
      return reply
        .header('cache-control', CACHE.private)
        .type(JSON_TYPE)
        .send(await checkpoints.make());
    },
  );

  app.get<{ Querystring: { since: number; until: number } }>(
    '/v1/audit/consistency',
    {
      config: { access: 'token' },
      schema: {
        summary: 'What lies between two checkpoints, as digests: whether the later one continues the earlier',
        tags: ['access'],
        security: SECURITY,
        querystring: {
          type: 'object',
          properties: {
            since: { type: 'integer', minimum: 0, description: 'Line of the earlier checkpoint' },
            until: { type: 'integer', minimum: 0, description: 'Line of the later one' },
          },
          required: ['since', 'until'],
        },
        response: answers({ 200: 'Consistency' }, 400, 401),
      },
    },
    async (request, reply) => {
      const { since, until } = request.query;
      const lines = await audit.lines({ since, limit: Math.max(0, Math.min(until - since, MAX_ENTRIES)) });
      const answer: Consistency = { since, entries: lines.map(entryDigest) };
      return reply.header('cache-control', CACHE.private).type(JSON_TYPE).send(answer);
    },
  );
}
