import { RolekitError } from '../errors.ts';
import type { Authorizer } from '../http/request/types.ts';

export interface ApiKeyOptions {
  key: string;
  /** Where the vendor wants it. For a key as user name or password, use `basic`. */
  in: 'header' | 'query' | 'cookie';
  /** Of the header, the parameter or the cookie, e.g. `x-api-key`. */
  name: string;
  /** Before the key in a header, e.g. `Token `. @default none */
  prefix?: string;
}

/**
 * Sends an API key in a header, a cookie or the query of each URL. Prefer the header: URLs end up in the vendor's logs.
 *
 * @throws RK_DEFINITION for a key that no header, or no cookie, can carry
 */
export function apiKey({ key, in: place, name, prefix = '' }: ApiKeyOptions): Authorizer {
  // fetch would name the value in its own error
  const carried = place === 'cookie' ? /^[!#-+\--:<-[\]-~]*$/ : /^[\t\x20-\x7e]*$/;
  if (place !== 'query' && !carried.test(prefix + key))
    throw new RolekitError('RK_DEFINITION', {
      what: `the API key for ${name}`,
      reason: `it holds characters that no ${place} can carry`,
      hint: 'Copy it again, without line breaks.',
    });
  return {
    headers: async () =>
      place === 'header' ? { [name]: prefix + key } : place === 'cookie' ? { cookie: `${name}=${prefix}${key}` } : {},
    query: async () => (place === 'query' ? { [name]: key } : {}),
    refresh() {},
    secrets: () => [key],
  };
}
