import type { AuditPage } from '@rolekit/sdk/wire';
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

/** The audit record: administrators read it whole, owners the lines of their namespace. */
export function auditRoutes(app: FastifyInstance, { catalogue, tally }: Pick<Context, 'catalogue' | 'tally'>): void {
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
}
