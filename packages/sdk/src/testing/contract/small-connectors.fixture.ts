import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { field } from '../../connector/field.ts';
import type { ConnectorPolicy } from '../../http/policy/policy.ts';
import type { RunningSandbox, SandboxOptions } from '../sandbox.ts';

const ROW = z.object({ id: z.int() });
const PAGE = z.object({ rows: z.array(ROW), next: z.int().nullable() });
/** A vendor of five rows or fewer, which all fit on one page. */
export async function startVendor({
  pageRows = 100,
  rows: length = 5,
}: SandboxOptions & { rows?: number } = {}): Promise<RunningSandbox> {
  const rows = Array.from({ length }, (_, at) => ({ id: at + 1 }));
  const server = createServer((request, response) => {
    const from = Number(new URL(request.url ?? '', 'http://vendor').searchParams.get('from') ?? 0);
    const next = from + pageRows < rows.length ? from + pageRows : null;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ rows: rows.slice(from, from + pageRows), next }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    name: 'few',
    baseUrl,
    environment: 'sandbox',
    credentials: {},
    values: { baseUrl },
    stats: () => ({ reads: 0, writes: 0 }),
    faults: { isPage: () => true },
    close: async () => void server.close(),
  };
}

/** Reads the first page only, or goes on to the next. */
export function connectorOf(goesOn: boolean, policy: ConnectorPolicy = {}) {
  const connection = defineConnection({
    config: { baseUrl: field(z.url(), { title: 'Base URL', description: 'Of the API.', env: 'FEW_BASE_URL' }) },
    open: ({ config, http }) => http({ baseUrl: config.baseUrl, policy }),
  });
  const list = connection.list({
    name: 'few_list_rows',
    title: 'List rows',
    description: 'All five rows, in order.',
    items: ROW,
    examples: [{ title: 'All', input: {} }],
    async handler(_, api, { cursor }) {
      const { rows, next } = await api.get('/rows', PAGE, { query: { from: cursor ?? 0 } });
      return { items: rows, next: goesOn && next !== null ? String(next) : undefined };
    },
  });
  const about = { name: 'few', title: 'Few', version: '1.0.0', description: 'Five rows.' };
  return defineConnector({ ...about, connection, hosts: ['config:baseUrl'], tools: [list] });
}
