import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_COOKIE } from '../access/authentication.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { publicPath } from '../public-path.ts';
import { CACHE } from '../response-cache.ts';
import { sendPage } from '../web/pages.ts';
import { accountPage } from './account-page.ts';
import { cookieOptions } from './session.ts';

const HIDDEN = { config: { access: 'anybody' as const }, schema: { hide: true } };

/** The page of who is signed in: roles, and sign-ins that can be ended. */
export function accountRoutes(app: FastifyInstance, { access, catalogue, name: registry, publicUrl }: Context): void {
  const { tokens, namespaces } = catalogue;
  const goTo = (reply: FastifyReply, path: string) => reply.redirect(`${publicPath(publicUrl())}${path}`, 303);
  const signedIn = async (request: FastifyRequest) => {
    const principal = await access.session(request);
    return principal?.account === undefined ? undefined : { ...principal, account: principal.account };
  };

  app.get('/account', HIDDEN, async (request, reply) => {
    const principal = await signedIn(request);
    reply.header('cache-control', CACHE.private);
    if (principal === undefined) return goTo(reply, '/login?next=%2Faccount');
    const { account, roles, token } = principal;
    const page = accountPage({
      registry,
      url: publicUrl(),
      account,
      roles,
      privateNamespaces: await namespaces.privateNames(),
      tokens: await tokens.liveOf(account.id),
      current: token.id,
    });
    return sendPage(reply).type('text/html; charset=utf-8').send(page);
  });

  app.post<{ Params: { id: string } }>('/account/tokens/:id/end', HIDDEN, async (request, reply) => {
    const principal = await signedIn(request);
    if (principal === undefined) return goTo(reply, '/login?next=%2Faccount');
    const { account, token } = principal;
    const { id } = request.params;
    if (!(await tokens.liveOf(account.id)).some((own) => own.id === id))
      throw new RegistryError('RK_TOKEN_NOT_FOUND', { token: id, hint: 'It is on your page no more, or not yours.' });
    await tokens.revoke(id, account.handle);
    if (id === token.id) reply.clearCookie(SESSION_COOKIE, cookieOptions(publicUrl()));
    return goTo(reply, '/account');
  });
}
