import { tokenOf } from '@rolekit/sdk/authorization';
import { type Api, answer, faults } from './answer.ts';
import { demoNotes, NOW } from './notes.ts';
import { CLIENT_ID, OAuth, REFRESH_TOKEN } from './oauth.ts';
import { type ServerOptions, startServer } from './server.ts';

export interface SandboxOptions extends ServerOptions {
  /** Rows of a page at most: tests walk short lists over several pages with it. @default 100 */
  pageRows?: number;
}

/** Starts a server that signs people in and speaks the API over demo data, for tests and for trying the connector. */
export async function startSandbox({ pageRows = 100, ...options }: SandboxOptions = {}) {
  const api: Api = { notes: demoNotes(), stats: { reads: 0, writes: 0 }, pageRows };
  const oauth = new OAuth();
  const { baseUrl, close } = await startServer(options, (request, url) => {
    const asked = `${request.method} ${url.pathname}`;
    if (asked === 'GET /oauth/authorize') return oauth.authorize(url.searchParams);
    if (asked === 'POST /oauth/token') return oauth.token(request);
    if (oauth.accepts(tokenOf(request, 'Bearer'))) return answer(request, url, api);
    return { status: 401, body: { error: 'Unknown or expired access token.' } };
  });
  return {
    name: 'starter',
    baseUrl,
    environment: 'sandbox' as const,
    now: NOW,
    credentials: { clientId: CLIENT_ID, refreshToken: REFRESH_TOKEN },
    /** The settings with which the connector reaches it. */
    values: { baseUrl, clientId: CLIENT_ID, refreshToken: REFRESH_TOKEN },
    stats: () => ({ ...api.stats }),
    faults,
    close,
  };
}
