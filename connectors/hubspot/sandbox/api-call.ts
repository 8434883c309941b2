import { tokenOf } from '@rolekit/sdk/authorization';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { invalid, notFound } from './errors.ts';
import type { Portal } from './portal.ts';
import { type ObjectType, objectType } from './schema/object-types.ts';
import type { StoredObject } from './store/store.ts';

/** The versions by date that live beside v3 and v4. */
export const DATED = ['2025-09', '2026-03', '2026-09'];

/** One authorised call. */
export interface Call {
  portal: Portal;
  path: string;
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string | string[] | undefined>>;
  reply: FastifyReply;
  /** The JSON body. @throws VALIDATION_ERROR */
  body(): Record<string, unknown>;
  /** A JSON body that is a list. @throws VALIDATION_ERROR */
  list(): unknown[];
  /** The type that a part of the path names. @throws VALIDATION_ERROR */
  type(name?: string): ObjectType;
  /** The object of the path. @throws OBJECT_NOT_FOUND */
  object(): StoredObject;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
interface RouteOptions {
  /** A POST that changes nothing. */
  reads?: boolean;
  /** Counted apart from other calls. */
  search?: boolean;
}

/** Registers one call at all of its addresses: authorised, counted, with the headers of the rate limit. */
export function route(
  app: FastifyInstance,
  portal: Portal,
  method: Method,
  urls: readonly string[],
  handle: (call: Call) => unknown,
  options: RouteOptions = {},
): void {
  const run = async (request: FastifyRequest, reply: FastifyReply) => {
    portal.tokens.check(tokenOf(request.raw, 'Bearer'));
    if (options.search) portal.rate.search();
    else reply.headers(portal.rate.call());
    if (method === 'GET' || options.reads) portal.reads += 1;
    else portal.writes += 1;
    return handle(callOf(portal, request, reply));
  };
  for (const url of urls) app.route({ method, url, handler: run });
}

/** The addresses of one resource: by its old version, and by each date. */
export function addresses(version: string, family: string, rest = ''): string[] {
  return [`/crm/${version}/${family}${rest}`, ...DATED.map((date) => `/crm/${family}/${date}${rest}`)];
}

function callOf(portal: Portal, request: FastifyRequest, reply: FastifyReply): Call {
  const params = request.params as Record<string, string>;
  const type = (name = 'type') => {
    const found = objectType(params[name] ?? '');
    if (!found) throw invalid(`Unable to infer object type from: ${params[name]}`);
    return found;
  };
  const query = request.query as Call['query'];
  return {
    portal,
    path: request.url,
    params,
    query,
    reply,
    type,
    body() {
      const { body } = request;
      if (typeof body !== 'object' || body === null || Array.isArray(body))
        throw invalid('Invalid input JSON: an object is expected');
      return body as Record<string, unknown>;
    },
    list() {
      if (!Array.isArray(request.body)) throw invalid('Invalid input JSON: a list is expected');
      return request.body;
    },
    object() {
      const id = params.id ?? '';
      const by = typeof query.idProperty === 'string' ? query.idProperty : 'hs_object_id';
      const found = portal.store.find(type().name, by, id, request.method === 'GET' && query.archived === 'true');
      if (!found) throw notFound();
      return found;
    },
  };
}

/** Names in a query: repeated, or parted by commas. */
export function namesIn(value: string | string[] | undefined): string[] {
  return [value ?? []]
    .flat()
    .flatMap((part) => part.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Part of a list, with the position of the next. */
export function pageOf<T>(
  all: readonly T[],
  call: Call,
  options: { most: number; usual: number; keyOf: (item: T) => string },
) {
  const limit = Number(call.query.limit ?? options.usual);
  if (!Number.isInteger(limit) || limit < 1 || limit > options.most)
    throw invalid(`limit must be between 1 and ${options.most}`);
  const size = Math.min(limit, call.portal.pageRows);
  const { after } = call.query;
  const at = after === undefined ? -1 : all.findIndex((candidate) => options.keyOf(candidate) === after);
  if (after !== undefined && at === -1) throw invalid(`The after parameter is not valid: ${String(after)}`);
  const start = Math.max(0, at);
  const next = all[start + size];
  return {
    rows: all.slice(start, start + size),
    paging: next === undefined ? {} : { paging: pagingTo(options.keyOf(next)) },
  };
}

export function pagingTo(after: string) {
  return { next: { after, link: `?after=${encodeURIComponent(after)}` } };
}
