import { defineConnection, field, type OpenContext, RolekitError } from '@rolekit/sdk';
import {
  bearer,
  clientCredentials,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  type ResponseAction,
  type TokenRequest,
  type TokenSource,
} from '@rolekit/sdk/http';
import { z } from 'zod';
import type { BugId } from './bugs.ts';

/** Milliseconds; a real connector leaves the waits to the SDK. */
const FAST = { kind: 'constant', ms: 5 } as const;

export interface HostileApi {
  /** The JSON of an answer, whatever content type the vendor gave it. */
  get(path: string): Promise<Record<string, unknown>>;
  post(path: string, json: unknown, key?: string): Promise<Record<string, unknown>>;
  secret: string;
}

/** The connection, with some mistakes switched on. */
export function connectionWith(has: (bug: BugId) => boolean) {
  const needed = <S extends z.ZodType>(schema: S) => (has('own-greeting') ? schema.optional() : schema);
  const config = {
    baseUrl: field(needed(z.url()), { title: 'Base URL', description: 'Of the API.', env: 'HOSTILE_BASE_URL' }),
    clientId: field(needed(z.string().min(1)), {
      title: 'Client id',
      description: 'Of the app.',
      env: 'HOSTILE_CLIENT_ID',
    }),
    clientSecret: field(needed(z.string().min(1)), {
      title: 'Client secret',
      description: 'Of the app.',
      env: 'HOSTILE_CLIENT_SECRET',
      secret: true,
    }),
  };
  type Config = { [K in keyof typeof config]: string | undefined };
  return defineConnection({ config, open: (context) => open(context as OpenContext<Config>, has) });
}

function open(
  { config, connector, http }: OpenContext<Record<'baseUrl' | 'clientId' | 'clientSecret', string | undefined>>,
  has: (bug: BugId) => boolean,
): HostileApi {
  const { baseUrl, clientId, clientSecret } = config;
  if (baseUrl === undefined || clientId === undefined || clientSecret === undefined)
    throw new RolekitError('RK_FORBIDDEN', { connector, reason: 'no access' });
  const policy = { wait: FAST };
  const fail = (
    code: 'RK_FORBIDDEN' | 'RK_NOT_FOUND' | 'RK_INVALID_REQUEST' | 'RK_UPSTREAM_UNAVAILABLE' | 'RK_AUTH_EXPIRED',
  ): ResponseAction => ({
    action: 'fail',
    error: new RolekitError(code, {
      connector,
      reason: 'the vendor refused',
      what: 'It',
      hint: '',
      command: `rolekit connect ${connector}`,
    }),
  });
  const request: TokenRequest = {
    connector,
    http: http({
      baseUrl,
      policy,
      classify: ({ status }) => (status >= 500 && has('sign-in-is-forbidden') ? fail('RK_FORBIDDEN') : undefined),
    }),
    path: '/oauth/token',
    clientId,
    clientSecret,
  };
  const tokens = clientCredentials(request);
  const each: TokenSource = {
    ...tokens,
    async get(signal) {
      const token = await clientCredentials(request).get(signal);
      await new Promise((resolve) => setTimeout(resolve, 3));
      return token;
    },
  };
  let refused = 0;
  const client: HttpClient = http({
    baseUrl,
    auth: bearer(has('session-per-call') ? each : tokens),
    policy,
    classify({ status, headers, body }) {
      if (status === 429 && has('limit-is-invalid')) return fail('RK_INVALID_REQUEST');
      if (status >= 500 && has('down-is-missing')) return fail('RK_NOT_FOUND');
      if (status === 401 && has('expired-is-forbidden') && ++refused > 1) return fail('RK_FORBIDDEN');
      if (status === 401 && has('no-refresh')) return fail('RK_AUTH_EXPIRED');
      if (status === 403 && has('forbidden-is-missing')) return fail('RK_NOT_FOUND');
      if (status === 404 && has('missing-is-down')) return fail('RK_UPSTREAM_UNAVAILABLE');
      if (status >= 300 && status < 400 && has('redirect-is-empty')) return { action: 'success' };
      const behind = Date.now() - Date.parse(headers.get('date') ?? '');
      if (has('trusts-clock') && Math.abs(behind) > 3_600_000) return fail('RK_FORBIDDEN');
      return status < 300 ? ofError(body, connector) : undefined;
    },
  });
  const send = async (request: HttpRequest): Promise<Record<string, unknown>> => {
    const deaf = has('goes-on') ? { signal: new AbortController().signal } : {};
    try {
      return jsonOf(await client.request({ ...request, ...deaf }), has);
    } catch (error) {
      if (has('dead-after-sign-in') && error instanceof RolekitError && error.code === 'RK_AUTH_EXPIRED')
        throw new TypeError('Authorization with the server failed.');
      const isLate = error instanceof RolekitError && (error.code === 'RK_CANCELLED' || error.code === 'RK_TIMEOUT');
      if (isLate && has('late-is-empty')) return EMPTY;
      throw error;
    }
  };
  return {
    secret: clientSecret,
    get: (path) => send({ path }),
    post: (path, json, key) =>
      send({
        method: 'POST',
        path,
        json,
        ...(has('sends-twice') ? { repeatable: true } : key === undefined ? {} : { idempotencyKey: key }),
      }),
  };
}

const EMPTY = { data: [], total: '0', next: '', order: { id: '', customer: '', amount: 0, status: 'open' } };

/** An error that came with status 200; what the vendor says is not passed on, for it repeats credentials. */
function ofError(body: unknown, connector: string): ResponseAction | undefined {
  const error = (body as { error?: { code?: unknown } } | undefined)?.error;
  if (typeof error !== 'object') return undefined;
  const code = error.code === 'NOT_FOUND' ? 'RK_NOT_FOUND' : 'RK_UPSTREAM_UNAVAILABLE';
  const data = { connector, what: 'What the call names', reason: 'an error without a reason', hint: 'Check the id.' };
  return { action: 'fail', error: new RolekitError(code, data) };
}

/** Its JSON comes as plain text at times; a page for people comes where data should be. */
function jsonOf({ body }: HttpResponse, has: (bug: BugId) => boolean): Record<string, unknown> {
  if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  try {
    return JSON.parse(String(body)) as Record<string, unknown>;
  } catch (cause) {
    if (has(body ? 'page-is-empty' : 'redirect-is-empty')) return EMPTY;
    const data = { connector: 'hostile', reason: 'its answer is no JSON', hint: 'Try again later.' };
    throw new RolekitError('RK_UPSTREAM_UNAVAILABLE', data, { cause });
  }
}
