import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectInMemory, type InMemoryHost } from '../../testing/in-memory.ts';
import { shelf } from '../../testing/shelf-connector.ts';
import { serveHttp } from '../endpoint/serve-http.ts';
import { recordOpening, StdioFront } from '../front/index.ts';
import { listedTools } from '../plugin/listed-tools.ts';
import { readOwnPolicy } from '../plugin/machine-policy.ts';

const NAMES = listedTools(shelf().plugin).map(({ definition }) => definition.name);
const READ = 'shelf_list_books';
const WITHOUT_WRITES = listedTools(shelf().plugin)
  .filter(({ isRead }) => isRead)
  .map(({ definition }) => definition.name);

let home: string;
let file: string;
beforeEach(async () => {
  home = temporaryFolder();
  file = join(home, 'policy.json');
  onTestFinished(() => rm(home, { recursive: true }));
});

const names = async (host: Pick<Client, 'listTools'>) => (await host.listTools()).tools.map(({ name }) => name);
const deny = async (policy: object) => {
  await writeFile(`${file}.tmp`, JSON.stringify(policy));
  await rename(`${file}.tmp`, file);
};
const arrives = (told: () => number, count: number) => expect.poll(told).toBeGreaterThanOrEqual(count);

async function told(client: Client, era: string): Promise<() => number> {
  let count = 0;
  client.setNotificationHandler('notifications/tools/list_changed', () => void count++);
  if (era === '2026-07-28') await client.listen({ toolsListChanged: true });
  return () => count;
}

describe.each(['2025-11-25', '2026-07-28'] as const)('over streams, a host of %s', (era) => {
  const connect = async (): Promise<InMemoryHost> => {
    const host = await connectInMemory(shelf().plugin, { era, home, policyFiles: [file], onProblem: () => {} });
    onTestFinished(() => host.close());
    return host;
  };

  it('is told when the policy of the machine denies tools, and when it no longer does', async () => {
    const { client, call } = await connect();
    const count = await told(client, era);
    expect(await names(client)).toEqual(NAMES);
    await deny({ writes: 'deny' });
    await arrives(count, 1);
    expect(await names(client)).toEqual(WITHOUT_WRITES);
    await deny({ denyTools: [`${READ}*`] });
    await arrives(count, 2);
    const { structured } = await call(READ, {});
    expect(structured.error).toMatchObject({
      code: 'RK_POLICY_DENIED',
      message: `The policy of ${file} denies ${READ}.`,
    });
    await rm(file);
    await arrives(count, 3);
    expect(await names(client)).toEqual(NAMES);
    expect((await call(READ, {})).isError).toBe(false);
  });

  it('gets the tools that the machine switches on, but none that is denied', async () => {
    const { plugin } = shelf();
    const off = plugin.connectors.map(({ description, load }) => ({
      load,
      description: { ...description, tools: description.tools.map((tool) => ({ ...tool, enabled: false })) },
    }));
    const options = { era, home, policyFiles: [file], onProblem: () => {} };
    const { client, call, close } = await connectInMemory({ ...plugin, connectors: off }, options);
    onTestFinished(() => close());
    const count = await told(client, era);
    expect(await names(client)).toEqual([]);
    const refused = await call(READ, {});
    expect(refused.structured.error).toMatchObject({ code: 'RK_TOOL_OFF' });
    expect(refused.text).toContain(`ask the person to switch it on: \`rolekit policy --enable ${READ}\`.`);
    await deny({ enableTools: ['shelf_*'], writes: 'deny' });
    await arrives(count, 1);
    expect(await names(client)).toEqual(WITHOUT_WRITES);
    expect((await call(READ, {})).isError).toBe(false);
  });

  it('has no tools while the policy cannot be understood', async () => {
    await writeFile(file, '{');
    const { client, call } = await connect();
    expect(await names(client)).toEqual([]);
    expect((await call(READ, {})).structured.error).toMatchObject({
      code: 'RK_FILE',
      message: expect.stringContaining(`${file}: is not valid JSON`),
    });
  });
});

describe.each(['2025-11-25', '2026-07-28'] as const)('over HTTP, a host of %s', (era) => {
  it('is told, and gets no list from before', async () => {
    const serving = await serveHttp(shelf().plugin, { home, env: {}, policyFiles: [file] });
    const mode = era === '2026-07-28' ? { pin: era } : 'legacy';
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
    const requestInit = { headers: { authorization: `Bearer ${serving.token}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(serving.url), { requestInit }));
    onTestFinished(async () => {
      await client.close();
      await serving.close();
    });
    const count = await told(client, era);
    expect(await names(client)).toEqual(NAMES);
    await deny({ writes: 'deny' });
    await arrives(count, 1);
    expect(await names(client)).toEqual(WITHOUT_WRITES);
  });
});

it('a host that only the front has spoken with is told by it', async () => {
  const { plugin } = shelf();
  const [input, output] = [new PassThrough(), new PassThrough()];
  const lines: Record<string, unknown>[] = [];
  output.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().trim().split('\n')) lines.push(JSON.parse(line));
  });
  const front = new StdioFront({
    opening: await recordOpening(plugin),
    listed: listedTools(plugin),
    raw: [],
    onListed: () => {},
    input,
    output,
    calls: () => Promise.reject(new TypeError('no call was made')),
    official: () => expect.unreachable('nothing needs it'),
  });
  onTestFinished(() => front.close());
  const send = (message: object) => input.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const clientInfo = { name: 'test', version: '1' };
  send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo } });
  send({ method: 'notifications/initialized' });
  await deny({ writes: 'deny' });
  await expect.poll(() => lines.length).toBe(1);
  front.relist(listedTools(plugin, readOwnPolicy([file])));
  send({ id: 2, method: 'tools/list', params: {} });
  await expect.poll(() => lines.length).toBe(3);
  expect(lines[1]).toEqual({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
  expect(lines[2]).toMatchObject({ id: 2, result: { tools: WITHOUT_WRITES.map((name) => ({ name })) } });
});
