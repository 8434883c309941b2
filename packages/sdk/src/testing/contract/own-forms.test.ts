import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { field } from '../../connector/field.ts';
import type { Api } from '../../http/api/api.ts';
import type { RunningSandbox, SandboxFaults } from '../sandbox.ts';
import { contract } from './run.ts';

const NOTE = { id: 'n1', title: 'Plan' };
const GET = 'query note { note { id title } }';
const SET = 'mutation setTitle { setTitle { note { id title } userErrors { message } } }';
const isRead = ({ path }: { path: string }) => path.endsWith('=note');
const FORMS: SandboxFaults = {
  isRead,
  throttled: { body: { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }] } },
  refused: () => ({ body: { data: { setTitle: { note: null, userErrors: [{ message: 'It is too long.' }] } } } }),
};

/** A vendor that says with status 200 what went wrong. */
const vendor = (faults: SandboxFaults) => async (): Promise<RunningSandbox> => {
  let writes = 0;
  const server = createServer((request, response) => {
    const isWrite = request.url?.endsWith('=setTitle') === true;
    if (isWrite) writes += 1;
    const data = isWrite ? { setTitle: { note: NOTE, userErrors: [] } } : { note: NOTE };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const about = { name: 'graph', baseUrl, environment: 'sandbox', credentials: {}, values: { baseUrl } } as const;
  return { ...about, stats: () => ({ reads: 0, writes }), faults, close: async () => void server.close() };
};

/** How it asks an operation: answers what stands in `data`. */
type Ask = <S extends z.ZodType>(api: Api, query: string, data: S) => Promise<z.output<S>>;

const knowing: Ask = (api, query, data) => api.graphql(query, {}, data);
const ignoring: Ask = async <S extends z.ZodType>(api: Api, query: string, data: S) => {
  const path = `/graphql?operation=${/\w+ (\w+)/.exec(query)?.[1]}`;
  return ((await api.post(path, z.object({ data }), { json: {} })) as unknown as { data: z.output<S> }).data;
};

function connectorOf(ask: Ask) {
  const note = z.object({ id: z.string(), title: z.string() });
  const connection = defineConnection({
    config: { baseUrl: field(z.url(), 'Of the API.') },
    open: ({ config, http }) => http({ baseUrl: config.baseUrl }),
  });
  const get = connection.item({
    name: 'graph_get_note',
    description: 'The note.',
    item: note,
    examples: [{ title: 'The note', input: {} }],
    handler: async (_, api) => (await ask(api, GET, z.object({ note }))).note,
  });
  const set = connection.write({
    name: 'graph_set_title',
    description: 'Sets the title of the note.',
    input: { title: z.string().describe('The title.') },
    item: note,
    examples: [{ title: 'Set it', input: { title: 'Do' } }],
    plan: async ({ title }) => ({ summary: 'Set the title', before: null, after: { title } }),
    apply: async (_, api) => (await ask(api, SET, z.object({ setTitle: z.object({ note }) }))).setTitle.note,
  });
  const about = { name: 'graph', title: 'Graph', version: '1.0.0', description: 'A note.' };
  return defineConnector({ ...about, connection, hosts: ['config:baseUrl'], tools: [get, set] });
}

async function said(ask: Ask, faults: SandboxFaults): Promise<string[]> {
  const only = ['errors/rate-limited', 'errors/refused'];
  const { results } = await contract(connectorOf(ask), { level: 'standard', sandbox: vendor(faults), only });
  return results.map(({ check, status, problem = '' }) => `${check} ${status} ${problem}`.trim());
}

it('names a connector that does not know how its vendor says "too many", or refuses a write', async () => {
  expect(await said(ignoring, FORMS)).toEqual([
    expect.stringMatching(
      /^errors\/rate-limited failed after `faults.throttled` of the sandbox it answered upstream_una/,
    ),
    expect.stringMatching(
      /^errors\/refused failed the vendor refused it, but it answered conflict: Nobody knows whether/,
    ),
  ]);
}, 60_000);

it('passes one that does, and asks nothing of vendors that say it by status', async () => {
  expect(await said(knowing, FORMS)).toEqual(['errors/rate-limited passed', 'errors/refused passed']);
  expect(await said(knowing, { isRead })).toEqual(['errors/rate-limited passed']);
  expect(await said(knowing, { ...FORMS, refused: () => undefined })).toEqual([
    'errors/rate-limited passed',
    expect.stringContaining('errors/refused skipped'),
  ]);
}, 60_000);
