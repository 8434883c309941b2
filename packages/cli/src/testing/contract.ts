import type { AnyTool, Connector } from '@rolekit/sdk';
import { toolDigest } from '@rolekit/sdk/bundle';
import type { ConnectorDescription, ToolEntry, ToolsFile } from '@rolekit/sdk/plugin';
import { errorKind, type ToolAnswer } from '../playbook/index.ts';
import type { ServerHost } from '../served/server.ts';
import type { TestBench } from './bench.ts';

export interface Check {
  /** What was checked: a tool, or `server`. */
  of: string;
  /** What must hold, as a sentence. */
  name: string;
  passed: boolean;
  problem?: string;
}

type Verdict = string | undefined;

export interface ContractInput {
  tools: ToolsFile;
  /** The plugin's own connectors, loaded for their examples; joined ones were tested where they come from. */
  own: readonly Connector[];
  bench: TestBench;
  /** A server that is connected to the sandboxes. */
  server: ServerHost;
  /** The same server without any connection. */
  unconnected: ServerHost;
}

/** Checks what every host relies on: the tool list, its schemas, refusals and errors, and the examples. */
export async function checkContract(input: ContractInput): Promise<Check[]> {
  const checks: Check[] = [];
  const check = async (of: string, name: string, verdict: Verdict | Promise<Verdict>) => {
    const problem = await verdict;
    checks.push({ of, name, passed: problem === undefined, ...(problem === undefined ? {} : { problem }) });
  };
  const entries = input.tools.connectors.flatMap((connector) => connector.tools);
  await check(
    'server',
    'lists exactly the tools of tools.json, without any settings',
    checkList(input.unconnected, entries),
  );
  for (const connector of input.tools.connectors) {
    const own = input.own.find((one) => one.name === connector.name);
    if (!own) continue;
    const first = connector.tools.find((tool) => tool.enabled && tool.access === 'read');
    if (first && connector.config.some((field) => field.required)) {
      await check(
        connector.name,
        'answers not_connected with the command that connects it',
        checkUnconnected(input, connector, own, first),
      );
    }
    for (const entry of connector.tools.filter((tool) => tool.enabled)) await checkTool(input, entry, own, check);
  }
  return checks;
}

type Report = (of: string, name: string, verdict: Verdict | Promise<Verdict>) => Promise<void>;

async function checkTool(input: ContractInput, entry: ToolEntry, own: Connector, check: Report): Promise<void> {
  const { name } = entry.definition;
  const tool = (own.tools as Record<string, AnyTool>)[name];
  if (!tool) return;
  await check(name, 'has schemas and descriptions that a model can use', checkDefinition(entry));
  await check(name, 'names an argument that it does not know', checkUnknownArgument(input.server, tool));
  const isConnected = input.bench.connected.includes(own.name);
  for (const example of tool.examples) {
    const fits = tool.input.safeParse(example.input);
    await check(
      name,
      `takes its example "${example.title}"`,
      fits.success ? undefined : (fits.error.issues[0]?.message ?? 'it does not fit the schema'),
    );
    if (!fits.success) continue;
    const args = example.input as Record<string, unknown>;
    if (tool.access === 'read') {
      if (isConnected)
        await check(
          name,
          `answers its example "${example.title}"`,
          checkAnswer(await input.server.call(name, args, 'none')),
        );
      continue;
    }
    await check(name, 'refuses where nobody can be asked', checkRefused(await input.server.call(name, args, 'none')));
    if (isConnected)
      await check(
        name,
        `asks a person about "${example.title}" and writes nothing when refused`,
        checkAsks(input, name, args),
      );
  }
}

async function checkList(server: ServerHost, entries: readonly ToolEntry[]): Promise<Verdict> {
  const listed = await server.listTools();
  const wanted = entries.filter((entry) => entry.enabled);
  const missing = wanted.filter((entry) => !listed.some((tool) => tool.name === entry.definition.name));
  if (missing.length > 0) return `not listed: ${missing.map((entry) => entry.definition.name).join(', ')}`;
  const surplus = listed.filter((tool) => !wanted.some((entry) => entry.definition.name === tool.name));
  if (surplus.length > 0) return `listed, and not in tools.json: ${surplus.map((tool) => tool.name).join(', ')}`;
  const changed = wanted.filter((entry) => {
    const tool = listed.find((one) => one.name === entry.definition.name);
    return tool !== undefined && toolDigest(tool) !== entry.digest;
  });
  return changed.length > 0
    ? `listed with another definition: ${changed.map((entry) => entry.definition.name).join(', ')}`
    : undefined;
}

async function checkUnconnected(
  input: ContractInput,
  connector: ConnectorDescription,
  own: Connector,
  entry: ToolEntry,
): Promise<Verdict> {
  const { name } = entry.definition;
  const tool = (own.tools as Record<string, AnyTool>)[name];
  const args = (tool?.examples[0]?.input ?? {}) as Record<string, unknown>;
  if (!tool?.input.safeParse(args).success) return undefined;
  const answer = await input.unconnected.call(name, args, 'none');
  if (errorKind(answer) !== 'not_connected') return `${name} answered ${errorKind(answer) ?? 'a result'}`;
  const command = `rolekit connect ${connector.name}`;
  return answer.text.includes(command) ? undefined : `${name} does not say \`${command}\``;
}

function checkDefinition({ definition, access }: ToolEntry): Verdict {
  const { inputSchema, outputSchema, description, annotations } = definition;
  if (description.trim().length < 20) return 'its description is shorter than 20 characters';
  if (inputSchema.type !== 'object') return 'its input schema is no object';
  if (outputSchema?.type !== 'object') return 'its output schema is no object';
  if (annotations?.readOnlyHint !== (access === 'read')) return `its annotations do not say that it is ${access}`;
  const properties = Object.entries((inputSchema.properties ?? {}) as Record<string, { description?: unknown }>);
  const silent = properties.filter(([, schema]) => typeof schema.description !== 'string').map(([name]) => name);
  return silent.length > 0 ? `its arguments ${silent.join(', ')} have no description` : undefined;
}

async function checkUnknownArgument(server: ServerHost, tool: AnyTool): Promise<Verdict> {
  const example = (tool.examples[0]?.input ?? {}) as Record<string, unknown>;
  const answer = await server.call(tool.name, { ...example, no_such_argument: 1 }, 'none');
  if (errorKind(answer) !== 'invalid_request') return `it answered ${errorKind(answer) ?? 'a result'}`;
  return answer.text.includes('no_such_argument') ? undefined : 'its error does not name the argument';
}

function checkAnswer(answer: ToolAnswer): Verdict {
  return answer.isError ? firstLine(answer.text) : undefined;
}

function checkRefused(answer: ToolAnswer): Verdict {
  const kind = errorKind(answer);
  return kind === 'approval_required' ? undefined : `it answered ${kind ?? 'a result'}`;
}

async function checkAsks(
  { server, bench }: ContractInput,
  name: string,
  args: Record<string, unknown>,
): Promise<Verdict> {
  const before = bench.writes();
  const answer = await server.call(name, args, 'decline');
  if (answer.asked === 0) return answer.isError ? firstLine(answer.text) : 'it asked nobody';
  if (errorKind(answer) !== 'approval_refused')
    return `after the refusal it answered ${errorKind(answer) ?? 'a result'}`;
  return bench.writes() === before ? undefined : 'it wrote before it was approved';
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
