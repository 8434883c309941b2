import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { OAuthError } from '../errors.ts';
import type { Org } from '../org.ts';
import type { Row } from '../store/store.ts';
import { activeUser, sameSecret } from './credentials.ts';
import { type Form, formOf } from './form.ts';

/** What a person agreed to, or is being asked. */
interface Asked {
  readonly userId: string;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly challenge: string;
  readonly scope: string;
  readonly expires: number;
}

const SCOPES = ['api', 'id', 'refresh_token', 'offline_access', 'openid', 'profile', 'full', 'web'];
const ASKED_MS = 15 * 60_000;
/** The callback URL of the demo app; as RFC 8252 (7.3) wants of servers, at any port of this machine. */
const CALLBACK = /^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?\/OauthRedirect$/;

/** The questions that are open and the codes that were given, each good for one use. */
export class Consents {
  readonly #asked = new Map<string, Asked>();
  readonly #codes = new Map<string, Asked>();
  readonly #codeLifetime: number;

  /** @param codeLifetime milliseconds that a code is good for */
  constructor(codeLifetime: number) {
    this.#codeLifetime = codeLifetime;
  }

  ask(asked: Omit<Asked, 'expires'>): string {
    const id = randomBytes(18).toString('base64url');
    this.#asked.set(id, { ...asked, expires: Date.now() + ASKED_MS });
    return id;
  }

  /** The question with an id, which is answered by that. */
  answered(id: string): Asked | undefined {
    return take(this.#asked, id);
  }

  codeFor(asked: Asked): string {
    const code = `aPrx${randomBytes(36).toString('base64url')}`;
    this.#codes.set(code, { ...asked, expires: Date.now() + this.#codeLifetime });
    return code;
  }

  /** What a code stands for. @throws invalid_grant, redirect_uri_mismatch; the code is spent even then */
  redeem({ code = '', redirect_uri, code_verifier = '' }: Form): Asked {
    const asked = take(this.#codes, code);
    if (!asked) throw new OAuthError('invalid_grant', 'expired authorization code');
    if (redirect_uri !== asked.redirectUri)
      throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
    if (!sameSecret(createHash('sha256').update(code_verifier).digest('base64url'), asked.challenge))
      throw new OAuthError('invalid_grant', 'invalid code verifier');
    return asked;
  }
}

function take(from: Map<string, Asked>, id: string): Asked | undefined {
  const asked = from.get(id);
  from.delete(id);
  return asked && asked.expires > Date.now() ? asked : undefined;
}

/** The sign-in page: who asks for what, and two buttons. There is one person here, and nobody has to prove to be it. */
export function registerConsent(app: FastifyInstance, org: Org): void {
  app.get('/services/oauth2/authorize', async (request, reply) => {
    const form = formOf(request);
    // an answer goes to the app only once it is known to be the app
    if (form.client_id !== org.credentials.clientId)
      return page(reply, 400, failure('invalid_client_id', 'client identifier invalid'));
    if (!form.redirect_uri || !CALLBACK.test(form.redirect_uri))
      return page(reply, 400, failure('redirect_uri_mismatch', 'redirect_uri must match configuration'));
    const problem = problemOf(form);
    if (problem) return redirect(reply, form.redirect_uri, { ...problem, state: form.state });
    const user = activeUser(org.store, org.credentials.username);
    if (!user) return page(reply, 400, failure('inactive_user', 'user is inactive'));
    const scope = form.scope || 'api';
    const id = org.consents.ask({
      userId: String(user.Id),
      redirectUri: form.redirect_uri,
      state: form.state,
      challenge: form.code_challenge ?? '',
      scope,
    });
    return page(reply, 200, question(id, user, scope));
  });

  app.post('/services/oauth2/authorize', async (request, reply) => {
    const { id, answer } = formOf(request);
    const asked = org.consents.answered(id ?? '');
    if (!asked) return page(reply, 400, failure('invalid_request', 'this question was answered or is too old'));
    const { redirectUri, state } = asked;
    if (answer === 'allow') return redirect(reply, redirectUri, { code: org.consents.codeFor(asked), state });
    const denied = { error: 'access_denied', error_description: 'end-user denied authorization' };
    return redirect(reply, redirectUri, { ...denied, state });
  });
}

function problemOf({ response_type, code_challenge, code_challenge_method, scope = 'api' }: Form) {
  const problem = (error: string, error_description: string) => ({ error, error_description });
  if (response_type !== 'code') return problem('unsupported_response_type', 'response type not supported');
  if (!code_challenge) return problem('invalid_request', 'missing required code challenge');
  if (code_challenge_method !== 'S256') return problem('invalid_request', 'code challenge method must be S256');
  const unknown = scope.split(' ').find((part) => !SCOPES.includes(part));
  return unknown === undefined ? undefined : problem('invalid_scope', `the requested scope is not allowed: ${unknown}`);
}

function redirect(reply: FastifyReply, to: string, parameters: Record<string, string | undefined>): FastifyReply {
  const url = new URL(to);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return reply.header('cache-control', 'no-store').redirect(url.href, 302);
}

function page(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply
    .code(status)
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      // with no referrer at all, a browser would send the form with the origin `null`
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    .type('text/html; charset=utf-8')
    .send(`<!doctype html><html lang="en"><title>Salesforce sandbox</title><main>${body}</main></html>\n`);
}

function question(id: string, user: Row, scope: string): string {
  return [
    '<h1>Allow access?</h1>',
    `<p>Rolekit Sandbox App asks to act for ${escaped(String(user.Name))} (${escaped(String(user.Username))}): ${escaped(scope)}.</p>`,
    `<form method="post" action="/services/oauth2/authorize"><input type="hidden" name="id" value="${id}">`,
    '<button name="answer" value="allow">Allow</button> <button name="answer" value="deny">Deny</button></form>',
  ].join('');
}

function failure(code: string, description: string): string {
  return `<h1>OAuth error</h1><p>error=${code}&amp;error_description=${escaped(description)}</p>`;
}

function escaped(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
