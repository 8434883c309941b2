import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

export interface CiIssuer {
  issuer: string;
  /** An ID token of a run, as GitHub Actions makes them. */
  idToken(claims?: Record<string, unknown>, signed?: Signed): Promise<string>;
  /** Addresses of its own that were asked for. */
  asked: string[];
  close(): void;
}

/** How a token is signed, for tokens that are not what the platform makes. */
export interface Signed {
  /** `HS256` takes the public key as the secret, `none` signs nothing. */
  alg?: string;
  otherKey?: boolean;
  /** More of the header. */
  header?: Record<string, unknown>;
}

/** A CI platform's issuer on loopback, with keys of its own. */
export async function ciIssuer(audience: () => string): Promise<CiIssuer> {
  const keys = await generateKeyPair('RS256');
  const others = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const foreign = { ...(await exportJWK(others.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/foreign-keys') return void response.end(JSON.stringify({ keys: [foreign] }));
    const answer = request.url === '/jwks' ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/jwks` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  let runs = 0;
  return {
    issuer,
    close,
    asked,
    async idToken(claims = {}, { alg = 'RS256', otherKey = false, header = {} } = {}) {
      const now = Math.floor(Date.now() / 1000);
      runs += 1;
      const payload = {
        iss: issuer,
        aud: audience(),
        sub: 'repo:acme/sales:environment:release',
        iat: now,
        exp: now + 300,
        jti: `run-${runs}`,
        repository: 'acme/sales',
        repository_id: '4711',
        workflow_ref: 'acme/sales/.github/workflows/release.yml@refs/heads/main',
        environment: 'release',
        ref: 'refs/heads/main',
        sha: 'a'.repeat(40),
        run_id: '99',
        run_attempt: '2',
        ...claims,
      };
      if (alg === 'none') return `${[{ alg }, payload].map((part) => textOf(part)).join('.')}.`;
      const secret = new TextEncoder().encode(JSON.stringify(jwk));
      const key = alg === 'HS256' ? secret : (otherKey ? others : keys).privateKey;
      return new SignJWT(payload).setProtectedHeader({ alg, kid: 'one', ...header }).sign(key);
    },
  };
}

function textOf(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
