import { tokenOf } from '@rolekit/sdk/authorization';
import { loopbackNames, loopbackRefusal } from '@rolekit/sdk/loopback';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Call, type Caller, type Limits, SlackError } from './call.ts';
import { canvases } from './methods/canvases.ts';
import { chat } from './methods/chat.ts';
import { conversations } from './methods/conversations.ts';
import { files } from './methods/files.ts';
import type { Method } from './methods/method.ts';
import { reactions } from './methods/reactions.ts';
import { search } from './methods/search.ts';
import { users } from './methods/users.ts';
import { type OAuthApp, registerOAuth } from './oauth.ts';
import type { RateCounter } from './rate-counter.ts';
import type { Tokens } from './tokens.ts';
import type { Workspace } from './workspace.ts';

const BODY_LIMIT = 1024 * 1024;
const METHODS = new Map<string, Method>(
  [users, conversations, chat, search, reactions, files, canvases].flatMap((methods) => Object.entries(methods)),
);

export interface SlackApp {
  readonly workspace: Workspace;
  readonly tokens: Tokens;
  readonly oauth: OAuthApp;
  readonly limits: Limits;
  readonly rate: RateCounter;
  reads: number;
  writes: number;
}

/** Builds the server that speaks Slack's Web API over one workspace. */
export async function buildApp(slack: SlackApp, options: { log: boolean }): Promise<FastifyInstance> {
  const app = Fastify({ logger: options.log, bodyLimit: BODY_LIMIT, forceCloseConnections: true });
  app.addHook('onRequest', async ({ raw }, reply) => {
    if (loopbackRefusal(raw, loopbackNames(slack.workspace.baseUrl)))
      return reply.code(403).send({ ok: false, error: 'foreign_request' });
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof SlackError) return reply.send({ ok: false, error: error.code, ...error.extra });
    const { statusCode = 500 } = error as { statusCode?: number };
    if (statusCode >= 500) request.log.error(error);
    return reply
      .code(statusCode >= 500 ? 500 : 200)
      .send({ ok: false, error: statusCode >= 500 ? 'internal_error' : 'invalid_json' });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ ok: false, error: 'not_found' }));
  registerOAuth(app, slack.workspace, slack.tokens, slack.oauth);
  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth.revoke',
    async handler(request) {
      callerOf(slack, request);
      slack.tokens.revoke(tokenOf(request.raw, 'Bearer') ?? '');
      return { ok: true, revoked: true };
    },
  });
  app.route({
    method: ['GET', 'POST'],
    url: '/api/:method',
    handler: (request, reply) => answer(slack, request, reply),
  });
  app.get('/files-pri/:id/:name', async (request, reply) => {
    const { id } = request.params as { id: string };
    checkScopes(callerOf(slack, request), ['files:read']);
    const file = slack.workspace.files.get(id);
    if (!file) return reply.code(404).send({ ok: false, error: 'file_not_found' });
    slack.reads += 1;
    return reply.type(file.filetype === 'quip' ? 'text/html' : file.mimetype).send(file.content());
  });
  return app;
}

function answer(slack: SlackApp, request: FastifyRequest, reply: FastifyReply) {
  const { method: name } = request.params as { method: string };
  const method = METHODS.get(name);
  if (!method) throw new SlackError('unknown_method', { req_method: name });
  const caller = callerOf(slack, request);
  if (method.userOnly && caller.isBot) throw new SlackError('not_allowed_token_type');
  checkScopes(caller, method.scopes ?? []);
  reply.header('x-oauth-scopes', caller.scopes.join(','));
  const waitSeconds = slack.rate.take(name, method.history === true && slack.limits.distributed);
  if (waitSeconds > 0)
    return reply.code(429).header('retry-after', String(waitSeconds)).send({ ok: false, error: 'ratelimited' });
  if (method.writes) slack.writes += 1;
  else slack.reads += 1;
  const call = new Call(slack.workspace, caller, slack.limits, {
    ...(request.query as object),
    ...(typeof request.body === 'object' ? request.body : {}),
  });
  return reply.send({ ok: true, ...method.handle(call) });
}

function callerOf({ tokens }: SlackApp, request: FastifyRequest): Caller {
  const token = tokenOf(request.raw, 'Bearer');
  if (token === undefined || token === '') throw new SlackError('not_authed');
  return tokens.callerOf(token);
}

/** @throws missing_scope */
function checkScopes(caller: Caller, scopes: readonly string[]): void {
  if (scopes.length > 0 && !scopes.some((scope) => caller.scopes.includes(scope)))
    throw new SlackError('missing_scope', { needed: scopes.join(','), provided: caller.scopes.join(',') });
}
