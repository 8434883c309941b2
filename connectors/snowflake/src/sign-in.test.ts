import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import type { SnowflakeConfig } from './connection.ts';
import { signIn } from './sign-in.ts';

const pem = (bits: number) =>
  String(generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ type: 'pkcs8', format: 'pem' }));
const privateKey = pem(2048);
const config = (more: Partial<SnowflakeConfig>) =>
  ({ accountUrl: 'https://my-account.snowflakecomputing.com', user: 'me', ...more }) as SnowflakeConfig;

describe('signing in', () => {
  it('with a key that cannot be used says why before anything is sent', () => {
    const given = (key: string) => () => signIn(config({ privateKey: key }));
    expect(given('hello')).toThrow(
      'snowflake is not connected: the private key cannot be used: it is not a private key in PEM',
    );
    expect(given(String(createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })))).toThrow(
      'it is a public key, not the private key',
    );
  });

  it("with a key pair follows Snowflake's rules", async () => {
    const { auth, headers } = signIn(config({ privateKey }));
    const token = (await auth?.headers(undefined))?.authorization?.replace('Bearer ', '') ?? '';
    expect(headers).toEqual({ 'x-snowflake-authorization-token-type': 'KEYPAIR_JWT' });
    await jwtVerify(token, createPublicKey(privateKey), { algorithms: ['RS256'] });
    const { iss, sub, iat = 0, exp = 0 } = decodeJwt(token);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', typ: 'JWT' });
    expect(sub).toBe('MY-ACCOUNT.ME');
    expect(iss).toMatch(/^MY-ACCOUNT\.ME\.SHA256:[A-Za-z0-9+/]{43}=$/);
    expect(exp - iat).toBe(3300);
    expect(auth?.secrets()).toContain(token);
  });

  it('with a programmatic token sends it as it is', async () => {
    const { auth, headers } = signIn(config({ token: 'pat-1' }));
    expect(await auth?.headers(undefined)).toEqual({ authorization: 'Bearer pat-1' });
    expect(headers).toEqual({ 'x-snowflake-authorization-token-type': 'PROGRAMMATIC_ACCESS_TOKEN' });
  });
});
