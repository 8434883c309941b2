import type { Operation } from './operations.ts';
import { objectOf, type Spec, type SpecNode, textOf } from './spec.ts';

/** How the connection signs in. */
export type Auth =
  | { kind: 'none' }
  | { kind: 'apiKey'; in: 'header' | 'query' | 'cookie'; name: string }
  | { kind: 'basic' }
  | { kind: 'bearer' }
  /** URLs that a description does not tell whole are settings without a default. */
  | { kind: 'clientCredentials'; tokenUrl: string | undefined; scopes: string[] }
  | { kind: 'signIn'; authorizationUrl: string | undefined; tokenUrl: string | undefined; scopes: string[] };

interface Scheme {
  name: string;
  auth: Auth;
  /** The lower the better. */
  rank: number;
}

/** Where security schemes are defined. */
function definitionsOf(spec: Spec): SpecNode {
  const isSwagger = typeof spec.at(spec.root, 'swagger').value === 'string';
  return isSwagger ? spec.get(spec.root, 'securityDefinitions') : spec.get(spec.root, 'components', 'securitySchemes');
}

/** Words in which vendors say of a parameter that it signs in, where no security scheme names it. */
const SIGNS_IN =
  /\b(?:authenticat|requires scope|authorization token|bearer token|(?:your|an?|the) (?:api|access) (?:key|token))/i;
const TOKEN = /^(?:(?:access|auth|api)?[_-]?token|(?:x-)?api[_-]?key)$/i;

/** Headers and cookies of these names sign in wherever they stand; `x-continuation-token` and the like do not. */
const HEADER = /^(?:x-)?(?:authorization|secret|password|(?:(?:access|auth|api|bearer|session)-?)?token|api-?key)$/i;
const COOKIE = /authorization|token|secret|password|api-?key|sess|auth|jwt|csrf|^sid$/i;

/** A parameter signs in when a security scheme names it, or when it is called a token and is said to be one. */
export function isCredential(spec: Spec, name: string, place: string, description: string | undefined): boolean {
  const named = spec.entries(definitionsOf(spec)).some(([, node]) => {
    const own = objectOf(node);
    if (own?.type !== 'apiKey' || own.in !== place || typeof own.name !== 'string') return false;
    return place === 'header' ? own.name.toLowerCase() === name.toLowerCase() : own.name === name;
  });
  if ((place === 'header' && HEADER.test(name)) || (place === 'cookie' && COOKIE.test(name))) return true;
  return named || (TOKEN.test(name) && SIGNS_IN.test(description ?? ''));
}

/** The one way to sign in that most operations take; of several, first those that need no person. */
export function authOf(spec: Spec, operations: readonly Operation[], base: string | undefined): Auth {
  const at = definitionsOf(spec);
  const schemes = spec.entries(at).flatMap(([name, node]) => schemeOf(spec, name, node, base) ?? []);
  const used = namesUsed(spec, operations);
  const counts = new Map<string, number>();
  for (const name of used) counts.set(name, (counts.get(name) ?? 0) + 1);
  const [best] = schemes
    // a description that never says which is used means any
    .filter(({ name }) => used.length === 0 || counts.has(name))
    .sort((a, b) => (counts.get(b.name) ?? 0) - (counts.get(a.name) ?? 0) || a.rank - b.rank);
  if (!best) return { kind: 'none' };
  const others = schemes.filter(({ name }) => name !== best.name).map(({ name }) => name);
  if (others.length > 0)
    spec.findings.note(
      'openapi/security',
      spec.at(at, best.name),
      `The connection signs in with ${best.name}; ${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} left out.`,
    );
  return best.auth;
}

function namesUsed(spec: Spec, operations: readonly Operation[]): string[] {
  const everywhere = spec.items(spec.at(spec.root, 'security')).flatMap((one) => Object.keys(objectOf(one) ?? {}));
  return operations.flatMap(({ security }) => security ?? everywhere);
}

function schemeOf(spec: Spec, name: string, node: SpecNode, base: string | undefined): Scheme | undefined {
  const own = objectOf(node);
  const left = (why: string) => {
    spec.findings.note('openapi/security', node, `${name} is left out: ${why}.`);
    return undefined;
  };
  switch (own?.type) {
    case 'apiKey': {
      const key = textOf(spec, node, 'name');
      if (!key || !/^[\w.-]+$/.test(key)) return left('it names no header, parameter or cookie');
      if (own.in === 'cookie') return { name, rank: 6, auth: { kind: 'apiKey', in: 'cookie', name: key } };
      if (own.in === 'query') return { name, rank: 5, auth: { kind: 'apiKey', in: 'query', name: key } };
      return { name, rank: 2, auth: { kind: 'apiKey', in: 'header', name: key } };
    }
    case 'basic':
      return { name, rank: 4, auth: { kind: 'basic' } };
    case 'http': {
      const scheme = String(own.scheme).toLowerCase();
      if (scheme === 'basic') return { name, rank: 4, auth: { kind: 'basic' } };
      return scheme === 'bearer' ? { name, rank: 1, auth: { kind: 'bearer' } } : left(`it is ${scheme}`);
    }
    case 'oauth2': {
      const auth = oauthOf(spec, node, base);
      return { name, rank: auth.kind === 'signIn' ? 7 : 3, auth };
    }
    case 'openIdConnect':
      return { name, rank: 3, auth: { kind: 'bearer' } };
    default:
      return left(`it is ${String(own?.type)}`);
  }
}

/** Client credentials where they are offered, else a person who signs in; else a token that the person brings. */
function oauthOf(spec: Spec, node: SpecNode, base: string | undefined): Auth {
  const flow = (now: string, before: string) =>
    spec.at(node, 'flow').value === before ? node : spec.get(node, 'flows', now);
  const machine = flow('clientCredentials', 'application');
  if (textOf(spec, machine, 'tokenUrl'))
    return {
      kind: 'clientCredentials',
      tokenUrl: urlOf(spec, machine, 'tokenUrl', base),
      scopes: scopesOf(spec, machine),
    };
  const person = flow('authorizationCode', 'accessCode');
  if (!textOf(spec, person, 'tokenUrl') || !textOf(spec, person, 'authorizationUrl')) return { kind: 'bearer' };
  const refresh = textOf(spec, person, 'refreshUrl');
  if (refresh && refresh !== textOf(spec, person, 'tokenUrl'))
    spec.findings.note(
      'openapi/security',
      spec.at(person, 'refreshUrl'),
      `Tokens are refreshed at the token URL, not at ${refresh.slice(0, 200)}.`,
    );
  return {
    kind: 'signIn',
    authorizationUrl: urlOf(spec, person, 'authorizationUrl', base),
    tokenUrl: urlOf(spec, person, 'tokenUrl', base),
    scopes: scopesOf(spec, person),
  };
}

/** A relative URL is relative to the server; undefined where that is not known. */
function urlOf(spec: Spec, flow: SpecNode, name: string, base: string | undefined): string | undefined {
  const written = textOf(spec, flow, name);
  const url = written !== undefined && URL.canParse(written, base) ? new URL(written, base) : undefined;
  return url && /^https?:$/.test(url.protocol) ? url.href : undefined;
}

function scopesOf(spec: Spec, flow: SpecNode): string[] {
  return Object.keys(objectOf(spec.at(flow, 'scopes')) ?? {}).filter((one) => /^[\x21-\x7e]+$/.test(one));
}
