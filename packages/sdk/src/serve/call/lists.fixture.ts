// A connector with a list of each kind of paging and two kinds of jobs, and a call of it in a process of its own.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { field } from '../../connector/field.ts';
import type { Api } from '../../http/api/api.ts';
import { acceptedJob, type Job, statusJob } from '../../http/list/job.ts';
import { byCursor, byKeyset, byLink, byNextUrl, byOffset, byPage, type Paging } from '../../http/list/paging.ts';
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
  connection.list({
    name: `shop_list_by_${kind}`,
    title: `List by ${kind}`,
    description: `Rows, by ${kind}.`,
    input: { rows: z.int(), gap: z.boolean().optional() },
    items: ROW,
    handler: ({ rows, gap }, api) =>
      api.list(`/${kind}`, ROW, {
        ...(kind === 'token' ? { method: 'POST', json: { rows, gap } } : { query: { rows, gap } }),
        rows: 'rows',
        paging,
      }),
  }),
);

const RESULT = z.object({ rows: z.array(ROW) });
const JOBS: Record<string, (api: Api) => Job<z.output<typeof RESULT>>> = {
  accepted: (api) =>
    acceptedJob(api, { start: { method: 'POST', path: '/accepted', json: {} }, schema: RESULT, cancel: true }),
  status: (api) =>
    statusJob(api, {
      schema: RESULT,
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
  connection.list({
    name: `shop_export_by_${kind}`,
    title: `Export by ${kind}`,
    description: `Rows of a job, by ${kind}.`,
    input: { withinMs: z.int() },
    items: ROW,
    handler: async ({ withinMs }, api) =>
      (await api.runJob(jobOf(api), { wait: { kind: 'constant', ms: 1 }, withinMs })).rows,
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
