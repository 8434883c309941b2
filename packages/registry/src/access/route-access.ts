import assert from 'node:assert';
import type { FastifyInstance } from 'fastify';
import { type Acting, actingIn } from '../store/acting.ts';
import type { Scope } from '../store/tokens.ts';
import type { Access } from './authentication.ts';
import { requireAdministrator } from './permissions.ts';

/**
 * Who a route answers:
 *
 * | value        | answers                                                                                |
 * |--------------|----------------------------------------------------------------------------------------|
 * | `anybody`    | everybody alike, with what anybody may see                                             |
 * | `sight`      | everybody, with what each may see (`Access.sight`)                                     |
 * | `repository` | git, which is asked for a token where there is nothing for everybody                   |
 * | `token`      | who has a token                                                                        |
 * | `administrator` | administrators, by a token that may govern everything                                |
 * | a scope      | who has that scope in the namespace of the path, by a token and by the account's role   |
 */
export type RouteAccess = 'anybody' | 'sight' | 'repository' | 'token' | 'administrator' | Scope;

/** A route and who it answers. */
export interface GuardedRoute {
  method: string;
  url: string;
  access: RouteAccess;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
  }
  interface FastifyRequest {
    /** What the audit record says of who sends it. */
    acting: Acting;
  }
}

/** Checks who asks before anything of a request is read; a route that does not say who it answers cannot be registered. */
export function guardRoutes(app: FastifyInstance, access: Access): GuardedRoute[] {
  const routes: GuardedRoute[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    assert(config?.access !== undefined, `${method} ${url} does not say who it answers`);
    for (const each of [method].flat()) routes.push({ method: each, url, access: config.access });
  });
  recordWhoActs(app);
  app.addHook('onRequest', async (request) => {
    const needed = request.routeOptions.config.access;
    if (needed === undefined || needed === 'anybody' || needed === 'sight' || needed === 'repository') return;
    if (needed === 'token') await access.authenticate(request);
    else if (needed === 'administrator') requireAdministrator(await access.authenticate(request));
    else await access.authorize(request, needed, namespaceOf(request.params));
  });
  return routes;
}

/** What a request writes into the audit record is written in its name. */
function recordWhoActs(app: FastifyInstance): void {
  app.decorateRequest('acting');
  app.addHook('onRequest', (request, _reply, done) => {
    request.acting = { actor: undefined };
    actingIn(request.acting, done);
  });
  // a body arrives in events of its connection, which are of no request
  app.addHook('preValidation', (request, _reply, done) => actingIn(request.acting, done));
}

function namespaceOf(params: unknown): string {
  const { namespace } = params as { namespace?: string };
  assert(namespace !== undefined, 'a route with a scope has a namespace in its path');
  return namespace;
}
