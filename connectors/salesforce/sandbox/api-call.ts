import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { sessionIdOf } from './auth/session-id.ts';
import type { Session } from './auth/tokens.ts';
import { notFound, SalesforceError } from './errors.ts';
import type { Org } from './org.ts';
import { type ObjectDef, objectIn } from './schema/objects.ts';
import type { QueryContext } from './soql/execute.ts';
import type { WriteContext } from './store/write.ts';

const API_ROOT = '/services/data/:version';
const FIRST_VERSION = 50;
const LAST_VERSION = 66;

/** The versions that the sandbox answers to, newest last. */
export const API_VERSIONS = Array.from(
  { length: LAST_VERSION - FIRST_VERSION + 1 },
  (_, index) => `v${FIRST_VERSION + index}.0`,
);

/** One authorised call of the REST API. */
export interface ApiCall {
  readonly org: Org;
  readonly session: Session;
  readonly version: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly write: WriteContext;
  /** The object that the address names. @throws NOT_FOUND */
  object(): ObjectDef;
  queryContext(includeDeleted?: boolean): QueryContext;
  /** The JSON body as an object. @throws JSON_PARSER_ERROR */
  body(): Readonly<Record<string, unknown>>;
}

export type ApiHandler = (call: ApiCall) => unknown;
type Methods = Partial<Record<'GET' | 'POST' | 'PATCH' | 'DELETE', ApiHandler>>;

function authorise(org: Org, request: FastifyRequest): Session {
  const token = sessionIdOf(request);
  const session = token ? org.tokens.session(token) : null;
  if (!session) throw new SalesforceError('INVALID_SESSION_ID', 'Session expired or invalid');
  return session;
}

function countUse(org: Org): void {
  if (org.requestsUsed >= org.requestLimit)
    throw new SalesforceError('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
  org.requestsUsed += 1;
}

function jsonBody(request: FastifyRequest): Readonly<Record<string, unknown>> {
  const { body } = request;
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new SalesforceError(
    'JSON_PARSER_ERROR',
    'The HTTP entity body is required to be a JSON object, but this request has none',
  );
}

function apiCall(org: Org, session: Session, request: FastifyRequest, reply: FastifyReply): ApiCall {
  const params = request.params as Record<string, string>;
  const version = params.version ?? '';
  return {
    org,
    session,
    version,
    request,
    reply,
    params,
    query: request.query as Record<string, string | undefined>,
    write: { store: org.store, userId: session.userId },
    object() {
      const object = objectIn(org.store.settings, params.object ?? '');
      if (!object) throw notFound();
      return object;
    },
    queryContext: (includeDeleted = false) => ({ store: org.store, version, includeDeleted, userId: session.userId }),
    body: () => jsonBody(request),
  };
}

/**
 * Registers one address of the REST API below its version, with what its methods do.
 * Other methods get the vendor's 405; every answer tells the API usage.
 */
export function apiResource(
  app: FastifyInstance,
  org: Org,
  path: string,
  methods: Methods,
  options: { readsByPost?: boolean } = {},
): void {
  const allowed = Object.keys(methods).join(',');
  const run =
    (method: string, handler: ApiHandler | undefined) => async (request: FastifyRequest, reply: FastifyReply) => {
      const session = authorise(org, request);
      countUse(org);
      const call = apiCall(org, session, request, reply);
      if (!API_VERSIONS.includes(call.version)) throw notFound();
      if (!handler) {
        throw new SalesforceError(
          'METHOD_NOT_ALLOWED',
          `HTTP Method '${request.method}' not allowed. Allowed are ${allowed}`,
        );
      }
      if (method === 'GET' || options.readsByPost) org.reads += 1;
      else org.writes += 1;
      return handler(call);
    };

  const url = `${API_ROOT}${path}`;
  for (const method of ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] satisfies HTTPMethods[]) {
    const handler = method === 'PUT' ? undefined : methods[method];
    app.route({ method, url, handler: run(method, handler) });
  }
}
