import { AssertionError } from 'node:assert';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Connector } from '../connector/connector.ts';
import type { AnyTool } from '../connector/tool.ts';
import { makeTemporary, removeTemporary } from '../files/temporary-folder.ts';
import { type MetricTable, metricRows } from '../metrics/index.ts';
import { servedFrom } from '../serve/plugin/served-connector.ts';
import { type ConnectionFile, writeConnection } from '../settings/profiles.ts';
import { connectInMemory, type InMemoryHost, type InMemoryOptions } from './in-memory.ts';

/** The tools of a connector, by name. */
type ToolsOf<T> = T extends Connector<infer Tools> ? { [K in Tools[number] as K['name']]: K } : Record<string, AnyTool>;
type NameOf<T> = Extract<keyof ToolsOf<T>, string>;
type OfTool<T, N extends NameOf<T>, Part extends 'input' | 'output'> =
  ToolsOf<T>[N] extends Record<Part, infer S> ? S : never;

/** What a call of a tool may carry: its input, and what the SDK adds to that. */
export type ArgumentsOf<T, N extends NameOf<T>> = z.input<OfTool<T, N, 'input'>> & {
  limit?: number | undefined;
  cursor?: string | undefined;
  fields?: readonly string[] | undefined;
  keep?: boolean | undefined;
  resume?: string | undefined;
};

/** One row of a list, or the one thing that a tool answers. */
export type AnswerOf<T, N extends NameOf<T>> = z.output<OfTool<T, N, 'output'>>;

/** A page of a list, as a host gets it. */
export interface Listing<Row> {
  items: Row[];
  page: { returned: number; total?: number; truncated: boolean; next?: string };
  notes: string[];
  source: {
    connector: string;
    environment: 'production' | 'sandbox';
    asOf: string;
    retrievedAt: string;
    requestId?: string;
  };
}

/** The error of a call, as a host gets it. */
export interface Failure {
  code: string;
  kind: string;
  message: string;
  next: string;
  cursor?: string;
  retryAfterSeconds?: number;
}

/** A host in this process whose calls are typed by one connector's tools. */
export interface SandboxHost<T> extends InMemoryHost {
  /** A page of a list that must succeed, a metric table as its rows. @throws AssertionError with the tool's error */
  list<N extends NameOf<T>>(name: N, args: ArgumentsOf<T, N>): Promise<Listing<AnswerOf<T, N>>>;
  /** All rows of a list, read to its end. @throws AssertionError with the tool's error */
  all<N extends NameOf<T>>(name: N, args: ArgumentsOf<T, N>): Promise<AnswerOf<T, N>[]>;
  /** The one thing of a call that must succeed. @throws AssertionError with the tool's error */
  item<N extends NameOf<T>>(name: N, args: ArgumentsOf<T, N>): Promise<AnswerOf<T, N>>;
  /** The error of a call that must fail; any arguments, as bad ones are what it is about. @throws AssertionError */
  error(name: NameOf<T>, args?: Record<string, unknown>): Promise<Failure>;
}

/** Where a connector's API answers: a sandbox, the fault server or a replay in front of one. */
export interface SandboxTarget {
  baseUrl: string;
  /** Values of the connector's settings. */
  values: Readonly<Record<string, string>>;
  /** The instant at which its data stands still. */
  now?: string | undefined;
}

export interface ConnectSandboxOptions extends Omit<InMemoryOptions, 'home'> {
  /** Settings that differ from the sandbox's own; `undefined` leaves one out. */
  values?: Record<string, string | undefined>;
  /** A folder for `.rolekit`, which is then kept. @default one that goes with the host */
  home?: string;
}

/**
 * A host in this process, connected to a sandbox as `rolekit connect <connector> --sandbox` does it, with all tools of the
 * connector switched on. Calls are typed by the connector: names, arguments and answers.
 *
 * @example
 * ```ts
 * const host = await connectSandbox(shop, await startSandbox(), { approve: 'accept' });
 * const orders = await host.all('shop_list_orders', { customerId: 'c1' });
 * ```
 */
export async function connectSandbox<const T extends Connector>(
  connector: T,
  sandbox: SandboxTarget,
  { values = {}, home: given, ...options }: ConnectSandboxOptions = {},
): Promise<SandboxHost<T>> {
  const home = given ?? makeTemporary(`rolekit-${connector.name}-`);
  await writeSandboxProfile(connector.name, sandbox, home, values);
  const { name, version, description } = connector;
  const host = await connectInMemory(
    { name, version, description, connectors: [withAllTools(connector)] },
    { ...options, home },
  );
  const succeed = async <A>(tool: string, args: object): Promise<A> => {
    const { isError, structured, text } = await host.call(tool, args as Record<string, unknown>);
    if (isError) throw new AssertionError({ message: `${tool} failed: ${text}`, stackStartFn: succeed });
    return structured as A;
  };
  const page = async <Row>(tool: string, args: object): Promise<Listing<Row>> => {
    const listing = await succeed<Listing<Row>>(tool, args);
    const called = (connector as Connector).tools[tool];
    return called?.kind === 'list' && called.metrics
      ? { ...listing, items: metricRows(listing as unknown as MetricTable) as Row[] }
      : listing;
  };
  return {
    ...host,
    async list(tool, args) {
      const listing = await page<AnswerOf<T, typeof tool>>(tool, args);
      return { ...listing, notes: listing.notes ?? [] };
    },
    async all(tool, args) {
      const rows: AnswerOf<T, typeof tool>[] = [];
      for (let cursor: string | undefined; ; ) {
        const listing = await page<AnswerOf<T, typeof tool>>(tool, {
          ...args,
          ...(cursor === undefined ? {} : { cursor }),
        });
        rows.push(...listing.items);
        if (listing.page.next === undefined) return rows;
        cursor = listing.page.next;
      }
    },
    item: async (tool, args) => (await succeed<{ item: AnswerOf<T, typeof tool> }>(tool, args)).item,
    async error(tool, args = {}) {
      const { isError, structured, text } = await host.call(tool, args);
      if (!isError) throw new AssertionError({ message: `${tool} was to fail, and answered ${text}` });
      return structured.error as Failure;
    },
    async close() {
      await host.close();
      if (given === undefined) await removeTemporary(home);
    },
  };
}

/** Makes a sandbox the active profile of a connector under a home folder, by a run file beside it. */
export async function writeSandboxProfile(
  connector: string,
  { baseUrl, values, now }: SandboxTarget,
  home: string,
  changed: Record<string, string | undefined> = {},
): Promise<void> {
  const runFile = join(home, `${connector}-run.json`);
  const set = Object.entries({ ...values, ...changed }).filter(([, value]) => value !== undefined);
  const run = { format: 1, connector, environment: 'sandbox', pid: process.pid, baseUrl, now };
  const file: ConnectionFile = { format: 1, active: 'sandbox', profiles: { sandbox: { runFile } } };
  await mkdir(home, { recursive: true });
  await writeFile(runFile, JSON.stringify({ ...run, values: Object.fromEntries(set) }), { mode: 0o600 });
  await writeConnection(connector, file, home);
}

function withAllTools(connector: Connector) {
  const served = servedFrom(connector);
  const tools = served.description.tools.map((tool) => ({ ...tool, enabled: true }));
  return { ...served, description: { ...served.description, tools } };
}
