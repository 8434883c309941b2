import type { DatabaseSync } from 'node:sqlite';
import { tokenOf } from '@rolekit/sdk/authorization';
import { openDatabase, type Refusal, run, tableNamed, tables } from './database.ts';
import { NOW } from './notes.ts';
import { readBody, type ServerOptions, startServer } from './server.ts';

const TOKEN = 'sandbox-token';
const STATUS: Record<Refusal['code'], number> = { sql_error: 400, read_only: 403, unknown_table: 404 };

/** Starts a server that runs SQL over demo data in SQLite, for tests and for trying the connector. */
export async function startSandbox(options: ServerOptions = {}) {
  const database = openDatabase();
  const stats = { reads: 0, writes: 0 };
  const { baseUrl, close } = await startServer(options, async (request, url) => {
    if (tokenOf(request, 'Bearer') !== TOKEN)
      return { status: 401, body: { code: 'unauthorized', message: 'Unknown token.' } };
    stats.reads += 1;
    const body = request.method === 'POST' ? JSON.parse(await readBody(request)) : {};
    const answer = answerOf(database, `${request.method} ${url.pathname}`, body);
    return 'code' in answer ? { status: STATUS[answer.code], body: answer } : { status: 200, body: answer };
  });
  return {
    name: 'starter',
    baseUrl,
    environment: 'sandbox' as const,
    now: NOW,
    credentials: { token: TOKEN },
    /** The settings with which the connector reaches it. */
    values: { baseUrl, token: TOKEN },
    stats: () => ({ ...stats }),
    // no list comes in pages
    faults: { isPage: () => false },
    async close() {
      await close();
      database.close();
    },
  };
}

function answerOf(database: DatabaseSync, asked: string, body: Record<string, unknown>): object | Refusal {
  if (asked === 'GET /me') return { user: 'demo_reader' };
  if (asked === 'GET /tables') return { tables: tables(database) };
  if (asked === 'POST /query') return run(database, body);
  const [, name = ''] = /^GET \/tables\/([^/]+)$/.exec(asked) ?? [];
  return tableNamed(database, decodeURIComponent(name));
}
