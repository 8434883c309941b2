import { loopbackNames, loopbackRefusal } from '@rolekit/sdk/loopback';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { HubSpotError, invalid, notFound } from './errors.ts';
import type { Portal } from './portal.ts';
import { registerAssociations } from './routes/associations.ts';
import { registerBatch } from './routes/batch.ts';
import { registerLists } from './routes/lists.ts';
import { registerOAuth } from './routes/oauth.ts';
import { registerObjects } from './routes/objects.ts';
import { registerSchema } from './routes/schema.ts';

const BODY_LIMIT = 3 * 1024 * 1024;

/** Builds the server that speaks the vendor's REST API over one portal. */
export async function buildApp(portal: Portal, options: { log: boolean }): Promise<FastifyInstance> {
  const app = Fastify({
    logger: options.log,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
  });
  app.addHook('onRequest', async ({ raw }) => {
    if (loopbackRefusal(raw, loopbackNames(portal.baseUrl)))
      throw new HubSpotError('VALIDATION_ERROR', 'Not a request for this sandbox', { status: 403 });
  });
  parseBodies(app);
  app.setErrorHandler((error, request, reply) => {
    const problem = asHubSpotError(error);
    if (problem.status >= 500) request.log.error(error);
    return reply
      .headers(problem.options.headers ?? {})
      .code(problem.status)
      .send(problem.toBody());
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(notFound().toBody()));
  registerOAuth(app, portal);
  registerObjects(app, portal);
  registerBatch(app, portal);
  registerAssociations(app, portal);
  registerSchema(app, portal);
  registerLists(app, portal);
  return app;
}

function parseBodies(app: FastifyInstance): void {
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(String(body)));
    } catch {
      done(invalid('Invalid input JSON on line 1, column 1'), undefined);
    }
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
}

function asHubSpotError(error: unknown): HubSpotError {
  if (error instanceof HubSpotError) return error;
  const { statusCode, message } = error as Partial<FastifyError>;
  if (statusCode !== undefined && statusCode < 500)
    return invalid(message ?? 'The request could not be read', { status: statusCode });
  return new HubSpotError('INTERNAL_ERROR', 'internal error');
}
