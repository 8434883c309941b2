import { demoCompany, sandboxClock } from '@rolekit/demo-data';
import type { RunningSandbox, SandboxOptions } from '@rolekit/sdk/testing';
import { pagingTo } from './api-call.ts';
import { buildApp } from './app.ts';
import type { Portal } from './portal.ts';
import { RateCounter, type RateLimits } from './rate-limits.ts';
import { loadStore } from './store/load.ts';
import { Tokens } from './tokens.ts';

export interface HubSpotSandboxOptions extends SandboxOptions {
  /** Log each request to stdout. Default: false. */
  log?: boolean;
  /** Default: far above the vendor's (190 in ten seconds, 5 searches a second), so that tests need not wait. */
  limits?: Partial<RateLimits>;
  /** Results of one search that can be reached. Default: 10 000, as with the vendor. */
  searchCap?: number;
  /** Seconds that an OAuth access token is good for, in real time. Default: 1800. */
  tokenLifetime?: number;
}

export interface HubSpotSandbox extends RunningSandbox {
  /** Ends all OAuth access tokens now, as time would. */
  expireTokens(): void;
}

export { idOfDemoRecord } from './ids.ts';

const ROOMY: RateLimits = { tenSeconds: 5000, searchesPerSecond: 500, daily: 1_000_000 };

/**
 * Starts a server that speaks the HubSpot CRM API over the demo company, under its v3 and v4 paths and the dated ones.
 * What is written stays until it stops.
 *
 * @example
 * const sandbox = await startSandbox();
 * sandbox.values; // { baseUrl, accessToken }
 * await sandbox.close();
 */
export async function startSandbox(options: HubSpotSandboxOptions = {}): Promise<HubSpotSandbox> {
  const clock = sandboxClock(options.clock);
  const now = clock.now().toISOString();
  const tokens = new Tokens(options.tokenLifetime ?? 1800);
  const portal: Portal = {
    store: loadStore(demoCompany(), clock, new Map(options.words?.stages?.map(({ id, label }) => [id, label]))),
    tokens,
    rate: new RateCounter({ ...ROOMY, ...options.limits }),
    searchCap: options.searchCap ?? 10_000,
    pageRows: options.pageRows ?? Number.POSITIVE_INFINITY,
    baseUrl: 'http://127.0.0.1:0',
    reads: 0,
    writes: 0,
  };
  const app = await buildApp(portal, { log: options.log ?? false });
  portal.baseUrl = baseUrlOf(await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 }));
  const { clientId, clientSecret, refreshToken, privateApp } = tokens;
  const { baseUrl } = portal;
  return {
    name: 'hubspot',
    baseUrl,
    environment: 'sandbox',
    now,
    credentials: { baseUrl, accessToken: privateApp, clientId, clientSecret, refreshToken },
    values: { baseUrl, accessToken: privateApp },
    stats: () => ({ reads: portal.reads, writes: portal.writes }),
    faults: {
      isPage: ({ method, path }) => {
        const [place = ''] = path.split('?');
        return (
          /\/(search|memberships)$/.test(place) ||
          (method === 'GET' && /\/(objects\/[^/]+(\/[^/]+)?|owners(\/[\d-]+)?|associations\/[a-z]+)$/.test(place))
        );
      },
      emptyPage: (body, request) => emptyPage(body as object, request),
    },
    expireTokens: () => tokens.expireAll(),
    close: () => app.close(),
  };
}

/** A page without rows that leads to the one that was asked for. */
function emptyPage(body: object, { path, body: sent }: { path: string; body: Buffer }): object {
  const asked = sent.length > 0 ? (JSON.parse(sent.toString('utf8')) as { after?: string; offset?: number }) : {};
  if ('lists' in body) return { ...body, lists: [], offset: asked.offset ?? 0, hasMore: true };
  const after = asked.after ?? new URL(path, 'http://sandbox').searchParams.get('after') ?? '0';
  return { ...body, results: [], paging: pagingTo(after) };
}

function baseUrlOf(address: string): string {
  const { port, hostname } = new URL(address);
  const isWildcard = hostname === '0.0.0.0' || hostname === '[::]';
  return `http://${isWildcard ? '127.0.0.1' : hostname}:${port}`;
}
