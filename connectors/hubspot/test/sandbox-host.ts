import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servedFrom } from '@rolekit/sdk/serve';
import { type Approve, connectInMemory, type InMemoryHost } from '@rolekit/sdk/testing';
import type { startSandbox } from '../sandbox/index.ts';
import hubspot from '../src/index.ts';

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
export type Row = Record<string, unknown>;

/** The connector in a host, connected to a running sandbox as `rolekit connect hubspot --sandbox` does it. */
export interface SandboxHost extends InMemoryHost {
  /** Rows of a call that must succeed. */
  rows(name: string, args: Record<string, unknown>): Promise<Row[]>;
  /** The one thing of a call that must succeed. */
  item(name: string, args?: Record<string, unknown>): Promise<Row>;
  /** The error of a call that must fail. */
  error(name: string, args: Record<string, unknown>): Promise<{ kind: string; message: string; next: string }>;
}

export async function connectSandbox(
  sandbox: Sandbox,
  options: { approve?: Approve | ((question: string) => Approve); era?: '2026-07-28' | '2025-11-25' } = {},
): Promise<SandboxHost> {
  const home = await mkdtemp(join(tmpdir(), 'rolekit-hubspot-'));
  const runFile = join(home, 'run.json');
  await writeFile(
    runFile,
    JSON.stringify({
      format: 1,
      connector: 'hubspot',
      environment: 'sandbox',
      pid: process.pid,
      baseUrl: sandbox.baseUrl,
      values: sandbox.values,
    }),
  );
  await mkdir(join(home, '.rolekit', 'connections'), { recursive: true });
  await writeFile(
    join(home, '.rolekit', 'connections', 'hubspot.json'),
    JSON.stringify({ format: 1, active: 'sandbox', profiles: { sandbox: { runFile } } }),
  );
  const plugin = {
    name: 'hubspot',
    version: '0.1.0',
    description: 'Under test.',
    connectors: [servedFrom(hubspot)],
  };
  const host = await connectInMemory(plugin, { home, ...options });
  const succeed = async (name: string, args: Record<string, unknown>) => {
    const { isError, structured, text } = await host.call(name, args);
    if (isError) throw new TypeError(`${name} failed: ${text}`);
    return structured;
  };
  return {
    ...host,
    rows: async (name, args) => (await succeed(name, args)).items as Row[],
    item: async (name, args = {}) => (await succeed(name, args)).item as Row,
    async error(name, args) {
      const { isError, structured, text } = await host.call(name, args);
      if (!isError) throw new TypeError(`${name} was to fail, and answered ${text}`);
      return structured.error as { kind: string; message: string; next: string };
    },
    async close() {
      await host.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
