import { createHmac } from 'node:crypto';
import { tokenOf } from '@rolekit/sdk/authorization';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OAuthError } from '../errors.ts';
import type { Org } from '../org.ts';
import type { Row } from '../store/store.ts';
import { activeUser, sameSecret } from './credentials.ts';
import { type Form, formOf } from './form.ts';
import { identity, identityUrl, userInfo } from './identity.ts';
import { sessionIdOf } from './session-id.ts';

/** The client id and secret, from the Authorization header or from the form. */
function clientOf(request: FastifyRequest, form: Form): { id: string | undefined; secret: string | undefined } {
  const basic = tokenOf(request.raw, 'Basic');
  if (!basic) return { id: form.client_id, secret: form.client_secret };
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { id: decodeURIComponent(id), secret: decodeURIComponent(secret.join(':')) };
}

const PUBLIC_GRANTS = new Set(['authorization_code', 'refresh_token']);

function checkClient(org: Org, request: FastifyRequest, form: Form): void {
  const client = clientOf(request, form);
  if (client.id !== org.credentials.clientId) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  // an app may do without its secret where PKCE or a refresh token stands for it
  const isPublic = !org.requireSecret && PUBLIC_GRANTS.has(form.grant_type ?? '');
  if (isPublic && client.secret === undefined) return;
  if (client.secret === undefined || !sameSecret(client.secret, org.credentials.clientSecret)) {
    throw new OAuthError('invalid_client', 'invalid client credentials');
  }
}

function passwordUser(org: Org, form: Form): Row {
  const user = activeUser(org.store, form.username ?? '');
  if (user && sameSecret(form.password ?? '', org.credentials.password)) return user;
  throw new OAuthError('invalid_grant', 'authentication failure');
}

/** Who was granted what; `refresh` is a token to tell, `family` what the access token ends with. */
interface Granted {
  readonly user: Row;
  readonly scope?: string;
  readonly refresh?: string;
  readonly family?: string;
}

function refreshed(org: Org, form: Form): Granted {
  const token = form.refresh_token ?? '';
  const known = org.tokens.refreshed(token);
  const user = known && org.store.get('User', known.userId);
  if (!user) throw new OAuthError('invalid_grant', 'expired access/refresh token');
  const { family } = known;
  return org.rotateRefreshTokens ? { user, family, refresh: org.tokens.rotate(token, known) } : { user, family };
}

function consented(org: Org, form: Form): Granted {
  const { userId, scope } = org.consents.redeem(form);
  const user = org.store.get('User', userId);
  if (!user) throw new OAuthError('invalid_grant', 'inactive user');
  if (!/\b(?:refresh_token|offline_access)\b/.test(scope)) return { user, scope };
  const refresh = org.tokens.issueRefresh(userId);
  return { user, scope, refresh, family: refresh };
}

function granted(org: Org, form: Form): Granted {
  switch (form.grant_type) {
    case 'password':
      return { user: passwordUser(org, form) };
    case 'refresh_token':
      return refreshed(org, form);
    case 'authorization_code':
      return consented(org, form);
    case 'client_credentials': {
      const user = activeUser(org.store, org.credentials.username);
      if (user) return { user };
      throw new OAuthError('invalid_grant', 'no client credentials user enabled');
    }
    default:
      throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  }
}

function tokenResponse(org: Org, { user, scope, refresh, family }: Granted) {
  const id = identityUrl(org.baseUrl, String(user.Id));
  const issuedAt = String(Date.now());
  return {
    access_token: org.tokens.issueAccess(String(user.Id), family),
    ...(refresh === undefined ? {} : { refresh_token: refresh }),
    instance_url: org.baseUrl,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
    signature: createHmac('sha256', org.credentials.clientSecret)
      .update(id + issuedAt)
      .digest('base64'),
    scope: scope ?? 'api id refresh_token',
  };
}

function bearerUser(org: Org, request: FastifyRequest): Row | null {
  const token = sessionIdOf(request);
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
    return tokenResponse(org, granted(org, form));
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
