import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { accountRoutes } from './account-routes.ts';
import { deviceRoutes } from './device-routes.ts';
import { exchangeRoutes } from './exchange-routes.ts';
import { signInPages } from './page-routes.ts';

export { CI_ISSUERS, IdTokens } from './id-token.ts';
export { Provider, type ProviderOptions } from './provider.ts';

/** Cookies are read by every route. */
export async function readCookies(app: FastifyInstance): Promise<void> {
  await app.register(cookie);
}

export function signInRoutes(app: FastifyInstance, context: Context): void {
  deviceRoutes(app, context);
  exchangeRoutes(app, context);
  signInPages(app, context);
  accountRoutes(app, context);
}
