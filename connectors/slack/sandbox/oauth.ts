import { createHash, randomBytes } from 'node:crypto';
import { tokenOf } from '@rolekit/sdk/authorization';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, SlackError } from './call.ts';
import type { Tokens } from './tokens.ts';
import type { Workspace } from './workspace.ts';

export interface OAuthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Milliseconds that a code is good for. */
  readonly codeLifetime: number;
  /** Who signs in, and with all scopes that may be asked for. */
  readonly person: Caller;
}

interface Asked {
  readonly redirectUri: string;
  readonly state: string;
  readonly challenge: string | undefined;
  readonly scopes: readonly string[];
  expires: number;
}

type Form = Readonly<Record<string, string | undefined>>;

const ASKED_MS = 15 * 60_000;
/** The redirect URL of the demo app, at any port of this machine. */
const CALLBACK = /^http:\/\/localhost(?::\d+)?\/callback$/;

/** Slack's OAuth v2 for an app with PKCE, whose callback is on this machine: https://docs.slack.dev/authentication/using-pkce */
export function registerOAuth(app: FastifyInstance, workspace: Workspace, tokens: Tokens, oauth: OAuthApp): void {
  const questions = new Map<string, Asked>();
  const codes = new Map<string, Asked>();
  const used = new Set<string>();

  app.get('/oauth/v2/authorize', async (request, reply) => {
    const form = request.query as Form;
    const { redirect_uri: redirectUri = '', state = '', code_challenge: challenge, user_scope: wanted = '' } = form;
    // an answer goes to the app only once it is known to be the app
    if (form.client_id !== oauth.clientId) return page(reply, 400, '<h1>invalid_client_id</h1>');
    if (!CALLBACK.test(redirectUri))
      return page(reply, 400, '<h1>redirect_uri did not match any configured URIs.</h1>');
    if (form.scope) return page(reply, 400, '<h1>Bot scopes are not allowed for this redirect.</h1>');
    if (challenge !== undefined && form.code_challenge_method !== 'S256')
      return redirect(reply, redirectUri, { error: 'invalid_code_challenge_method', state });
    const scopes = wanted.split(/[ ,]+/).filter(Boolean);
    if (scopes.length === 0) return page(reply, 400, '<h1>no_scopes</h1>');
    if (scopes.some((scope) => !oauth.person.scopes.includes(scope)))
      return redirect(reply, redirectUri, { error: 'invalid_scope', state });
    const id = randomBytes(18).toString('base64url');
    questions.set(id, { redirectUri, state, challenge, scopes, expires: Date.now() + ASKED_MS });
    return page(reply, 200, question(id, workspace, oauth.person, scopes));
  });

  app.post('/oauth/v2/authorize', async (request, reply) => {
    const { id = '', answer } = request.body as Form;
    const asked = questions.get(id);
    questions.delete(id);
    if (!asked || asked.expires <= Date.now()) return page(reply, 400, '<h1>This question was answered.</h1>');
    const { redirectUri, state } = asked;
    if (answer !== 'allow') return redirect(reply, redirectUri, { error: 'access_denied', state });
    const code = `${randomBytes(8).toString('hex')}.${randomBytes(24).toString('hex')}`;
    codes.set(code, { ...asked, expires: Date.now() + oauth.codeLifetime });
    return redirect(reply, redirectUri, { code, state });
  });

  app.post('/api/oauth.v2.access', async (request) => {
    const form = checkedClient(request, oauth);
    const team = { id: workspace.teamId, name: workspace.teamName };
    const about = { app_id: 'A0BM00001', team, enterprise: null, is_enterprise_install: false };
    if (form.grant_type === 'refresh_token')
      return { ok: true, ...tokens.refreshed(form.refresh_token ?? '').tokens, ...about };
    if ((form.grant_type ?? 'authorization_code') !== 'authorization_code') throw new SlackError('invalid_grant_type');
    const { scopes } = redeem(form);
    const caller = { ...oauth.person, scopes };
    return { ok: true, ...about, authed_user: { id: caller.user, ...tokens.issue(caller) } };
  });

  function redeem({ code = '', redirect_uri, code_verifier }: Form): Asked {
    if (used.has(code)) throw new SlackError('code_already_used');
    const asked = codes.get(code);
    if (!asked || asked.expires <= Date.now()) throw new SlackError('invalid_code');
    used.add(code);
    if (redirect_uri !== asked.redirectUri) throw new SlackError('bad_redirect_uri');
    if (asked.challenge !== (code_verifier && createHash('sha256').update(code_verifier).digest('base64url')))
      throw new SlackError('invalid_code');
    return asked;
  }
}

/** The form of a client that is the app. Its secret may be left out, as PKCE or the refresh token stand for it. */
function checkedClient(request: FastifyRequest, { clientId, clientSecret }: OAuthApp): Form {
  const form = (request.body ?? {}) as Form;
  const basic = tokenOf(request.raw, 'Basic');
  const [id, secret] =
    basic === undefined
      ? [form.client_id, form.client_secret]
      : Buffer.from(basic, 'base64').toString('utf8').split(':').map(decodeURIComponent);
  if (id !== clientId) throw new SlackError('invalid_client_id');
  const isPublic = form.code_verifier !== undefined || form.grant_type === 'refresh_token';
  if (secret === undefined ? !isPublic : secret !== clientSecret) throw new SlackError('bad_client_secret');
  return form;
}

function redirect(reply: FastifyReply, to: string, parameters: Record<string, string>): FastifyReply {
  const url = new URL(to);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
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
    .send(`<!doctype html><html lang="en"><title>Slack sandbox</title><main>${body}</main></html>\n`);
}

function question(id: string, { teamName, members }: Workspace, { user }: Caller, scopes: readonly string[]): string {
  return [
    `<h1>Allow access to ${escaped(teamName)}?</h1>`,
    `<p>Rolekit Sandbox App asks to act for ${escaped(members.get(user)?.realName ?? user)}: ${escaped(scopes.join(', '))}.</p>`,
    `<form method="post" action="/oauth/v2/authorize"><input type="hidden" name="id" value="${id}">`,
    '<button name="answer" value="allow">Allow</button> <button name="answer" value="deny">Cancel</button></form>',
  ].join('');
}

function escaped(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
