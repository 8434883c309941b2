import { createHash, createPublicKey, generateKeyPair, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { type AuthorizedRequest, tokenOf } from '@rolekit/sdk/authorization';
import { decodeJwt, jwtVerify } from 'jose';
import { ACCOUNT, USER } from './account.ts';

/** What the demo user can sign in with, made anew for each sandbox. */
export interface DemoCredentials {
  privateKey: string;
  publicKey: KeyObject;
  /** `SHA256:…` of the public key, as Snowflake shows it with DESCRIBE USER. */
  fingerprint: string;
  /** A programmatic access token. */
  token: string;
  password: string;
}

export async function createCredentials(): Promise<DemoCredentials> {
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const publicKey = createPublicKey(pair.publicKey);
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return {
    privateKey: pair.privateKey,
    publicKey,
    fingerprint: `SHA256:${createHash('sha256').update(der).digest('base64')}`,
    token: `pat-${randomBytes(24).toString('base64url')}`,
    password: randomBytes(12).toString('base64url'),
  };
}

export interface AuthFailure {
  code: string;
  message: string;
}

const MAX_LIFETIME_SECONDS = 3600;
const SKEW_SECONDS = 60;

/** Checks a key-pair JWT by Snowflake's rules; undefined when it is good. */
export async function checkJwt(
  token: string,
  { publicKey, fingerprint }: DemoCredentials,
  now: Date,
): Promise<AuthFailure | undefined> {
  const invalid = (why: string): AuthFailure => ({
    code: '390144',
    message: `JWT token is invalid. [${randomUUID()}] (${why})`,
  });
  let claims: ReturnType<typeof decodeJwt>;
  try {
    claims = decodeJwt(token);
  } catch {
    return invalid('not a JWT');
  }
  const subject = `${ACCOUNT}.${USER}`;
  if (claims.iss !== `${subject}.${fingerprint}`) return invalid('issuer or public key fingerprint does not match');
  if (claims.sub !== subject) return invalid('subject does not match');
  if (claims.exp === undefined || claims.iat === undefined) return invalid('exp or iat is missing');
  const seconds = now.getTime() / 1000;
  const [issued, expires] = [inSeconds(claims.iat), inSeconds(claims.exp)];
  if (issued > seconds + SKEW_SECONDS) return invalid('issued in the future');
  if (Math.min(expires, issued + MAX_LIFETIME_SECONDS) < seconds) return invalid('expired');
  try {
    await jwtVerify(token, publicKey, { algorithms: ['RS256'], currentDate: now, clockTolerance: SKEW_SECONDS });
    return undefined;
  } catch {
    return invalid('signature');
  }
}

/** Snowflake's driver for Node.js puts milliseconds into its tokens. */
function inSeconds(time: number): number {
  return time > 100_000_000_000 ? time / 1000 : time;
}

/** Checks the headers of a call of the SQL API; undefined when they are good. */
export async function checkApiAuth(
  request: AuthorizedRequest,
  credentials: DemoCredentials,
  now: Date,
): Promise<AuthFailure | undefined> {
  const { headers } = request;
  const token = tokenOf(request, 'Bearer');
  if (!token) return { code: '390101', message: 'Authorization header not found in the request data.' };
  const type = String(headers['x-snowflake-authorization-token-type'] ?? 'OAUTH').toUpperCase();
  if (type === 'KEYPAIR_JWT') return checkJwt(token, credentials, now);
  if (type === 'PROGRAMMATIC_ACCESS_TOKEN')
    return token === credentials.token
      ? undefined
      : { code: '394400', message: 'Programmatic access token is invalid.' };
  return { code: '390303', message: `Invalid OAuth access token. [${randomUUID()}]` };
}
