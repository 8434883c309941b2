import { objectOf, type Spec, textOf } from '../description/spec.ts';
import type { SpecNode } from '../description/spec-node.ts';
import { type NeededParameter, type Operation, type OperationHead, ownAndInherited } from './operation.ts';

/** How the connection signs in, apart from keys. */
export type Auth =
  | { kind: 'none' }
  | { kind: 'basic' }
  | { kind: 'bearer' }
  /** URLs that a description does not tell whole are settings without a default. */
  | { kind: 'clientCredentials'; tokenUrl: string | undefined; scopes: string[] }
  | { kind: 'signIn'; authorizationUrl: string | undefined; tokenUrl: string | undefined; scopes: string[] };

/** A key that is sent as it is. */
export interface Key {
  /** Name of its scheme in the description. */
  scheme: string;
  in: 'header' | 'query' | 'cookie';
  name: string;
}

/** All that the connection sends to sign in. */
export interface Credentials {
  auth: Auth;
  keys: readonly Key[];
  /** Why an operation cannot be called with these; undefined when it can. */
  unmet(operation: Pick<Operation, 'security' | 'credentials'>): string | undefined;
}

interface Scheme {
  name: string;
  /** A key, or what signs in with the header Authorization; undefined for what a connection cannot send. */
  sends: { key: Key } | { auth: Auth } | undefined;
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

/** Parameters without which an operation is refused, and which no argument may hold. */
export function credentialParameters(spec: Spec, head: OperationHead): NeededParameter[] {
  return ownAndInherited(spec, head, 'parameters').flatMap((at) => {
    const own = objectOf(at);
    if (own?.required !== true || typeof own.name !== 'string' || typeof own.in !== 'string') return [];
    if (own.in === 'path' || own.in === 'body') return [];
    const { name } = own;
    const place = own.in === 'formData' ? 'query' : own.in;
    const signsIn = place === 'header' && /^authorization$/i.test(name);
    return signsIn || isCredential(spec, name, place, textOf(spec, at, 'description')) ? [{ in: own.in, name }] : [];
  });
}

/** What stands between the operations and their credentials: each inner list is sent whole, any one of them is enough. */
type Requirements = readonly (readonly string[])[];

/** What most operations take of what the description asks for; of several, first what needs no person. */
export function credentialsOf(spec: Spec, operations: readonly Operation[], base: string | undefined): Credentials {
  const at = definitionsOf(spec);
  const schemes = new Map(spec.entries(at).map(([name, node]) => [name, schemeOf(spec, name, node, base)]));
  const everywhere = requirementsOf(spec, spec.at(spec.root, 'security')) ?? [];
  const asked = operations.map(({ security }) => security ?? everywhere);
  const isNamed = asked.some((security) => security.flat().length > 0);
  // a description that never says which is used means any
  const candidates = isNamed ? distinct(asked.flat()) : [...schemes.keys()].map((name) => [name]);
  const chosen = best(
    candidates.filter((names) => isSendable(names, schemes)),
    asked,
    schemes,
  );
  const others = [...new Set(isNamed ? candidates.flat() : schemes.keys())].filter((name) => {
    return schemes.get(name)?.sends && !chosen.includes(name);
  });
  const [first] = chosen;
  if (first !== undefined && others.length > 0)
    spec.findings.note(
      'openapi/security',
      spec.at(at, first),
      `The connection signs in with ${chosen.join(' and ')}; ${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} left out.`,
    );
  const sent = chosen.flatMap((name) => schemes.get(name)?.sends ?? []);
  return {
    auth: sent.flatMap((sends) => ('auth' in sends ? sends.auth : []))[0] ?? { kind: 'none' },
    keys: sent.flatMap((sends) => ('key' in sends ? sends.key : [])),
    unmet({ security = everywhere, credentials }) {
      // what signs in for the whole operation stands for its parameter as well
      const isSignedIn = security.some((names) => names.length > 0 && names.every((name) => chosen.includes(name)));
      const missing = isSignedIn ? [] : credentials.filter((param) => !sent.some((sends) => isSentBy(sends, param)));
      const [parameter] = missing;
      if (parameter)
        return `it needs the ${placeWord(parameter.in)} ${parameter.name.slice(0, 60)}, which the connection does not send`;
      if (security.length === 0 || isMet(security, chosen)) return undefined;
      const ways = security.map((names) => names.filter((name) => !chosen.includes(name)).join(' and '));
      return `it needs ${[...new Set(ways)].slice(0, 4).join(', or ').slice(0, 120)}, which the connection does not send`;
    },
  };
}

function isSentBy(sends: NonNullable<Scheme['sends']>, { in: place, name }: NeededParameter): boolean {
  if ('auth' in sends) return place === 'header' && /^authorization$/i.test(name);
  const { key } = sends;
  return key.in === place && (place === 'header' ? key.name.toLowerCase() === name.toLowerCase() : key.name === name);
}

function placeWord(place: string): string {
  return place === 'query' ? 'parameter' : place === 'formData' ? 'field' : place;
}

/** The alternatives of a `security` list; undefined where there is none. An empty one asks for nothing. */
export function requirementsOf(spec: Spec, node: SpecNode): Requirements | undefined {
  if (!Array.isArray(node.value)) return undefined;
  return spec.items(node).map((requirement) => Object.keys(objectOf(requirement) ?? {}));
}

function distinct(all: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(all.filter(({ length }) => length > 0).map((way) => [[...way].sort().join('\0'), way])).values()];
}

