import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import OidcProvider from 'oidc-provider';
import { onTestFinished } from 'vitest';

export interface Employee {
  sub: string;
  name: string;
  email: string;
  preferred_username?: string;
  groups?: string[];
}

export interface CompanySignIn {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Who signs in next; undefined refuses. */
  employee: Employee | undefined;
  close(): Promise<void>;
}

/** A real OpenID Connect provider on loopback, where whoever is `employee` is signed in without a question. */
export async function companySignIn(redirectUri: string, employee: Employee): Promise<CompanySignIn> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const company = {
    issuer,
    clientId: 'rolekit',
    clientSecret: 'of-the-registry-0123456789',
    employee,
  } as CompanySignIn;
  const { clientId: client_id, clientSecret: client_secret } = company;
  const provider = new OidcProvider(issuer, {
    clients: [{ client_id, client_secret, redirect_uris: [redirectUri], response_types: ['code'] }],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'], email: ['email'] },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['a key of this test'] },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: async (_context, sub) => ({ accountId: sub, claims: async () => ({ ...company.employee, sub }) }),
  });
  server.on('request', async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void provider.callback()(request, response);
    const { prompt, params, grantId, session } = await provider.interactionDetails(request, response);
    if (company.employee === undefined)
      return provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'no entry' });
    if (prompt.name === 'login')
      return provider.interactionFinished(request, response, { login: { accountId: company.employee.sub } });
    const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
    const grant = known ?? new provider.Grant({ accountId: session?.accountId, clientId: String(params.client_id) });
    grant.addOIDCScope(String(params.scope));
    await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
  });
  company.close = async () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(company.close);
  return company;
}
