import { openFiles } from '@rolekit/sdk';
import { createHttpClient } from '@rolekit/sdk/http';
import {
  type ConnectSandboxOptions,
  connectSandbox as connect,
  type InMemoryHost,
  standingClock,
} from '@rolekit/sdk/testing';
import { afterAll } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import { connection, type SalesforceConfig } from '../src/connection.ts';
import salesforce from '../src/index.ts';

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
export type Row = Record<string, unknown>;

/** A host whose answers are read by column names that only this org has. */
export interface SandboxHost extends InMemoryHost {
  /** Rows of a call that must succeed. */
  rows(name: ToolName, args: Row): Promise<Row[]>;
  /** The one thing of a call that must succeed. */
  item(name: ToolName, args?: Row): Promise<Row>;
  /** The error of a call that must fail. */
  error(name: ToolName, args: Row): Promise<{ kind: string; message: string; next: string }>;
}

type Own = keyof typeof salesforce.tools;
/** The SDK adds what reads kept rows. */
type ToolName = Own | 'salesforce_read_results';

export async function connectSandbox(sandbox: Sandbox, options: ConnectSandboxOptions = {}): Promise<SandboxHost> {
  const host = await connect(salesforce, sandbox, options);
  return {
    ...host,
    rows: async (name, args) => (await host.list(name as Own, args as never)).items as Row[],
    item: async (name, args = {}) => (await host.item(name as Own, args as never)) as Row,
  };
}

/** The connection itself, as a tool's code gets it. */
export async function openClient(
  sandbox: Sandbox,
  values: Record<string, string> = sandbox.values,
  save = async (_: object): Promise<void> => {},
) {
  const config = Object.fromEntries(
    Object.entries(connection.config).map(([name, field]) => [name, field.schema.parse(values[name])]),
  );
  return connection.open({
    connector: 'salesforce',
    environment: 'sandbox',
    clock: standingClock('2026-11-20T12:00:00Z'),
    config: config as SalesforceConfig,
    http: (options) =>
      createHttpClient({ connector: 'salesforce', hosts: [], localOrigins: [sandbox.baseUrl] }, options),
    save,
    files: openFiles({ connector: 'salesforce', folders: [], config: {} }),
  });
}

/** A sandbox and a host that is connected to it, for all tests of a file. */
export async function openSandbox(
  options: Parameters<typeof startSandbox>[0] = {},
  hostOptions: ConnectSandboxOptions = {},
) {
  const sandbox = await startSandbox(options);
  const host = await connectSandbox(sandbox, hostOptions);
  afterAll(async () => {
    await host.close();
    await sandbox.close();
  });
  return { sandbox, host };
}
