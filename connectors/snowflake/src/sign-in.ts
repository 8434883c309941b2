import { bearer, type HttpOptions, keyFingerprint, keyPairJwt, staticToken } from '@rolekit/sdk/http';
import type { SnowflakeConfig } from './connection.ts';

/** Snowflake accepts up to an hour. */
const LIFE_SECONDS = 55 * 60;

/**
 * A programmatic access token, or a key pair, whose JWT is renewed before it expires; each with the header that says which.
 *
 * @throws RK_NOT_CONNECTED for a key that cannot be used
 */
export function signIn(config: SnowflakeConfig): Pick<HttpOptions, 'auth' | 'headers'> {
  const kind = 'x-snowflake-authorization-token-type';
  if (config.token !== undefined)
    return { auth: bearer(staticToken(config.token)), headers: { [kind]: 'PROGRAMMATIC_ACCESS_TOKEN' } };
  const { privateKey = '', privateKeyPassphrase: passphrase, user } = config;
  const key = { connector: 'snowflake', algorithm: 'RS256', privateKey, passphrase } as const;
  const sub = `${accountOf(config)}.${user}`.toUpperCase();
  const claims = { iss: `${sub}.${keyFingerprint(key)}`, sub };
  return { auth: bearer(keyPairJwt(key, () => claims, LIFE_SECONDS)), headers: { [kind]: 'KEYPAIR_JWT' } };
}

/** `ORG-ACCOUNT` of `https://org-account.snowflakecomputing.com`. */
function accountOf({ account, accountUrl }: SnowflakeConfig): string {
  return account ?? new URL(accountUrl).hostname.split('.')[0] ?? '';
}
