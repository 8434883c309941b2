import { tokenOf } from '@rolekit/sdk/authorization';
import { demoNotes, NOW } from './notes.ts';
import { type Api, refused, resolve } from './operations.ts';
import { readBody, type ServerOptions, startServer } from './server.ts';

const API_KEY = 'sandbox-key';

export interface SandboxOptions extends ServerOptions {
  /** Rows of a page at most: tests walk short lists over several pages with it. @default 100 */
  pageRows?: number;
}

/** Starts a server that speaks the API over demo data, for tests and for trying the connector. */
export async function startSandbox({ pageRows = 100, ...options }: SandboxOptions = {}) {
  const api: Api = { notes: demoNotes(), stats: { reads: 0, writes: 0 }, pageRows };
  const { baseUrl, close } = await startServer(options, async (request, url) => {
    if (tokenOf(request, 'Bearer') !== API_KEY) return { status: 401, body: { error: 'Unknown API key.' } };
    if (request.method !== 'POST' || url.pathname !== '/graphql')
      return { status: 404, body: { error: `There is no ${request.method} ${url.pathname}.` } };
    return { status: 200, body: resolve(JSON.parse(await readBody(request)), api) };
  });
  return {
    name: 'starter',
    baseUrl,
    environment: 'sandbox' as const,
    now: NOW,
    credentials: { apiKey: API_KEY },
    /** The settings with which the connector reaches it. */
    values: { baseUrl, apiKey: API_KEY },
    stats: () => ({ ...api.stats }),
    /** What tests have to know to repeat and empty pages. */
    faults: {
      isRead: ({ path }: { path: string }) => path !== '/graphql?operation=updateNote',
      isPage: ({ path }: { path: string }) => path === '/graphql?operation=notes',
      /** A page without rows that leads to the one that was asked for. */
      emptyPage: (page: unknown, { body }: { body: Buffer }) => {
        const { data } = page as { data: { notes: object } };
        const { after = null } = JSON.parse(body.toString('utf8')).variables;
        return {
          data: { notes: { ...data.notes, nodes: [], pageInfo: { hasNextPage: true, endCursor: after ?? '0' } } },
        };
      },
      /** What this API says with status 200: that it had enough, and that it does not do what it was asked for. */
      throttled: { body: refused('RATE_LIMITED', 'Too many requests.') },
      refused: () => ({ body: refused('BAD_USER_INPUT', 'The title is too long.') }),
    },
    close,
  };
}
