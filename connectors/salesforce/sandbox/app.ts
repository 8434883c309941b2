import formbody from '@fastify/formbody';
import { loopbackNames, loopbackRefusal } from '@rolekit/sdk/loopback';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { registerConsent } from './auth/consent.ts';
import { registerOAuth } from './auth/oauth.ts';
import { registerSoap } from './auth/soap.ts';
import { notFound, OAuthError, SalesforceError } from './errors.ts';
import type { Org } from './org.ts';
import { registerComposite } from './routes/composite.ts';
import { registerQuery } from './routes/query.ts';
import { registerSObjects } from './routes/sobjects.ts';
import { registerVersions } from './routes/versions.ts';

const BODY_LIMIT = 10 * 1024 * 1024;

function asSalesforceError(error: unknown): SalesforceError {
  if (error instanceof SalesforceError) return error;
  const { code, statusCode, message } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new SalesforceError(
      'UNSUPPORTED_MEDIA_TYPE',
      'Content-Type header specified in HTTP request is not supported',
    );
  }
  if (statusCode !== undefined && statusCode < 500) {
    return new SalesforceError('JSON_PARSER_ERROR', message ?? 'The request could not be read', { status: statusCode });
  }
  return new SalesforceError('UNKNOWN_EXCEPTION', 'An unexpected error occurred in the sandbox');
}

function parseBodies(app: FastifyInstance): void {
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(String(body)));
    } catch (error) {
      const reason = error instanceof SyntaxError ? error.message : 'not JSON';
      done(new SalesforceError('JSON_PARSER_ERROR', `${reason} at [line:1, column:1]`), undefined);
    }
  });
  app.addContentTypeParser(['text/xml', 'application/soap+xml'], { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
}

/** Builds the server that speaks the vendor's REST API over one org. */
export async function buildApp(org: Org, options: { log: boolean }): Promise<FastifyInstance> {
  const app = Fastify({
    logger: options.log,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2000 },
  });
  app.addHook('onRequest', async ({ raw }) => {
    const refusal = loopbackRefusal(raw, loopbackNames(org.baseUrl));
    if (refusal)
      throw new SalesforceError('FORBIDDEN', `The ${refusal.header} '${refusal.found}' is not this sandbox's`);
  });
  parseBodies(app);
  await app.register(formbody);

  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/services/data/'))
      reply.header('Sforce-Limit-Info', `api-usage=${org.requestsUsed}/${org.requestLimit}`);
  });
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof OAuthError)
      return reply.code(400).send({ error: error.code, error_description: error.message });
    const problem = asSalesforceError(error);
    if (problem.status >= 500) request.log.error(error);
    return reply.code(problem.status).send([problem.toEntry()]);
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send([notFound().toEntry()]));

  registerOAuth(app, org);
  registerConsent(app, org);
  registerSoap(app, org);
  registerVersions(app, org);
  registerSObjects(app, org);
  registerQuery(app, org);
  registerComposite(app, org);
  return app;
}
