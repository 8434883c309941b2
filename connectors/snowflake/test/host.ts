import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConnection, type ServeOptions, servedFrom } from '@rolekit/sdk/serve';
import { resolveSettings } from '@rolekit/sdk/settings';
import { connectInMemory, type InMemoryHost, writeSandboxProfile } from '@rolekit/sdk/testing';
import {
  type SnowflakeSandbox as Sandbox,
  type SnowflakeSandboxOptions as SandboxOptions,
  startSandbox,
} from '../sandbox/index.ts';
import type { SnowflakeClient } from '../src/client.ts';
import snowflake from '../src/index.ts';

export interface TestBench {
  sandbox: Sandbox;
  /** A host whose connector uses the sandbox, with settings changed for this one host. */
  host(values?: Record<string, string | undefined>, options?: ServeOptions): Promise<InMemoryHost>;
  /** A client of its own, as another process would have. */
  client(): Promise<SnowflakeClient>;
  close(): Promise<void>;
}

/** A sandbox, and hosts in this process that are connected to it through a run file, as `rolekit sandbox` does it. */
export async function startBench(options: SandboxOptions = {}): Promise<TestBench> {
  const sandbox = await startSandbox(options);
  const folder = await mkdtemp(join(tmpdir(), 'rolekit-snowflake-'));
  const hosts: InMemoryHost[] = [];
  let homes = 0;

  async function homeWith(values: Record<string, string | undefined>): Promise<string> {
    const home = join(folder, `home-${++homes}`);
    await writeSandboxProfile('snowflake', sandbox, home, values);
    return home;
  }

  return {
    sandbox,
    async client() {
      const settings = await resolveSettings('snowflake', snowflake.connection.config, {
        env: {},
        home: await homeWith({}),
      });
      return (await openConnection(snowflake, settings)).connection as SnowflakeClient;
    },
    async host(values = {}, more = {}) {
      const home = await homeWith(values);
      const host = await connectInMemory(
        { name: 'snowflake', version: '0.1.0', description: 'Test.', connectors: [servedFrom(snowflake)] },
        { home, ...more },
      );
      hosts.push(host);
      return host;
    },
    async close() {
      for (const host of hosts) await host.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface ListAnswer {
  items: Record<string, unknown>[];
  page: { returned: number; total?: number; truncated: boolean; next?: string };
  notes?: string[];
  source: { environment: string; requestId?: string };
}

/** Calls a list tool, and expects it to work. */
export async function list(host: InMemoryHost, name: string, args: Record<string, unknown>): Promise<ListAnswer> {
  const { isError, structured, text } = await host.call(name, args);
  if (isError) throw new TypeError(text);
  return structured as unknown as ListAnswer;
}

/** Calls a tool, and expects it to fail. */
export async function failure(
  host: InMemoryHost,
  name: string,
  args: Record<string, unknown>,
): Promise<{ kind: string; message: string; next: string }> {
  const { isError, structured, text } = await host.call(name, args);
  if (!isError) throw new TypeError(`it worked: ${text}`);
  return structured.error as { kind: string; message: string; next: string };
}
