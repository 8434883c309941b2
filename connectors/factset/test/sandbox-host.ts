import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servedFrom } from '@rolekit/sdk/serve';
import { connectInMemory, type InMemoryHost } from '@rolekit/sdk/testing';
import type { FactSetSandbox } from '../sandbox/index.ts';
import factset from '../src/index.ts';

export type Row = Record<string, unknown>;
export interface Listing {
  items: Row[];
  notes: string[];
  page: { returned: number; total?: number; truncated: boolean; next?: string };
}
export interface Failure {
  kind: string;
  message: string;
  next: string;
  cursor?: string;
  retryAfterSeconds?: number;
}

/** The connector in a host, connected to a running sandbox as `rolekit connect factset --sandbox` does it. */
export interface SandboxHost extends InMemoryHost {
  /** The answer of a call that must succeed. */
  list(name: string, args: Row): Promise<Listing>;
  /** All rows of a list, read to its end. */
  all(name: string, args: Row): Promise<Row[]>;
  /** The error of a call that must fail. */
  error(name: string, args: Row): Promise<Failure>;
}

/** @param values settings that differ from the sandbox's own */
export async function connectSandbox(
  sandbox: FactSetSandbox,
  values: Record<string, string> = {},
): Promise<SandboxHost> {
  const home = await mkdtemp(join(tmpdir(), 'rolekit-factset-'));
  const runFile = join(home, 'run.json');
  const run = {
    format: 1,
    connector: 'factset',
    environment: 'sandbox',
    pid: process.pid,
    baseUrl: sandbox.baseUrl,
    values: { ...sandbox.values, ...values },
  };
  await writeFile(runFile, JSON.stringify(run));
  await mkdir(join(home, '.rolekit', 'connections'), { recursive: true });
  await writeFile(
    join(home, '.rolekit', 'connections', 'factset.json'),
    JSON.stringify({ format: 1, active: 'sandbox', profiles: { sandbox: { runFile } } }),
  );
  const served = servedFrom(factset);
  // also the tools that a plugin has to switch on
  const tools = served.description.tools.map((tool) => ({ ...tool, enabled: true }));
  const plugin = {
    name: 'factset',
    version: '0.1.0',
    description: 'Under test.',
    connectors: [{ ...served, description: { ...served.description, tools } }],
  };
  const host = await connectInMemory(plugin, { home });
  const list = async (name: string, args: Row): Promise<Listing> => {
    const { isError, structured, text } = await host.call(name, args);
    if (isError) throw new TypeError(`${name} failed: ${text}`);
    return { notes: [], ...structured } as unknown as Listing;
  };
  return {
    ...host,
    list,
    async all(name, args) {
      const rows: Row[] = [];
      for (let cursor: string | undefined; ; ) {
        const { items, page } = await list(name, cursor === undefined ? args : { ...args, cursor });
        rows.push(...items);
        if (!page.truncated) return rows;
        cursor = page.next;
      }
    },
    async error(name, args) {
      const { isError, structured, text } = await host.call(name, args);
      if (!isError) throw new TypeError(`${name} did not fail: ${text}`);
      return structured.error as Failure;
    },
  };
}
