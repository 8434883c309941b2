import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_COOKIE } from '../access/authentication.ts';
import { isPassword } from '../access/passwords.ts';
import { addressKey } from '../client-address.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { publicPath } from '../public-path.ts';
import { CACHE } from '../response-cache.ts';
import type { StoredAccount } from '../store/accounts.ts';
import { sendPage } from '../web/pages.ts';
import { userCodeOf } from './device-routes.ts';
import { devicePage, donePage, loginPage } from './pages.ts';
import type { SignInState } from './provider.ts';
import { cookieOptions, createSession, nextPath, STATE_COOKIE } from './session.ts';

const PAGE = 'text/html; charset=utf-8';
const STATE_SECONDS = 600;
const HIDDEN = { config: { access: 'anybody' as const }, schema: { hide: true } };

/** The pages on which people sign in, and sign commands in. */
export function signInPages(app: FastifyInstance, context: Context): void {
  const { catalogue, access, provider, rates, name: registry, publicUrl } = context;
  const shown = () => ({ registry, url: publicUrl() });
  const send = (reply: FastifyReply, page: string) =>
    sendPage(reply).header('cache-control', CACHE.private).type(PAGE).send(page);
  const goTo = (reply: FastifyReply, path: string) => reply.redirect(`${publicPath(publicUrl())}${path}`, 303);
  const signIn = async (reply: FastifyReply, account: StoredAccount, next: string) => {
    const token = await createSession(catalogue.tokens, account);
    reply.setCookie(SESSION_COOKIE, token, cookieOptions(publicUrl()));
    return goTo(reply, next);
  };

  // a form of ours is small, and its fields are texts
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );

  app.get<{ Querystring: { next?: string } }>('/login', HIDDEN, async (request, reply) =>
    send(reply, loginPage({ ...shown(), next: nextPath(request.query.next), provider: provider?.title })),
  );

  app.post<{ Body: Record<string, string> }>('/login', HIDDEN, async (request, reply) => {
    const { handle = '', password = '' } = request.body ?? {};
    const next = nextPath(request.body?.next);
    rates.signIns.take(addressKey(request.ip));
    const local = await catalogue.accounts.findLocal(handle.trim().toLowerCase());
    const isRight = await isPassword(password.slice(0, 1024), local?.passwordHash);
    if (!isRight || local === undefined || local.account.disabledAt !== null) {
      const wrong = new RegistryError('RK_PASSWORD_WRONG');
      // what was typed as a name may be a password: only a name that there is goes into the record
      context.tally.refused(request, wrong, local?.account.handle);
      const { status, message, fix } = wrong;
      const problem = `${message} ${fix}`;
      const page = loginPage({ ...shown(), next, provider: provider?.title, handle, problem });
      return send(reply.code(status), page);
    }
    const { handle: subject } = local.account;
    const at = catalogue.tokens.now().toISOString();
    await catalogue.audit.append([{ at, type: 'signed-in', subject, data: { local: true }, by: subject }]);
    return signIn(reply, local.account, next);
  });

  app.get<{ Querystring: { next?: string } }>('/login/start', HIDDEN, async (request, reply) => {
    if (provider === undefined) throw new RegistryError('RK_ROUTE_UNKNOWN', { path: '/login/start' });
    rates.signIns.take(addressKey(request.ip));
    const { url, state } = await provider.begin(callbackUrl(), nextPath(request.query.next));
    const kept = Buffer.from(JSON.stringify(state)).toString('base64url');
    reply.setCookie(STATE_COOKIE, kept, { ...cookieOptions(publicUrl()), maxAge: STATE_SECONDS });
    return reply.header('cache-control', CACHE.private).redirect(url, 303);
  });

  app.get('/login/callback', HIDDEN, async (request, reply) => {
    if (provider === undefined) throw new RegistryError('RK_ROUTE_UNKNOWN', { path: '/login/callback' });
    const state = stateOf(request);
    reply.clearCookie(STATE_COOKIE, cookieOptions(publicUrl()));
    const { search } = new URL(request.url, publicUrl());
    const identity = await provider.finish(new URL(`${callbackUrl()}${search}`), state);
    return signIn(reply, await catalogue.accounts.signIn(identity), state.next);
  });

  app.post('/logout', HIDDEN, async (request, reply) => {
    const principal = await access.session(request);
    if (principal !== undefined) await catalogue.tokens.revoke(principal.token.id, principal.account?.handle ?? null);
    reply.clearCookie(SESSION_COOKIE, cookieOptions(publicUrl()));
    return goTo(reply, '/');
  });

  app.get<{ Querystring: { code?: string } }>('/login/device', HIDDEN, async (request, reply) => {
    const account = (await access.session(request))?.account;
    const { code = '' } = request.query;
    if (account === undefined)
      return goTo(reply, `/login?next=${encodeURIComponent(`/login/device?code=${encodeURIComponent(code)}`)}`);
    const login = code === '' ? undefined : await pending(code);
    const problem = code === '' || login !== undefined ? undefined : unknown(code);
    return send(reply, devicePage({ ...shown(), account, login, code, ...(problem ? { problem } : {}) }));
  });

  app.post<{ Body: Record<string, string> }>('/login/device', HIDDEN, async (request, reply) => {
    const account = (await access.session(request))?.account;
    if (account === undefined) return goTo(reply, '/login?next=%2Flogin%2Fdevice');
    const { code = '', answer } = request.body ?? {};
    const login = await pending(code);
    const isApproved = answer === 'approve';
    const moved =
      login !== undefined &&
      (await catalogue.deviceLogins.move(login.hash, 'pending', isApproved ? 'approved' : 'denied', account.id));
    if (!moved)
      return send(
        reply.code(404),
        devicePage({ ...shown(), account, login: undefined, code: '', problem: unknown(code) }),
      );
    const text = isApproved ? 'The command goes on by itself; you can close this page.' : 'The command was told.';
    return send(reply, donePage({ ...shown(), title: isApproved ? 'Signed in' : 'Denied', text }));
  });

  async function pending(code: string) {
    const login = await catalogue.deviceLogins.byUserCode(userCodeOf(code));
    const isOpen = login?.state === 'pending' && login.expiresAt > catalogue.tokens.now().toISOString();
    return isOpen ? login : undefined;
  }

  function unknown(code: string): string {
    const { message, fix } = new RegistryError('RK_DEVICE_UNKNOWN', { code });
    return `${message} ${fix}`;
  }

  function callbackUrl(): string {
    return `${publicUrl()}/login/callback`;
  }
}

function stateOf(request: FastifyRequest): SignInState {
  const kept = request.cookies[STATE_COOKIE];
  try {
    const { state, nonce, verifier, next } = JSON.parse(Buffer.from(kept ?? '', 'base64url').toString('utf8'));
    if ([state, nonce, verifier].every((text) => typeof text === 'string'))
      return { state, nonce, verifier, next: nextPath(next) };
  } catch {
    // as one that is missing
  }
  throw new RegistryError('RK_SIGN_IN_REFUSED', { reason: 'this browser did not begin it, or too long ago' });
}
