import { randomBytes } from 'node:crypto';
import type { Connector } from '../../connector/connector.ts';
import { describeConnector } from '../../connector/describe.ts';
import type { ConfigField } from '../../connector/description-types.ts';
import type { AnyTool } from '../../connector/tool.ts';
import { inputSchemaOf } from '../../connector/tool-schemas.ts';
import { makeTemporary, removeTemporary } from '../../files/temporary-folder.ts';
import { connectSandbox } from '../connect-sandbox.ts';
import type { InMemoryHost } from '../in-memory.ts';
import { leavesOf, startRecorder } from './record.ts';
import { BASE_URL, PRIVATE_KEY, type RecordedCall, type Recording } from './types.ts';

/** A longer list is read so far: by its largest page, by its usual one, and row by row. */
const MAX_ROWS = 3000;
const USUAL_ROWS = 400;
const SINGLE_ROWS = 5;

export interface RecordCallsOptions {
  /** Base URL of the live API. */
  baseUrl: string;
  /** Values of the connector's settings; addresses of the API in them are led through the recorder. */
  values: Readonly<Record<string, string>>;
  /** The instant at which its data stands still. @default the beginning of the recording */
  now?: string;
  /** See `RecordOptions`. */
  allow?: readonly string[];
  /**
   * Arguments by tool, where its examples are of no use with that API. They are kept as they are: give nothing that must not
   * be seen.
   */
  inputs?: Readonly<Record<string, readonly Record<string, unknown>[]>>;
}

/**
 * Calls each read tool of a connector as the contract suite will do it over the recording: each of its examples, and lists by
 * their largest, their usual and the smallest page. No tool that writes is called.
 *
 * @throws RK_CONFLICT when a secret would be stored
 */
export async function recordCalls(connector: Connector, options: RecordCallsOptions): Promise<Recording> {
  const calls: RecordedCall[] = Object.values(connector.tools).flatMap((tool) =>
    tool.kind === 'list' || tool.kind === 'item' ? callsOf(tool, options.inputs?.[tool.name]) : [],
  );
  const { origin } = new URL(options.baseUrl);
  const { config: fields, tools } = describeConnector(connector);
  const isSecret = (name: string) => fields.find((field) => field.name === name)?.secret === true;
  const recorder = await startRecorder({
    connector: connector.name,
    upstream: options.baseUrl,
    allow: options.allow ?? [],
    literals: [...leavesOf(calls.map(({ args }) => args)), ...choicesIn(tools.map(({ definition }) => definition))],
    secrets: Object.entries(options.values).flatMap(([name, value]) => (isSecret(name) ? [value] : [])),
  });
  const home = makeTemporary('rolekit-record-');
  const now = options.now ?? new Date().toISOString();
  try {
    const through = new URL(recorder.baseUrl).origin;
    const values = Object.fromEntries(
      Object.entries(options.values).map(([name, value]) => [name, value.replaceAll(origin, through)]),
    );
    const host = await connectSandbox(connector, { baseUrl: recorder.baseUrl, values, now }, { home });
    const recorded: RecordedCall[] = [];
    for (const call of calls) if (await record(host, connector, call)) recorded.push(call);
    await host.close();
    return recorder.recording({ calls: recorded, now, settings: settingsOf(fields, options.values) });
  } finally {
    await recorder.close();
    await removeTemporary(home);
  }
}

function callsOf(tool: AnyTool, inputs: readonly Record<string, unknown>[] | undefined): RecordedCall[] {
  const given = inputs ?? tool.examples.map(({ input }) => input as Record<string, unknown>);
  const schema = inputSchemaOf(tool);
  return given.filter((args) => schema.safeParse(args).success).map((args) => ({ tool: tool.name, args }));
}

/** The values that schemas name: they are in the connector's source. */
function choicesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { enum: choices, const: only } = schema as { enum?: unknown; const?: unknown };
  const own = [...(Array.isArray(choices) ? choices : []), only].filter((value) => typeof value === 'string');
  return [...own, ...Object.values(schema).flatMap(choicesIn)];
}

/** True for a call that the vendor answered. */
async function record(host: InMemoryHost, connector: Connector, { tool: name, args }: RecordedCall): Promise<boolean> {
  const tool = connector.tools[name];
  const { isError } = await host.call(name, args);
  if (isError || tool?.kind !== 'list') return !isError;
  const { limit: _, cursor: __, ...rest } = args;
  await walk(host, name, { ...rest, limit: tool.maxLimit }, MAX_ROWS);
  await walk(host, name, rest, USUAL_ROWS);
  await walk(host, name, { ...rest, limit: 1 }, SINGLE_ROWS);
  if (tool.handles) await host.call(name, { ...rest, keep: true });
  return true;
}

async function walk(host: InMemoryHost, name: string, args: Record<string, unknown>, most: number): Promise<void> {
  let rows = 0;
  let cursor: string | undefined;
  do {
    const { structured, isError } = await host.call(name, cursor === undefined ? args : { ...args, cursor });
    if (isError) return;
    const { items, page } = structured as { items: unknown[]; page: { next?: string } };
    rows += items.length;
    cursor = page.next;
  } while (cursor !== undefined && rows < most);
}

/** What a replay is connected with: addresses lead to it, secrets are made up, the rest is as it was. */
function settingsOf(fields: readonly ConfigField[], values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (/^https?:\/\//.test(value)) return [name, BASE_URL + new URL(value).pathname.replace(/\/$/, '')];
      if (!fields.find((field) => field.name === name)?.secret)
        return [name, value.includes('@') ? 'person@synthetic.example' : value];
      return [name, /PRIVATE KEY/.test(value) ? PRIVATE_KEY : `replayed-${randomBytes(12).toString('hex')}`];
    }),
  );
}
