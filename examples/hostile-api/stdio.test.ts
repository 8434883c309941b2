import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ToolDefinition } from '@rolekit/sdk/plugin';
import { describeConnector } from '@rolekit/sdk/plugin';
import { contract } from '@rolekit/sdk/testing';
import { expect, it, onTestFinished } from 'vitest';
import { startSandbox } from './sandbox/index.ts';
import { hostileConnector } from './src/connector.ts';

const connector = hostileConnector();
const TOOLS = describeConnector(connector).tools.map((tool) => tool.definition);

/** A built server, written by hand: it lists these tools and has one answer to every call. */
function server(tools: readonly ToolDefinition[]): string {
  return `import { createInterface } from 'node:readline';
const META = { 'io.modelcontextprotocol/serverInfo': { name: 'hostile', version: '1.0.0' } };
const tools = ${JSON.stringify(tools)};
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const send = (rest) => console.log(JSON.stringify({ jsonrpc: '2.0', id, ...rest }));
  const answer = (result) => send({ result: { resultType: 'complete', _meta: META, ...result } });
  const kept = { ttlMs: 0, cacheScope: 'private' };
  if (method === 'server/discover')
    return answer({ ...kept, supportedVersions: ['2026-07-28'], capabilities: { tools: {} } });
  if (method === 'tools/list') return answer({ ...kept, tools });
  if (method === 'tools/call') return answer({ isError: true, content: [{ type: 'text', text: 'It is Sunday.' }] });
  send({ error: { code: -32601, message: 'There is no ' + method } });
});
`;
}

async function problemOf(main: string | undefined): Promise<string | undefined> {
  const bundle = await mkdtemp(join(tmpdir(), 'rolekit-stdio-'));
  onTestFinished(() => rm(bundle, { recursive: true, force: true }));
  await mkdir(join(bundle, 'server'));
  if (main !== undefined) await writeFile(join(bundle, 'server/main.mjs'), main);
  const report = await contract(connector, { bundle, sandbox: startSandbox, only: ['stdio'] });
  return report.results[0]?.problem;
}

const LONG = { timeout: 60_000 };

it('names a built plugin that has no server', LONG, async () => {
  expect(await problemOf(undefined)).toContain('the built plugin has no');
});

it('names a server that ends before it answers', LONG, async () => {
  expect(await problemOf('process.exit(1);\n')).toContain('the server did not answer');
});

it('names a built server that lacks a tool of the source, or describes one otherwise', LONG, async () => {
  expect(await problemOf(server(TOOLS.slice(1)))).toBe('not listed: hostile_list_orders');
  const [first, ...rest] = TOOLS;
  if (!first) throw new TypeError('no tool');
  expect(await problemOf(server([{ ...first, description: 'Anything else.' }, ...rest]))).toContain(
    'hostile_list_orders',
  );
});

it('names a built server that answers a call otherwise than the source', LONG, async () => {
  expect(await problemOf(server(TOOLS))).toBe('hostile_list_orders with {} answers It is Sunday.');
});
