// What the tests of all slices share: a host of either server, before the vendor's sandbox with the fault server between.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import type { CallToolResult, JSONRPCMessage, McpServer } from '@modelcontextprotocol/server';
import { serveStdio as serveOfficial } from '@modelcontextprotocol/server/stdio';
import type { Connector } from '@rolekit/sdk';
import { servedFrom, serveStdio, toolErrorOf } from '@rolekit/sdk/serve';
import { type FaultServer, type RunningSandbox, startFaultServer, writeSandboxProfile } from '@rolekit/sdk/testing';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

export const SERVERS = ['the plain server', 'the server on Rolekit'] as const;
export type Server = (typeof SERVERS)[number];
export const ERAS = ['2026-07-28', '2025-11-25'] as const;

interface Slice<S> {
  start(): Promise<S>;
  plain(values: Record<string, string>): () => McpServer;
  rolekit: Connector;
}

interface HostOptions {
  era?: (typeof ERAS)[number];
  /** Answers for the person; without it the host cannot ask. */
  approve?(question: string): boolean | Promise<boolean>;
  /** Settings that differ from the sandbox's own. */
  values?: Record<string, string>;
}

interface Page {
  returned: number;
  total: number;
  truncated: boolean;
  next?: string;
}

export interface Answer {
  items: Record<string, unknown>[];
  page: Page;
  item: Record<string, unknown>;
  /** Undefined where it went well. */
  kind: string | undefined;
  error: { message: string; cursor?: string } | undefined;
  /** All of it, as it goes over the wire. */
  whole: string;
}

/** Starts the sandbox once for a file, and a fault server for each test. */
export function useSlice<S extends RunningSandbox>({ start, plain, rolekit }: Slice<S>) {
  let sandbox: S;
  let faults: FaultServer;
  let home: string;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    sandbox = await start();
    home = await mkdtemp(join(tmpdir(), 'rolekit-slice-'));
  });
  beforeEach(async () => {
    const own = await startFaultServer(sandbox);
    faults = own;
    closing.push(() => own.close());
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  afterAll(async () => {
    await sandbox?.close();
    await rm(home, { recursive: true, force: true });
  });

  async function serve(server: Server, transport: InMemoryTransport, changed: Record<string, string>) {
    const values = { ...faults.values, ...changed };
    if (server === 'the plain server') return serveOfficial(plain(values), { transport });
    const own = await mkdtemp(join(home, 'home-'));
    await writeSandboxProfile(rolekit.name, { baseUrl: faults.baseUrl, values }, own);
    const plugin = { name: 'slice', version: '0.1.0', description: 'Test.', connectors: [servedFrom(rolekit)] };
    return serveStdio(plugin, { env: {}, home: own, transport });
  }

  return {
    sandbox: () => sandbox,
    faults: () => faults,
    async hostOf(server: Server, { era = '2026-07-28', approve, values = {} }: HostOptions = {}) {
      const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
      const running = await serve(server, serverSide, values);
      const client = new Client(
        { name: 'test', version: '1.0.0' },
        {
          versionNegotiation: { mode: era === '2026-07-28' ? { pin: era } : 'legacy' },
          capabilities: approve ? { elicitation: { form: {} } } : {},
        },
      );
      if (approve)
        client.setRequestHandler('elicitation/create', async ({ params }) =>
          (await approve(params.message)) ? { action: 'accept', content: { approve: true } } : { action: 'decline' },
        );
      await client.connect(clientSide);
      closing.push(async () => {
        await client.close();
        await running.close();
      });
      // from here on the client checks results against what the tools say of them
      await client.listTools();
      const call = async (name: string, args: Record<string, unknown>, signal?: AbortSignal): Promise<Answer> =>
        answerOf(await client.callTool({ name, arguments: args }, signal ? { signal } : {}));
      return Object.assign(call, { repeatAnswer: repeater(clientSide) });
    },
  };
}

function answerOf(result: CallToolResult): Answer {
  const { items, page, item } = (result.structuredContent ?? {}) as unknown as Answer;
  const error = toolErrorOf(result) ?? (result._meta?.error as { kind: string; message: string } | undefined);
  const kind = result.isError ? (error?.kind ?? 'none') : undefined;
  return { items, page, item, kind, error, whole: JSON.stringify(result) };
}

/** Sends the last request with a person's answer again, as somebody might who saw it pass. */
function repeater(transport: InMemoryTransport): () => Promise<Answer> {
  let last: JSONRPCMessage | undefined;
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    if ('params' in message && message.params?.inputResponses !== undefined) last = message;
    return send(message, options);
  };
  return () =>
    new Promise((resolve) => {
      const { onmessage } = transport;
      transport.onmessage = (message, extra) => {
        if (!('result' in message) || message.id !== 'again') return onmessage?.(message, extra);
        if (onmessage) transport.onmessage = onmessage;
        resolve(answerOf(message.result as CallToolResult));
      };
      void send({ ...last, id: 'again' } as JSONRPCMessage);
    });
}

export type Call = Awaited<ReturnType<ReturnType<typeof useSlice>['hostOf']>>;

/** All pages of a list, one after another. */
export async function walk(call: Call, name: string, args: Record<string, unknown>) {
  const items: Record<string, unknown>[] = [];
  const pages: Page[] = [];
  for (let cursor: string | undefined; pages.length === 0 || cursor !== undefined; cursor = pages.at(-1)?.next) {
    const { page, items: some, error } = await call(name, { ...args, ...(cursor ? { cursor } : {}) });
    if (error) throw new Error(error.message);
    items.push(...some);
    pages.push(page);
  }
  return { items, pages };
}
