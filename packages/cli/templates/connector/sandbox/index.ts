import { tokenOf } from '@rolekit/sdk/authorization';
import { type Api, answer, faults } from './answer.ts';
import { demoNotes, NOW } from './notes.ts';
import { type ServerOptions, startServer } from './server.ts';

const API_KEY = 'sandbox-key';

export interface SandboxOptions extends ServerOptions {
  /** Rows of a page at most: tests walk short lists over several pages with it. @default 100 */
  pageRows?: number;
}

/** Starts a server that speaks the API over demo data, for tests and for trying the connector. */
export async function startSandbox({ pageRows = 100, ...options }: SandboxOptions = {}) {
  const api: Api = { notes: demoNotes(), stats: { reads: 0, writes: 0 }, pageRows };
  const { baseUrl, close } = await startServer(options, (request, url) =>
    tokenOf(request, 'Bearer') === API_KEY
      ? answer(request, url, api)
      : { status: 401, body: { error: 'Unknown API key.' } },
  );
  return {
    name: 'starter',
    baseUrl,
    environment: 'sandbox' as const,
    now: NOW,
    credentials: { apiKey: API_KEY },
    /** The settings with which the connector reaches it. */
    values: { baseUrl, apiKey: API_KEY },
    stats: () => ({ ...api.stats }),
    faults,
    close,
  };
}
