import type { ApprovalList } from '@rolekit/sdk/wire';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { principalOf, tokenIdOf } from '../access/authentication.ts';
import type { Context } from '../context.ts';
import { CACHE, JSON_TYPE } from '../response-cache.ts';
import { approvalDetail } from '../review/approval-view.ts';
import { approve, reject } from '../review/decide.ts';
import { personOf } from '../review/people.ts';
import { reviewStatusOf } from '../review/version-status.ts';
import { visibleApprovals } from '../review/visible-approvals.ts';
import { findReview } from '../review/visible-review.ts';
import { answers, VERSION, type VersionParams } from './openapi-document.ts';
import { REASON } from './reason.ts';

const SECURITY = [{ token: [] }];
const REFUSALS = [401, 403] as const;
const DIGEST = {
  type: 'string',
  pattern: '^sha256:[0-9a-f]{64}$',
  description: 'Of what was looked at: other bytes are not approved by it',
};

/** Versions that wait for a second person. What it answers is for who asked alone. */
export function approvalRoutes(app: FastifyInstance, context: Context): void {
  const { catalogue, rates } = context;

  app.get<{ Querystring: { all?: boolean } }>(
    '/v1/approvals',
    {
      config: { access: 'token' },
      schema: {
        summary: 'Versions that wait for approval',
        description: 'Those that who asks may decide about, and those that they sent.',
        tags: ['access'],
        security: SECURITY,
        querystring: {
          type: 'object',
          properties: { all: { type: 'boolean', description: 'Also those that wait no more' } },
        },
        response: answers({ 200: 'ApprovalList' }, ...REFUSALS),
      },
    },
    async (request, reply) => {
      const approvals = await visibleApprovals(principalOf(request), request.query.all === true, context);
      const answer: ApprovalList = { approvals };
      return reply.header('cache-control', CACHE.private).type(JSON_TYPE).send(answer);
    },
  );

  app.get<{ Params: VersionParams }>(
    '/v1/plugins/:namespace/:name/versions/:version/approval',
    {
      config: { access: 'token' },
      schema: {
        summary: 'What a version that waits would change',
        tags: ['access'],
        security: SECURITY,
        params: VERSION,
        response: answers({ 200: 'ApprovalDetail' }, ...REFUSALS, 404),
      },
      onRequest: take,
    },
    async (request, reply) => {
      const { review, standing } = await findReview(request.params, request.principal, context);
      const detail = await approvalDetail(review, standing.mayApprove, context);
      return reply.header('cache-control', CACHE.private).type(JSON_TYPE).send(detail);
    },
  );

  app.post<{ Params: VersionParams; Body: { digest: string } }>(
    '/v1/plugins/:namespace/:name/versions/:version/approve',
    {
      config: { access: 'manage' },
      schema: {
        summary: 'Publish a version that waits',
        description: 'Its publisher cannot. Its number is compared with what is published by now.',
        tags: ['access'],
        security: SECURITY,
        params: VERSION,
        body: { type: 'object', properties: { digest: DIGEST }, required: ['digest'] },
        response: answers({ 200: 'PublishResult' }, 400, ...REFUSALS, 404, 409, 422),
      },
      onRequest: take,
    },
    async (request, reply) => {
      const by = personOf(principalOf(request));
      const { digest } = request.body;
      const result = await approve(request.params, { digest, by }, context, request.log);
      return reply.type(JSON_TYPE).send(result);
    },
  );

  app.post<{ Params: VersionParams; Body: { digest: string; reason: string } }>(
    '/v1/plugins/:namespace/:name/versions/:version/reject',
    {
      config: { access: 'manage' },
      schema: {
        summary: 'Reject a version that waits',
        description: 'Its publisher reads the reason, and may send the number again with other bytes.',
        tags: ['access'],
        security: SECURITY,
        params: VERSION,
        body: {
          type: 'object',
          properties: { digest: DIGEST, reason: REASON },
          required: ['digest', 'reason'],
        },
        response: answers({ 200: 'VersionStatus' }, 400, ...REFUSALS, 404, 409),
      },
      onRequest: take,
    },
    async (request, reply) => {
      const by = personOf(principalOf(request));
      const review = await reject(request.params, { ...request.body, by }, context);
      return reply.type(JSON_TYPE).send(reviewStatusOf(review, catalogue.tokens.now().toISOString()));
    },
  );

  async function take(request: FastifyRequest): Promise<void> {
    rates.changes.take(tokenIdOf(request));
  }
}
