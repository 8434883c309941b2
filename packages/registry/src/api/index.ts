import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { publicPath } from '../public-path.ts';
import { type Answer, JSON_TYPE, sendAnswer, toAnswer } from '../response-cache.ts';
import { approvalRoutes } from './approval-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { changesRoute } from './changes-route.ts';
import { domainRoutes } from './domain-routes.ts';
import { lineageRoute } from './lineage-route.ts';
import { namespaceRoutes } from './namespace-routes.ts';
import { ownTokenRoutes } from './own-token-routes.ts';
import { policyRoutes } from './policy-routes.ts';
import { readRoutes } from './read-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { signingRoutes } from './signing-routes.ts';
import { withholdingRoutes } from './withholding-routes.ts';
import { writeRoutes } from './write-routes.ts';

/** `/v1`: what Rolekit hosts, the command line and scripts use. */
export function apiRoutes(app: FastifyInstance, context: Context): void {
  readRoutes(app, context);
  writeRoutes(app, context);
  withholdingRoutes(app, context);
  lineageRoute(app, context);
  approvalRoutes(app, context);
  changesRoute(app, context);
  namespaceRoutes(app, context);
  domainRoutes(app, context);
  ownTokenRoutes(app, context);
  auditRoutes(app, context);
  reportRoutes(app, context);
  signingRoutes(app, context);
  policyRoutes(app, context);

  let document: Answer | undefined;
  app.get(
    '/v1/openapi.json',
    {
      config: { access: 'anybody' },
      schema: {
        summary: 'This document',
        tags: ['read'],
        response: { 200: { type: 'object', additionalProperties: true } },
      },
    },
    async (request, reply) => {
      const servers = [{ url: publicPath(context.publicUrl()) || '/' }];
      document ??= toAnswer(JSON.stringify({ ...app.swagger(), servers }), JSON_TYPE);
      return sendAnswer(request, reply, document);
    },
  );
}
