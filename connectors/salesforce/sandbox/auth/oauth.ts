import { createHmac } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OAuthError } from '../errors.ts';
import type { Org } from '../org.ts';
import type { Row } from '../store/store.ts';
import { activeUser, sameSecret } from './credentials.ts';
import { identity, identityUrl, userInfo } from './identity.ts';

type Form = Readonly<Record<string, string>>;

function formOf(request: FastifyRequest): Form {
  const source = {
    ...(request.query as Record<string, unknown>),
    ...(request.body as Record<string, unknown> | undefined),
  };
  return Object.fromEntries(
    Object.entries(source).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** The client id and secret, from the Authorization header or from the form. */
function clientOf(request: FastifyRequest, form: Form): { id: string | undefined; secret: string | undefined } {
  const basic = /^Basic\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (!basic) return { id: form.client_id, secret: form.client_secret };
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { id: decodeURIComponent(id), secret: decodeURIComponent(secret.join(':')) };
}

function checkClient(org: Org, request: FastifyRequest, form: Form): void {
  const client = clientOf(request, form);
  if (client.id !== org.credentials.clientId) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  if (client.secret === undefined || !sameSecret(client.secret, org.credentials.clientSecret)) {
    throw new OAuthError('invalid_client', 'invalid client credentials');
  }
}

function passwordUser(org: Org, form: Form): Row {
  const user = activeUser(org.store, form.username ?? '');
  if (user && sameSecret(form.password ?? '', org.credentials.password)) return user;
  throw new OAuthError('invalid_grant', 'authentication failure');
}

function refreshUser(org: Org, form: Form): Row {
  const userId = form.refresh_token ? org.tokens.refreshedUser(form.refresh_token) : undefined;
  const user = userId ? org.store.get('User', userId) : undefined;
  if (user) return user;
  throw new OAuthError('invalid_grant', 'expired access/refresh token');
}

function grantedUser(org: Org, form: Form): Row {
  switch (form.grant_type) {
    case 'password':
      return passwordUser(org, form);
    case 'refresh_token':
      return refreshUser(org, form);
    case 'client_credentials': {
      const user = activeUser(org.store, org.credentials.username);
      if (user) return user;
      throw new OAuthError('invalid_grant', 'no client credentials user enabled');
    }
    default:
      throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  }
}

function tokenResponse(org: Org, user: Row, form: Form) {
  const id = identityUrl(org.baseUrl, String(user.Id));
  const issuedAt = String(Date.now());
  const isRotated = form.grant_type === 'refresh_token' && org.rotateRefreshTokens;
  if (isRotated) org.tokens.revoke(form.refresh_token ?? '');
  return {
    access_token: org.tokens.issueAccess(String(user.Id)),
    ...(isRotated ? { refresh_token: org.tokens.issueRefresh(String(user.Id)) } : {}),
    instance_url: org.baseUrl,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
    signature: createHmac('sha256', org.credentials.clientSecret)
      .update(id + issuedAt)
      .digest('base64'),
    scope: 'api id refresh_token',
  };
}

function bearerUser(org: Org, request: FastifyRequest): Row | null {
  const token = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const session = token ? org.tokens.session(token) : null;
  return session ? (org.store.get('User', session.userId) ?? null) : null;
}

/** The OAuth endpoints: token, revoke, userinfo and the identity URL. */
export function registerOAuth(app: FastifyInstance, org: Org): void {
  app.post('/services/oauth2/token', async (request, reply) => {
    const form = formOf(request);
    if (!form.grant_type) throw new OAuthError('invalid_request', 'must supply a grant_type');
    checkClient(org, request, form);
    reply.header('cache-control', 'no-cache, no-store');
    return tokenResponse(org, grantedUser(org, form), form);
  });

  app.route({
    method: ['GET', 'POST'],
    url: '/services/oauth2/revoke',
    handler: async (request, reply) => {
      const { token } = formOf(request);
      if (!token || !org.tokens.revoke(token))
        throw new OAuthError('unsupported_token_type', 'this token type is not supported');
      return reply.code(200).send();
    },
  });

  app.route({
    method: ['GET', 'POST'],
    url: '/services/oauth2/userinfo',
    handler: async (request, reply) => {
      const user = bearerUser(org, request);
      return user ? userInfo(org.baseUrl, user) : reply.code(403).type('text/plain').send('Bad_OAuth_Token');
    },
  });

  app.get<{ Params: { userId: string } }>('/id/:organizationId/:userId', async (request, reply) => {
    const user = bearerUser(org, request);
    if (!user)
      return reply
        .code(403)
        .type('text/plain')
        .send(request.headers.authorization ? 'Bad_OAuth_Token' : 'Missing_OAuth_Token');
    return user.Id === request.params.userId
      ? identity(org.baseUrl, user)
      : reply.code(404).type('text/plain').send('Bad_Id');
  });
}
