import type { RolekitError } from '@rolekit/sdk';
import { undoableWrites, undoWrite } from '@rolekit/sdk/serve/undo';
import { type ConnectSandboxOptions, connectSandbox as connect, type InMemoryHost } from '@rolekit/sdk/testing';
import { afterAll } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import hubspot from '../src/index.ts';

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
export type Row = Record<string, unknown>;

/** A host whose answers are read by column names that only this org has. */
export interface SandboxHost extends InMemoryHost {
  /** Rows of a call that must succeed. */
  rows(name: ToolName, args: Row): Promise<Row[]>;
  /** Rows of all pages. */
  all(name: ToolName, args: Row): Promise<Row[]>;
  /** The one thing of a call that must succeed. */
  item(name: ToolName, args?: Row): Promise<Row>;
  /** The error of a call that must fail. */
  error(name: ToolName, args: Row): Promise<{ kind: string; message: string; next: string }>;
}

type ToolName = keyof typeof hubspot.tools;

export async function connectSandbox(sandbox: Sandbox, options: ConnectSandboxOptions = {}): Promise<SandboxHost> {
  const host = await connect(hubspot, sandbox, options);
  return {
    ...host,
    rows: async (name, args) => (await host.list(name, args as never)).items as Row[],
    all: async (name, args) => (await host.all(name, args as never)) as Row[],
    item: async (name, args = {}) => (await host.item(name, args as never)) as Row,
  };
}

/** Undoes the newest write of the audit log, to which the person says yes. */
export async function undoNewest(home: string) {
  const questions: string[] = [];
  const [write] = await undoableWrites(home);
  if (!write) throw new TypeError('nothing to undo');
  const undone = undoWrite(hubspot, write, {
    home,
    env: {},
    signal: new AbortController().signal,
    ask: async (question) => {
      questions.push(question);
      return 'accept';
    },
  });
  return { questions, result: await undone.catch((error: unknown) => error as RolekitError) };
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
