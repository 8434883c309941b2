import { demoCompany, sandboxClock } from '@rolekit/demo-data';
import type { RunningSandbox, SandboxOptions } from '@rolekit/sdk/testing';
import { buildApp } from './app.ts';
import { Consents } from './auth/consent.ts';
import { activeUser, makeCredentials } from './auth/credentials.ts';
import { TokenStore } from './auth/tokens.ts';
import { QueryCursors } from './cursors.ts';
import type { Org } from './org.ts';
import { loadStore, ORGANIZATION_ID } from './store/load.ts';
import { type Currencies, fiscalSettings } from './store/settings.ts';

export interface SalesforceSandboxOptions extends SandboxOptions {
  /** Log each request to stdout. Default: false. */
  log?: boolean;
  /** Seconds that an access token is good for, in real time. Default: 7200. */
  tokenLifetime?: number;
  /** API calls until REQUEST_LIMIT_EXCEEDED. Default: 15000. */
  requestLimit?: number;
  /** Give out a new refresh token, and end the old one, at each refresh. Default: false. */
  rotateRefreshTokens?: boolean;
  /** Ask for the consumer secret with a code or a refresh token too. Default: true. */
  requireSecret?: boolean;
  /** Makes an org with several currencies: accounts of EMEA in EUR, of APAC in JPY, the others in USD. Default: one currency. */
  currencies?: Currencies;
  /** Seconds that an authorization code is good for. Default: 900. */
  codeLifetime?: number;
}

export interface SalesforceSandbox extends RunningSandbox {
  /** Ends all access tokens now, as time would. */
  expireTokens(): void;
}

export type { SalesforceErrorCode } from './errors.ts';
export { idOfDemoRecord } from './ids.ts';

/** Port 0: any that is free, so that two sign-ins do not meet. */
const CALLBACK_URL = 'http://localhost:0/OauthRedirect';

/** A client that compares modification stamps, which have seconds, sees every change. */
const WRITE_STEP_MS = 1000;

function newOrg(options: SalesforceSandboxOptions): Org {
  return {
    store: loadStore(demoCompany(), sandboxClock(options.clock, WRITE_STEP_MS), {
      currencies: options.currencies ?? null,
      ...fiscalSettings(options.words?.fiscalYear),
    }),
    tokens: new TokenStore(ORGANIZATION_ID, (options.tokenLifetime ?? 7200) * 1000),
    cursors: new QueryCursors(),
    credentials: makeCredentials(),
    consents: new Consents((options.codeLifetime ?? 900) * 1000),
    requireSecret: options.requireSecret ?? true,
    rotateRefreshTokens: options.rotateRefreshTokens ?? false,
    requestLimit: options.requestLimit ?? 15_000,
    pageRows: options.pageRows,
    baseUrl: 'http://127.0.0.1:0',
    requestsUsed: 0,
    reads: 0,
    writes: 0,
  };
}

function baseUrlOf(address: string): string {
  const { port, hostname } = new URL(address);
  const isWildcard = hostname === '0.0.0.0' || hostname === '[::]';
  return `http://${isWildcard ? '127.0.0.1' : hostname}:${port}`;
}

/**
 * Starts a server that speaks the Salesforce REST API over the demo company. What is written stays until it stops.
 *
 * @example
 * const sandbox = await startSandbox();
 * sandbox.values; // { instanceUrl, loginUrl, clientId, clientSecret, callbackUrl }
 * await sandbox.close();
 */
export async function startSandbox(options: SalesforceSandboxOptions = {}): Promise<SalesforceSandbox> {
  const org = newOrg(options);
  const now = org.store.now().toISOString();
  const app = await buildApp(org, { log: options.log ?? false });
  org.baseUrl = baseUrlOf(await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 }));

  const { clientId, clientSecret, username, password } = org.credentials;
  const userId = String(activeUser(org.store, username)?.Id);
  const values = { instanceUrl: org.baseUrl, loginUrl: org.baseUrl, clientId, clientSecret, callbackUrl: CALLBACK_URL };
  return {
    name: 'salesforce',
    baseUrl: org.baseUrl,
    environment: 'sandbox',
    now,
    credentials: { ...values, username, password, refreshToken: org.tokens.issueRefresh(userId) },
    values,
    stats: () => ({ reads: org.reads, writes: org.writes }),
    faults: {
      isPage: ({ path }) => /\/query(?:All)?\/\w+-\d+/.test(path) && 'query',
      emptyPage: (body, { path }) => ({ ...(body as object), records: [], done: false, nextRecordsUrl: path }),
    },
    expireTokens: () => org.tokens.expireAll(),
    close: () => app.close(),
  };
}
