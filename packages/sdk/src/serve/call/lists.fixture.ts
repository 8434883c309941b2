// A connector with a list of each kind of paging and two kinds of jobs, and a call of it in a process of its own.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { field } from '../../connector/field.ts';
import { defineTool } from '../../connector/tool.ts';
import { listPage } from '../../http/list/fetch-page.ts';
import { acceptedJob, type Job, runJob, statusJob } from '../../http/list/job.ts';
import { byCursor, byKeyset, byLink, byNextUrl, byOffset, byPage, type Paging } from '../../http/list/paging.ts';
import type { HttpClient } from '../../http/request/types.ts';
import { connectInMemory } from '../../testing/in-memory.ts';
import { servedFrom } from '../plugin/served-connector.ts';

const ROW = z.object({ id: z.number() });
const SIZE = { sizeParam: 'limit', maxSize: 10 };

/** How the vendor of the test pages, by the name of its list. */
export const KINDS: Record<string, Paging> = {
  cursor: byCursor({ at: 'next', param: 'after', ...SIZE }),
  token: byCursor({ at: 'meta.token', param: 'pageToken', in: 'body', ...SIZE }),
  page: byPage({ param: 'page', ...SIZE }),
  offset: byOffset({ param: 'skip', ...SIZE }),
  link: byLink(SIZE),
  url: byNextUrl({ at: 'nextUrl', ...SIZE }),
  key: byKeyset({ param: 'id_gt', key: (row) => (row as { id: number }).id, ...SIZE }),
};

const connection = defineConnection({
  config: { baseUrl: field(z.url(), { title: 'Base URL', description: 'Of the shop.', env: 'SHOP_BASE_URL' }) },
  open: ({ config, http }) => http({ baseUrl: config.baseUrl, policy: { attempts: 1 } }),
});

const lists = Object.entries(KINDS).map(([kind, paging]) =>
  defineTool({
    connection,
    name: `shop_list_by_${kind}`,
    title: `List by ${kind}`,
    description: `Rows, by ${kind}.`,
    access: 'read',
    input: z.object({ rows: z.int(), gap: z.boolean().optional() }),
    items: ROW,
    async handler({ input, connection: http, cursor, limit, signal }) {
      const isBody = kind === 'token';
      const { rows, gap } = input;
      const page = await listPage(http, {
        request: isBody
          ? { method: 'POST', path: `/${kind}`, json: { rows, gap }, repeatable: true }
          : { path: `/${kind}`, query: { rows, gap } },
        paging,
        rows: (body) => (body as { rows?: unknown[] }).rows,
        cursor,
        limit,
        signal,
      });
      return { ...page, items: z.array(ROW).parse(page.items) };
    },
  }),
);

const JOBS: Record<string, (http: HttpClient) => Job<{ body: unknown }>> = {
  accepted: (http) =>
    acceptedJob(http, { connector: 'shop', start: { method: 'POST', path: '/accepted', json: {} }, cancel: true }),
  status: (http) =>
    statusJob(http, {
      connector: 'shop',
      start: { method: 'POST', path: '/status', json: {} },
      id: 'job.id',
      status: (id) => ({ path: `/status/${id}` }),
      state: 'job.state',
      done: ['DONE'],
      failed: ['FAILED'],
      result: (id) => ({ path: `/status/${id}/rows` }),
    }),
};

const jobs = Object.entries(JOBS).map(([kind, jobOf]) =>
  defineTool({
    connection,
    name: `shop_export_by_${kind}`,
    title: `Export by ${kind}`,
    description: `Rows of a job, by ${kind}.`,
    access: 'read',
    input: z.object({ withinMs: z.int() }),
    items: ROW,
    async handler({ input, connection: http, cursor, signal, progress }) {
      const wait = { kind: 'constant', ms: 1 } as const;
      const { withinMs } = input;
      const { body } = await runJob(jobOf(http), { resume: cursor, signal, progress, wait, withinMs });
      return { items: z.object({ rows: z.array(ROW) }).parse(body).rows };
    },
  }),
);

const shop = defineConnector({
  name: 'shop',
  title: 'Shop',
  version: '1.0.0',
  description: 'A shop.',
  connection,
  hosts: ['config:baseUrl'],
  tools: [...lists, ...jobs],
});

/** Of one call in a server that begins and ends with it. */
export async function callOnce(home: string, tool: string, args: Record<string, unknown>) {
  const plugin = { name: 'shop', version: '1.0.0', description: 'A shop.', connectors: [servedFrom(shop)] };
  const host = await connectInMemory(plugin, { home });
  const { isError, structured, text } = await host.call(tool, args).finally(() => host.close());
  return { isError, structured, text };
}

// run by itself: what to call comes on stdin
if (process.argv[1] === import.meta.filename) {
  const { home, tool, args } = JSON.parse(readFileSync(0, 'utf8'));
  process.stdout.write(JSON.stringify(await callOnce(home, tool, args)));
}
