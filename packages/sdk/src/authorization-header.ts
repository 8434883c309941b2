/** As much of a request as says who sends it. */
export interface AuthorizedRequest {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Names and values as they came; in it a second `Authorization` shows, which `headers` drops. */
  rawHeaders?: readonly string[];
}

/** An `Authorization` field, taken apart. */
export interface Credentials {
  /** In lower case. */
  scheme: string;
  /** All that follows the blanks after the scheme. */
  value: string;
}

/** Credentials that are longer are nobody's. */
const MAX_LENGTH = 16 * 1024;
const CREDENTIALS = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) +([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)$/;
const TOKEN68 = /^[A-Za-z0-9._~+/-]+=*$/;

/**
 * The credentials of a request (RFC 9110, 11.4): a scheme, blanks, and a value. Undefined when there are none, when they are
 * written otherwise (a tab, a control character) and when the field is there more than once: nobody can say then which counts.
 *
 * @example credentialsOf({ headers: { authorization: 'BEARER  abc' } }) // { scheme: 'bearer', value: 'abc' }
 */
export function credentialsOf({ headers, rawHeaders }: AuthorizedRequest): Credentials | undefined {
  const { authorization } = headers;
  if (typeof authorization !== 'string' || authorization.length > MAX_LENGTH) return undefined;
  if (rawHeaders !== undefined && isRepeated(rawHeaders)) return undefined;
  const [, scheme, value] = CREDENTIALS.exec(authorization) ?? [];
  return scheme === undefined || value === undefined ? undefined : { scheme: scheme.toLowerCase(), value };
}

/**
 * The token (`token68`) that a request sends under one of these schemes, in whatever case the scheme is written; undefined
 * for everything else.
 *
 * @example tokenOf(request, 'Bearer')
 */
export function tokenOf(request: AuthorizedRequest, ...schemes: readonly string[]): string | undefined {
  const credentials = credentialsOf(request);
  if (credentials === undefined || !TOKEN68.test(credentials.value)) return undefined;
  return schemes.some((scheme) => scheme.toLowerCase() === credentials.scheme) ? credentials.value : undefined;
}

function isRepeated(rawHeaders: readonly string[]): boolean {
  let found = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]?.toLowerCase() === 'authorization') found += 1;
  return found > 1;
}