function isMet(requirements: Requirements, sent: readonly string[]): boolean {
  return requirements.some((names) => names.every((name) => sent.includes(name)));
}

/** Every scheme is known, and no two of them want the same place. */
function isSendable(names: readonly string[], schemes: ReadonlyMap<string, Scheme>): boolean {
  const places = names.map((name) => {
    const sends = schemes.get(name)?.sends;
    if (!sends) return undefined;
    if ('auth' in sends) return 'header authorization';
    return sends.key.in === 'header' ? `header ${sends.key.name.toLowerCase()}` : `${sends.key.in} ${sends.key.name}`;
  });
  return !places.includes(undefined) && new Set(places).size === names.length;
}

function best(
  candidates: readonly (readonly string[])[],
  asked: readonly Requirements[],
  schemes: ReadonlyMap<string, Scheme>,
): readonly string[] {
  const scored = candidates.map((names) => ({
    names,
    // those that would also do without count for what they name
    met: asked.filter((security) =>
      isMet(
        security.filter(({ length }) => length > 0),
        names,
      ),
    ).length,
    rank: Math.max(...names.map((name) => schemes.get(name)?.rank ?? 0)),
  }));
  scored.sort((a, b) => b.met - a.met || a.rank - b.rank || a.names.length - b.names.length);
  return scored[0]?.names ?? [];
}

function schemeOf(spec: Spec, name: string, node: SpecNode, base: string | undefined): Scheme {
  const own = objectOf(node);
  const left = (why: string) => {
    spec.findings.note('openapi/security', node, `${name} is left out: ${why}.`);
    return { name, sends: undefined, rank: 9 };
  };
  switch (own?.type) {
    case 'apiKey': {
      const key = textOf(spec, node, 'name');
      if (!key || !/^[\w.-]+$/.test(key)) return left('it names no header, parameter or cookie');
      if (own.in === 'cookie') return { name, rank: 6, sends: { key: { scheme: name, in: 'cookie', name: key } } };
      if (own.in === 'query') return { name, rank: 5, sends: { key: { scheme: name, in: 'query', name: key } } };
      return { name, rank: 2, sends: { key: { scheme: name, in: 'header', name: key } } };
    }
    case 'basic':
      return { name, rank: 4, sends: { auth: { kind: 'basic' } } };
    case 'http': {
      const scheme = String(own.scheme).toLowerCase();
      if (scheme === 'basic') return { name, rank: 4, sends: { auth: { kind: 'basic' } } };
      return scheme === 'bearer' ? { name, rank: 1, sends: { auth: { kind: 'bearer' } } } : left(`it is ${scheme}`);
    }
    case 'oauth2': {
      const auth = oauthOf(spec, node, base);
      return { name, rank: auth.kind === 'signIn' ? 7 : 3, sends: { auth } };
    }
    case 'openIdConnect':
      return { name, rank: 3, sends: { auth: { kind: 'bearer' } } };
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
  return Object.keys(objectOf(spec.at(flow, 'scopes')) ?? {}).filter((scope) => /^[\x21-\x7e]+$/.test(scope));
}
