import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { tokenOf } from '@rolekit/sdk/authorization';
import type { FastifyRequest } from 'fastify';
import { RegistryError } from './errors.ts';
import type { Catalogue, Scope, TokenGrant } from './store/catalogue.ts';

/** A namespace that is ours: a token has it only when it lists it by name. */
const OWN = 'rolekit';

/** A new token, plain; only its hash is kept. */
export async function createToken(catalogue: Catalogue, grant: TokenGrant): Promise<string> {
  if (grant.namespaces.length === 0 || grant.scopes.length === 0 || grant.name.trim() === '') {
    throw new RegistryError('RK_OPTION', {
      reason: 'A token needs a name, a namespace and a scope.',
      hint: 'Name what it is for and what it may do.',
    });
  }
  const token = `rk_${randomBytes(32).toString('base64url')}`;
  await catalogue.addToken(hashOf(token), grant);
  return token;
}

/**
 * Who asks, and that they may do this in this namespace.
 *
 * @throws RK_TOKEN_MISSING, RK_TOKEN_UNKNOWN, RK_SCOPE_MISSING, RK_NAMESPACE_FORBIDDEN
 */
export async function authorize(
  catalogue: Catalogue,
  request: FastifyRequest,
  scope: Scope,
  namespace: string,
): Promise<TokenGrant> {
  const grant = await authenticate(catalogue, tokenOf(request.raw, 'Bearer'));
  if (!grant.scopes.includes(scope)) throw new RegistryError('RK_SCOPE_MISSING', { token: grant.name, scope });
  const covers = grant.namespaces.includes(namespace) || (namespace !== OWN && grant.namespaces.includes('*'));
  if (!covers) {
    throw new RegistryError('RK_NAMESPACE_FORBIDDEN', {
      token: grant.name,
      namespace,
      allowed: grant.namespaces.map((name) => `\`${name}\``).join(', '),
    });
  }
  return grant;
}

async function authenticate(catalogue: Catalogue, token: string | undefined): Promise<TokenGrant> {
  const challenge = { headers: { 'www-authenticate': 'Bearer realm="rolekit"' } };
  if (token === undefined) throw new RegistryError('RK_TOKEN_MISSING', {}, challenge);
  const hash = hashOf(token);
  const grant = await catalogue.token(hash);
  if (grant === undefined || !timingSafeEqual(Buffer.from(grant.hash), Buffer.from(hash))) {
    throw new RegistryError('RK_TOKEN_UNKNOWN', {}, challenge);
  }
  return grant;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
