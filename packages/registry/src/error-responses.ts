import { asksFor } from '@rolekit/sdk/internal';
import type { ErrorBody } from '@rolekit/sdk/wire';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from './context.ts';
import { RegistryError } from './errors.ts';
import type { Health } from './health.ts';
import { MCP_CORS } from './mcp-registry/cors.ts';
import { belowPublicPath, publicPath } from './public-path.ts';
import { isMcpRegistry } from './security-headers.ts';
import { storageError } from './store/storage-errors.ts';
import { errorPage } from './web/pages.ts';

type Shown = Pick<Context, 'name' | 'publicUrl'>;
type Answering = Shown & Pick<Context, 'tally'>;

/** Answers that the audit record has: not let in, not allowed, withheld, too often. */
const REFUSALS: ReadonlySet<number> = new Set([401, 403, 410, 429]);

/** Every failure leaves as a coded error: for programs as JSON, for people as a page. Nothing of the inside is in it. */
export function answerErrors(app: FastifyInstance, registry: Answering, health: Health): void {
  app.setErrorHandler((error: FastifyError | RegistryError, request, reply) => {
    const coded = toRegistryError(error, request);
    health.note(coded);
    if (REFUSALS.has(coded.status)) registry.tally.refused(request, coded);
    if (coded.status >= 500) request.log.error({ err: error, code: coded.code, reference: request.id }, coded.message);
    else request.log.debug({ code: coded.code }, coded.message);
    return send(request, reply, coded, registry);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = `${publicPath(registry.publicUrl())}${pathOf(request)}`;
    return send(request, reply, new RegistryError('RK_ROUTE_UNKNOWN', { path }), registry);
  });
}

function toRegistryError(error: FastifyError | RegistryError, request: FastifyRequest): RegistryError {
  if (error instanceof RegistryError) {
    if (error.code !== 'RK_INTERNAL') return error;
    return new RegistryError('RK_INTERNAL', { reference: request.id }, { cause: error });
  }
  if (error.validation !== undefined)
    return new RegistryError('RK_REQUEST_INVALID', { reason: `${error.message}.` }, { cause: error });
  if (error.statusCode === 413) return new RegistryError('RK_BODY_TOO_LARGE', {}, { cause: error });
  if (error.statusCode === 415) {
    const found = request.headers['content-type'] ?? 'without a type';
    const expected = /\/versions\/?(?:\?|$)/.test(request.url) ? 'application/gzip' : 'application/json';
    return new RegistryError('RK_MEDIA_TYPE', { found, expected }, { cause: error });
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new RegistryError(
      'RK_REQUEST_INVALID',
      { reason: `${error.message.replace(/\.$/, '')}.` },
      { cause: error },
    );
  }
  return storageError(error) ?? new RegistryError('RK_INTERNAL', { reference: request.id }, { cause: error });
}

function send(request: FastifyRequest, reply: FastifyReply, error: RegistryError, registry: Shown): FastifyReply {
  reply.code(error.status).headers({ 'cache-control': 'no-store', ...error.headers });
  if (isMcpRegistry(request.url)) {
    return reply.headers(MCP_CORS).type('application/json; charset=utf-8').send({ error: error.message });
  }
  const fix = belowPublicPath(error.fix, registry.publicUrl());
  if (wantsPage(request))
    return errorPage(reply, { status: error.status, message: error.message, fix }, registry.name, registry.publicUrl());
  const body: ErrorBody = {
    error: {
      code: error.code,
      message: error.message,
      fix,
      ...(error.findings === undefined ? {} : { findings: [...error.findings] }),
    },
  };
  return reply.type('application/json; charset=utf-8').send(body);
}

function wantsPage(request: FastifyRequest): boolean {
  const path = pathOf(request);
  return asksFor(request.headers.accept, 'text/html', 'application/json') && !/^\/(?:v1|git|\.well-known)\//.test(path);
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}
